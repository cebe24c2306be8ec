"""Style as a test: what a reviewer would say every time, said once.  Each message names the replacement."""

from __future__ import annotations

import ast
import re
import subprocess
import tokenize
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("documents", "parties", "tranches", "escrow_site")

MAX_LINES = 400
MAX_FUNCTION_LINES = 80

# The one function that moves a state, and nobody else.
STATE_WRITERS = frozenset({"tranches/services/moving.py"})

# Where the clock is read: the doors, once per request or command; and what stamps a record of its own.
CLOCK_READERS = frozenset({"documents/journal/record.py", "tranches/selectors/access.py"})
CLOCK_FREE = re.compile(
    r"(tranches/terms|documents/papers|(documents|parties|tranches|tranches/(money|rights|positions|notices|statements|supposing|keeping))/(models|selectors|services|journal))[/.]"
)

# The one place that cuts a moment off to its day.
DAY_CUTTERS = re.compile(r"documents/days\.py")

# Folders whose views may only use doorways.
DOORS = re.compile(
    r"tranches/(\w+/)?(admin|portal|review|forms|pages)[/.]|(documents|parties)/admin|escrow_site/views"
)

ALLOWED_TOP_LEVEL = frozenset(
    {
        *APPS,
        "templates",
        "tests",
        "docs",
        ".ci",
        ".gitignore",
        ".gitattributes",
        ".editorconfig",
        "manage.py",
        "Makefile",
        "pyproject.toml",
        "requirements.txt",
        "requirements-audit.txt",
        "requirements-dev.txt",
        "SECURITY.md",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        ".pre-commit-config.yaml",
        ".git-blame-ignore-revs",
    }
)


# --- What is looked at ---------------------------------------------------------------------------


@cache
def _files() -> tuple[str, ...]:
    """Return what git tracks or would track, as paths from the root; ignored files are no part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return tuple(sorted(name for name in listed if name and (ROOT / name).is_file()))


def _python(*, tests: bool = False, migrations: bool = False) -> list[str]:
    return [
        name
        for name in _files()
        if name.endswith(".py")
        and (tests or not name.startswith("tests/"))
        and (migrations or "/migrations/" not in name)
    ]


@cache
def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def _tree(name: str) -> ast.Module:
    return ast.parse(_text(name), filename=name)


def _find(
    names: Iterable[str], wrong: Callable[[ast.AST], bool], *, root: Callable[[str], ast.Module] = _tree
) -> list[str]:
    """Return ``file:line`` of every node that is wrong."""
    return [
        f"{name}:{getattr(node, 'lineno', 0)}"
        for name in names
        for node in ast.walk(root(name))
        if wrong(node)
    ]


def _refuse(found: list[str], instead: str) -> None:
    if found:
        pytest.fail(f"{instead}\n  " + "\n  ".join(found), pytrace=False)


# --- What a node is ------------------------------------------------------------------------------


def _dotted(node: ast.AST) -> str:
    """Return ``a.b.c`` of a name or attribute, and ``…`` for whatever else it hangs on."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return "…"


def _calls(node: ast.AST, pattern: str) -> bool:
    return isinstance(node, ast.Call) and re.fullmatch(pattern, _dotted(node.func)) is not None


def _is_inexact(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float | complex)
    return _calls(node, r"float|round|math\.(sqrt|fsum|exp|log\w*|pow)")


def _sets_state(node: ast.AST) -> bool:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = list(node.targets)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
        return True
    if _calls(node, "setattr") and isinstance(node, ast.Call) and len(node.args) > 1:
        return isinstance(node.args[1], ast.Constant) and node.args[1].value == "state"
    return (
        _calls(node, r".*\.update")
        and isinstance(node, ast.Call)
        and any(keyword.arg == "state" for keyword in node.keywords)
    )


def _reads_clock(node: ast.AST) -> bool:
    return _calls(
        node,
        r"(.*\.)?(datetime\.(now|today|utcnow)|date\.today|timezone\.(now|localdate|localtime)|time\.time)",
    )


def _cuts_moment(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"


def _queries_directly(node: ast.AST) -> bool:
    return _calls(
        node,
        r".*\.(objects|_default_manager)\.(get|filter|all|exclude|first|last)|get_object_or_404|get_list_or_404",
    )


# --- The rules -----------------------------------------------------------------------------------


def test_top_level_holds_only_what_the_customer_and_tools_expect() -> None:
    strangers = sorted({name.split("/")[0] for name in _files()} - ALLOWED_TOP_LEVEL)
    _refuse(strangers, "A new concern is a module of the app it belongs to, not a folder at the top:")


def test_files_stay_short() -> None:
    long = [
        f"{name}: {lines} lines"
        for name in _python(tests=True)
        if (lines := _text(name).count("\n")) > MAX_LINES
    ]
    _refuse(long, f"A file is a sitting's reading: split it below {MAX_LINES} lines, better below 300:")


def test_functions_fit_a_screen() -> None:
    def is_long(node: ast.AST) -> bool:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.end_lineno is None:
            return False
        return node.end_lineno - node.lineno >= MAX_FUNCTION_LINES

    _refuse(
        _find(_python(), is_long),
        f"Give the parts of a function above {MAX_FUNCTION_LINES} lines names of their own:",
    )


def test_terms_and_services_count_exactly() -> None:
    places = [name for name in _python() if re.match(r"(tranches|parties)/", name)]
    _refuse(
        _find(places, _is_inexact),
        "Shares are int, ratios Fraction, money int or Decimal; rounding has a name:",
    )


def test_state_has_one_writer() -> None:
    places = [name for name in _python() if name not in STATE_WRITERS]
    _refuse(
        _find(places, _sets_state),
        "Move a state by a service through tranches/services/moving.py, never by hand:",
    )


def test_clock_comes_in_from_outside() -> None:
    places = [name for name in _python() if CLOCK_FREE.match(name) and name not in CLOCK_READERS]
    _refuse(
        _find(places, _reads_clock), "Take `now` or a date as an argument; the door reads the clock once:"
    )


def test_day_of_a_moment_is_told_in_one_place() -> None:
    places = [name for name in _python() if not DAY_CUTTERS.match(name)]
    _refuse(
        _find(places, _cuts_moment),
        "Whose day is it? Ask day_of(moment, agreement), or house_day(moment) of a register (documents/days.py):",
    )


def test_doors_enter_through_doorways() -> None:
    places = [name for name in _python() if DOORS.match(name)]
    _refuse(
        _find(places, _queries_directly),
        "Ask a selector's doorway for the object, so that row-level access holds:",
    )


def test_nothing_depends_on_assert() -> None:
    found = _find(_python(), lambda node: isinstance(node, ast.Assert))
    _refuse(
        found, "python -O drops asserts: raise RuleViolation for the user's error, an exception for ours:"
    )


def test_migrations_import_nothing_of_ours() -> None:
    def imports_ours(node: ast.AST) -> bool:
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        return any(name.split(".")[0] in {*APPS, ""} for name in names if name not in frozen)

    # As frozen as the migrations that use it.
    frozen = {"documents.migrations._at_once"}
    migrations = [name for name in _python(migrations=True) if "/migrations/" in name]
    found = _find(migrations, imports_ours)
    _refuse(
        found,
        "A migration outlives the code it was made with: write the value into it, import nothing of ours:",
    )


def _comments(names: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    for name in names:
        with tokenize.open(ROOT / name) as stream:
            for token in tokenize.generate_tokens(stream.readline):
                if token.type == tokenize.COMMENT:
                    yield name, token.start[0], token.string


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")
    texts = [
        name
        for name in _files()
        if name.endswith((".py", ".html", ".css", ".js", ".toml", ".sh")) or name.startswith(".ci/")
    ]
    found = [
        f"{name}:{number}"
        for name in texts
        for number, line in enumerate(_text(name).splitlines(), start=1)
        if later.search(line)
    ]
    _refuse(found, "Do it now, or open an issue; the code holds no reminders:")


def test_silenced_linters_say_why() -> None:
    bare = re.compile(r"#\s*(noqa(?!:)|type:\s*ignore(?!\[))")
    found = [
        f"{name}:{line}" for name, line, comment in _comments(_python(tests=True)) if bare.search(comment)
    ]
    _refuse(found, "Name the rule: `# noqa: S608` or `# type: ignore[attr-defined]`:")


def test_only_assembly_and_tests_know_the_sample_deal() -> None:
    sample = re.compile(r"kaixin|fangle|autoa2a", re.IGNORECASE)
    places = [name for name in _python() if not name.startswith("escrow_site/") and name.startswith(APPS)]
    found = [
        f"{name}:{number}"
        for name in places
        for number, line in enumerate(_text(name).splitlines(), start=1)
        if sample.search(line)
    ]
    _refuse(found, "A deal is data: put what belongs to one deal into its file in tranches/deals/:")


TEMPLATE_SINS = (
    (re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE), "an inline style"),
    (re.compile(r"<style\b", re.IGNORECASE), "a style element"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE), "an inline script"),
    (re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE), "an inline event handler"),
    (re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE), "a javascript: address"),
    (
        re.compile(r"(href|src)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
        "something loaded or linked from elsewhere",
    ),
    (re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off", re.IGNORECASE), "markup that is not escaped"),
)


def test_pages_obey_the_strict_policy() -> None:
    pages = [name for name in _files() if name.endswith(".html") and not name.startswith(("tests/", "docs/"))]
    found = [
        f"{name}:{_text(name).count(chr(10), 0, match.start()) + 1}: {what}"
        for name in pages
        for pattern, what in TEMPLATE_SINS
        for match in pattern.finditer(_text(name))
    ]
    _refuse(
        found,
        "The policy allows no inline script or style and nothing from elsewhere: use a class and a file of ours:",
    )


# --- The rules can fail --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "source"),
    [
        (_is_inexact, "x = 0.5"),
        (_is_inexact, "x = float(y)"),
        (_is_inexact, "x = round(y)"),
        (_sets_state, "tranche.state = 'released'"),
        (_sets_state, "setattr(tranche, 'state', 'released')"),
        (_sets_state, "Tranche.objects.filter(pk=1).update(state='released')"),
        (_reads_clock, "now = datetime.datetime.now(tz=UTC)"),
        (_reads_clock, "now = timezone.now()"),
        (_reads_clock, "today = date.today()"),
        (_cuts_moment, "today = now.date()"),
        (_cuts_moment, "day = row.recorded_at.astimezone(zone).date()"),
        (_queries_directly, "tranche = Tranche.objects.get(pk=pk)"),
        (_queries_directly, "tranche = get_object_or_404(Tranche, pk=pk)"),
    ],
)
def test_each_rule_finds_what_it_forbids(wrong: Callable[[ast.AST], bool], source: str) -> None:
    assert _find(["given"], wrong, root=lambda _name: ast.parse(source)), source


@pytest.mark.parametrize(
    ("wrong", "source"),
    [
        (_is_inexact, "x = Fraction(1, 2)"),
        (_sets_state, "state = tranche.state"),
        (_sets_state, "tranche.state == 'released'"),
        (_reads_clock, "due = now + timedelta(days=10)"),
        (_cuts_moment, "today = day_of(now, agreement)"),
        (_queries_directly, "tranche = access_tranche(user=user, public_id=public_id)"),
    ],
)
def test_no_rule_forbids_its_replacement(wrong: Callable[[ast.AST], bool], source: str) -> None:
    assert not _find(["given"], wrong, root=lambda _name: ast.parse(source)), source


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color:red">',
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<img src="https://example.org/x.png">',
        "{{ name|safe }}",
    ],
)
def test_page_rules_find_what_they_forbid(markup: str) -> None:
    assert any(pattern.search(markup) for pattern, _ in TEMPLATE_SINS), markup
