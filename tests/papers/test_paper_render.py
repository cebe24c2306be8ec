"""The papers as they leave the house: whole, readable, and the same bytes each time."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import segno
from django.utils import translation

from documents.errors import RuleViolation
from documents.papers import fonts, words
from documents.papers.content import FILENAME, LARGEST, NoContent, content_in
from documents.papers.fetcher import ClosedFetcher
from documents.papers.qr import qr_code
from documents.papers.render import _ENGINE, PaperError, render, to_html
from documents.papers.sheets import PAPERS, canonical
from tests.papers import samples
from tests.papers.keeping import faults
from tests.papers.reading import NOT_SAID, pages_of, squeezed, text_of, texts_of
from tests.papers.samples_account import LETTER, STATEMENT
from tests.papers.samples_instructions import EXECUTED, FRAME, PROPOSAL, SETTLEMENT, ZERO
from tranches.papers.accounts import BAR_WIDTH, bar
from tranches.papers.statement_sheet import StatementSheet

ROOT = Path(__file__).resolve().parents[2]
_MADE: dict[str, bytes] = {}


def paper(name: str) -> bytes:
    """The sample's PDF, made once for all tests that only read it."""
    if name not in _MADE:
        _MADE[name] = render(samples.ALL[name])
    return _MADE[name]


@pytest.fixture(params=list(samples.ALL))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_paper_says_every_text_of_its_sheet(name: str) -> None:
    printed = text_of(paper(name))
    unprinted = {field: text for field, text in texts_of(samples.ALL[name]) if squeezed(text) not in printed}
    assert {field: unprinted[field] for field in unprinted.keys() - NOT_SAID.get(name, set())} == {}


def test_each_page_carries_house_mark_reference_head_and_number(name: str) -> None:
    frame = samples.ALL[name].frame
    pages = [squeezed(page) for page in pages_of(paper(name))]
    for number, page in enumerate(pages, start=1):
        for part in (
            frame.house_name,
            frame.house_line_zh,
            "Confidential",
            "机密",
            "Simulation, not evidence" if name == "comparison" else "Simulation, not a",
            "模拟",
            frame.reference,
            f"head after {frame.head_count} events",
            f"{frame.head_count} 项记录后的链首摘要",
            words.digest_groups(frame.head_digest),
            "Made 2028-12-22 03:12:07 UTC",
            frame.verification_url,
            f"Page {number} of {len(pages)}",
            f"第 {number} 页，共 {len(pages)} 页",
        ):
            assert squeezed(part).lower() in page.lower()


def test_quantities_stand_in_figures_and_words_of_both_languages() -> None:
    for name in ("proposal", "letter"):
        printed = text_of(paper(name))
        for shares in (3_000_000, 177_018, 3_177_018):
            assert words.figure(shares) in printed
            assert squeezed(words.in_english(shares)) in printed
            assert f"{words.in_chinese(shares)}股" in printed


def test_executed_paper_says_who_approved_what_when_and_how() -> None:
    printed = text_of(paper("executed"))
    for part in (
        "王晓明",
        "authorised signatory of the purchaser",
        "2028-12-21 16:05:59 UTC · 2028-12-22 00:05:59 Asia/Shanghai",
        "on paper 纸质签署; signature by hand, scan D-41; signature checked against the register by clerk 2",
        "in the portal 门户系统; password given again",
    ):
        assert squeezed(part) in printed
    assert printed.count(squeezed(words.digest_groups(EXECUTED.content_digest))) == 3


def test_proposal_offers_a_place_to_sign_and_executed_does_not() -> None:
    assert "Onlyneededwhenthisinstructionissignedonpaper" in text_of(paper("proposal"))
    assert "Onlyneededwhenthisinstructionissignedonpaper" not in text_of(paper("executed"))


def test_difference_is_printed_with_both_figures_and_its_reason() -> None:
    printed = text_of(paper("proposal"))
    assert "−1:1sharefewerthancomputed" in printed
    assert "较计算数少1股" in printed
    assert "computed177,019,instructed177,018" in printed
    level = replace(PROPOSAL, lines=(PROPOSAL.lines[0],), difference_reason="")
    assert "Difference" not in to_html(level)


def test_zero_instruction_releases_nothing_and_names_no_recipient() -> None:
    printed = text_of(paper("zero"))
    assert "Jointwritteninstructiontoreleasenoshares" in printed
    assert "零股" in printed
    assert ZERO.recipient is None
    assert "接收方" not in printed


def test_settlement_award_and_judgment_are_named_as_the_ground() -> None:
    assert "settlementagreementsignedbyallparties" in text_of(paper("settlement"))
    for basis, phrase, phrase_zh in (
        ("award", "under an arbitral award", "仲裁裁决"),
        ("judgment", "under a judgment", "法院判决"),
    ):
        markup = to_html(replace(SETTLEMENT, basis=basis))
        assert phrase in markup
        assert phrase_zh in markup
        assert "jointly instruct" not in markup


def test_simulation_mark_is_only_on_simulations() -> None:
    assert "Simulation, not an instruction" in to_html(PROPOSAL)
    real = replace(STATEMENT, frame=replace(FRAME, simulation=False))
    assert "imulat" not in to_html(real)
    assert "模拟" not in to_html(real)


def test_papers_know_no_deal() -> None:
    """Templates and defaults speak of no metric, currency, party or instrument of their own."""
    shipped = "".join(path.read_text() for path in (ROOT / "templates" / "papers").iterdir())
    shipped += "".join(path.read_text() for path in (ROOT / "documents" / "papers").glob("*.py"))
    for word in ("revenue", "营业收入", "RMB", "人民币", "Kaixin", "Fangle", "AUTOA2A", "Class A", "A 类"):
        assert word not in shipped


def _many_movements(count: int) -> StatementSheet:
    pattern = STATEMENT.movements[0]
    moves = tuple(
        replace(pattern, text=f"Movement number {number}.", reference=f"M-{number}", change=0)
        for number in range(1, count)
    )
    last = replace(STATEMENT.movements[-1], reference="M-last")
    return replace(STATEMENT, movements=(*moves, last))


def test_more_lines_than_a_page_are_all_printed_under_repeated_heads() -> None:
    pages = [squeezed(page) for page in pages_of(render(_many_movements(120)))]
    printed = "".join(pages)
    assert len(pages) >= 6
    assert [number for number in range(1, 120) if printed.count(f"Movementnumber{number}.") != 1] == []
    with_movements = [page for page in pages if "Movementnumber" in page]
    assert len(with_movements) >= 3
    assert all("Inescrowafter托管余额" in page for page in with_movements)
    assert printed.count("期末托管余额") == 1
    assert all("第" + str(number) + "页" in page for number, page in enumerate(pages, start=1))


def test_same_sheet_gives_same_bytes_in_other_processes() -> None:
    """Other hash seed, other time zone, other language, other day's process: one digest per paper."""
    script = (
        "import hashlib, django; django.setup()\n"
        "from tests.papers import samples; from documents.papers.render import render\n"
        "for name in ('executed', 'statement'):\n"
        "    print(hashlib.sha256(render(samples.ALL[name])).hexdigest())"
    )
    answers = set()
    for seed, zone, language in (("1", "Asia/Shanghai", "C.UTF-8"), ("2", "America/New_York", "POSIX")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONUTF8": "1"}
        ran = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        answers.add(ran.stdout)
    assert len(answers) == 1
    assert len(set(answers.pop().split())) == 2


def test_two_threads_make_the_same_bytes() -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(render, (ZERO, ZERO))
    assert first == second == paper("zero")


def test_any_other_content_gives_other_bytes() -> None:
    later = replace(ZERO, frame=replace(FRAME, head_count=425))
    assert render(later) != paper("zero")


def test_language_of_the_user_changes_no_figure() -> None:
    with translation.override("de"):
        assert to_html(STATEMENT) == to_html(STATEMENT)
        german = to_html(STATEMENT)
    assert german == to_html(STATEMENT)
    assert "15,000,000" in german


def test_metadata_comes_from_the_sheet_and_faces_are_embedded(name: str) -> None:
    with pikepdf.open(io.BytesIO(paper(name))) as document:
        assert str(document.docinfo["/Title"]).startswith(f"{samples.ALL[name].frame.reference}: ")
        assert str(document.docinfo["/Author"]) == FRAME.house_name
        assert str(document.docinfo["/CreationDate"]).startswith("D:20281222031207")
        assert "/ModDate" not in document.docinfo
        assert str(document.Root.Lang) == "en"
        faces = [item for item in document.objects if isinstance(item, pikepdf.Dictionary)]
        faces = [item for item in faces if item.get("/Type") == "/FontDescriptor"]
        names = " ".join(str(face.FontName) for face in faces)
        assert re.search("Liberation-?Serif", names)
        assert re.search("WenQuanYi|Noto", names)
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(face.keys()) for face in faces)


def test_paper_is_made_for_keeping_and_carries_its_content(name: str) -> None:
    """PDF/A-3u as far as it can be looked up without a validator (`tests/papers/keeping.py`), with its sheet as canonical JSON."""
    assert faults(paper(name)) == []
    with pikepdf.open(io.BytesIO(paper(name))) as document:
        assert list(document.attachments) == [FILENAME]
        attached = document.attachments[FILENAME]
        assert attached.obj.AFRelationship == "/Source"
        assert attached.get_file().mime_type == "application/json"
        assert attached.get_file().read_bytes() == canonical(samples.ALL[name])
    assert content_in(paper(name)) == json.loads(canonical(samples.ALL[name]))


def test_the_look_for_faults_finds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without its form a paper has faults, and so it has when one rule after the other is broken."""

    def broken(change: Callable[[pikepdf.Pdf], None]) -> str:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(paper("invoice"))) as document:
            change(document)
            document.save(out)
        return " ".join(faults(out.getvalue()))

    def forget(document: pikepdf.Pdf, kind: str, key: str) -> None:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind and key in item:
                del item[key]

    def nothing_named(document: pikepdf.Pdf) -> None:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                item.ToUnicode = document.make_stream(b"")

    assert broken(lambda _: None) == ""
    assert "no output intent" in broken(lambda document: document.Root.__delitem__("/OutputIntents"))
    assert "is not embedded" in broken(lambda document: forget(document, "/FontDescriptor", "/FontFile2"))
    assert "not described whole" in broken(lambda document: forget(document, "/Filespec", "/AFRelationship"))
    assert "stand for no character" in broken(nothing_named)
    assert "/Title is not the same" in broken(
        lambda document: document.docinfo.__setitem__("/Title", "Other")
    )
    monkeypatch.setattr("documents.papers.render._form_of", lambda _: {})
    assert any("no XMP metadata" in fault for fault in faults(render(samples.ALL["invoice"])))


def test_content_of_foreign_files_is_read_within_bounds() -> None:
    """What is no PDF, carries nothing, carries a bomb, or something that is no content: one sentence each, and no more memory."""

    def carrying(attached: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page()
            document.attachments[FILENAME] = attached
            document.save(out)
        return out.getvalue()

    for file, reason in (
        (b"no pdf", "cannot be read"),
        (carrying(b"[1]"), "none of a paper"),
        (carrying(b"{"), "cannot be read"),
        (carrying(b"[" * 100_000), "cannot be read"),
        (carrying(b" " * (LARGEST + 1)), "more than"),
    ):
        with pytest.raises(NoContent, match=reason):
            content_in(file)
    with pikepdf.new() as document:
        document.add_blank_page()
        out = io.BytesIO()
        document.save(out)
    with pytest.raises(NoContent, match="no attached content"):
        content_in(out.getvalue())


def test_missing_face_is_named_and_no_paper_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.missing() == ()
    monkeypatch.setitem(fonts.FILES, "wqy/no-such-face.ttc", "0" * 64)
    (absent,) = fonts.missing()
    assert absent.endswith("/wqy/no-such-face.ttc")
    fetcher = ClosedFetcher()
    with pytest.raises(PaperError, match="no-such-face"):
        render(ZERO, fetcher=fetcher)
    assert fetcher.served == []


@pytest.mark.parametrize(
    "character",
    ["\u202e", "\u200b", "\x00", "\x1b", "\ud800", "\ue000", "𠮷", "😀", "\ufe00", "\u3164", "हि"[1], "ع"],
)
def test_character_that_would_not_be_seen_is_refused_with_its_place(character: str) -> None:
    assert LETTER.recipient is not None
    sheet = replace(LETTER, recipient=replace(LETTER.recipient, name=f"Fangle{character}Lai"))
    fetcher = ClosedFetcher()
    with pytest.raises(RuleViolation) as refused:
        render(sheet, fetcher=fetcher)
    assert refused.value.code == "paper-unprintable"
    assert "recipient, name" in refused.value.sentence
    assert f"U+{ord(character):04X}" in refused.value.sentence
    assert fetcher.served == []


def test_text_too_long_to_be_laid_out_is_refused_with_its_place() -> None:
    fetcher = ClosedFetcher()
    with pytest.raises(RuleViolation) as refused:
        render(replace(PROPOSAL, difference_reason="x" * 1_001), fetcher=fetcher)
    assert refused.value.code == "paper-too-long"
    assert "difference reason has 1,001 characters" in refused.value.sentence
    assert fetcher.served == []
    with pytest.raises(ValueError, match="too long for the head"):
        replace(FRAME, reference="x" * 121)


def test_template_that_names_something_unknown_fails_loudly() -> None:
    from django.template import Context

    with pytest.raises(PaperError, match=r"sheet\.recipiend"):
        _ENGINE.from_string("{{ sheet.recipiend }}").render(Context({"sheet": LETTER}))


def test_qr_path_draws_exactly_the_code_of_the_address() -> None:
    code = qr_code(FRAME.verification_url)
    drawn = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        drawn |= {(int(x) + step, int(y)) for step in range(int(width))}
    matrix = segno.make(FRAME.verification_url, error="m", micro=False, boost_error=False).matrix
    expected = {(x + 2, y + 2) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert drawn == expected
    assert code.side == len(matrix) + 4


def test_bar_is_to_scale_and_shows_even_a_single_share() -> None:
    positions = STATEMENT.positions
    tiny = (replace(positions[0], shares=14_999_999), replace(positions[2], shares=1))
    for accounts in (positions, tiny, positions[:1]):
        segments = bar(accounts)
        assert len(segments) == sum(1 for position in accounts if position.shares)
        assert segments[0].start == 0
        assert segments[-1].start + segments[-1].width == BAR_WIDTH
        assert all(segment.width >= 2_500 for segment in segments)
    assert bar((replace(positions[0], shares=0),)) == []


def test_every_sheet_kind_has_a_sample() -> None:
    assert {type(sheet) for sheet in samples.ALL.values()} == set(PAPERS.values())
