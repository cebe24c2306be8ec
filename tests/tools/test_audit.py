"""`make audit`: it is green only after something was looked up, and says "not run" with an exit code of its own otherwise."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".ci" / "audit.py"

# A pip-audit that knows what the test says it knows: it reads the pins and answers in pip-audit's own form.
FAKE = """#!{python}
import json, sys
pins = open(next(a for a in sys.argv if a.startswith("--requirement=")).partition("=")[2]).read().split()
assert "--strict" in sys.argv
known, skipped, mute = {known!r}, {skipped!r}, {mute!r}
if mute:
    print("ERROR: could not connect", file=sys.stderr)
    sys.exit({code})
rows = [dict(name=p.split("==")[0], version=p.split("==")[1], vulns=[dict(id=i) for i in known.get(p, [])]) for p in pins]
rows = [dict(name=r["name"], skip_reason="not found") if r["name"] in skipped else r for r in rows]
print(json.dumps(dict(dependencies=rows, fixes=[])))
sys.exit(1 if any(r.get("vulns") for r in rows) else 0)
"""
CANARY = {"django==3.2.0": ["PYSEC-2022-190"]}
LOCK = "alpha==1.0 \\\n    --hash=sha256:00\n    # via x\nBeta_two==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:11\n"


def audit(
    folder: Path,
    *,
    known: dict[str, list[str]] | None = None,
    skipped: tuple[str, ...] = (),
    mute: bool = False,
    code: int = 0,
    lock: str = LOCK,
) -> tuple[int, str]:
    fake = folder / "pip-audit"
    fake.write_text(
        FAKE.format(python=sys.executable, known=known or {}, skipped=skipped, mute=mute, code=code),
        encoding="utf-8",
    )
    fake.chmod(0o755)
    (folder / "requirements.txt").write_text(lock, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, str(PROGRAM), str(fake), str(folder / "requirements.txt")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return told.returncode, told.stdout


def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_lock_without_anything_known_against_it_is_clean(tmp_path: Path) -> None:
    code, said = audit(tmp_path, known=CANARY)
    assert (code, said) == (0, "requirements.txt: 2 packages looked up, 0 with something against them.\n")


@pytest.mark.parametrize("package", ["alpha==1.0", "beta-two==2.0"])
def test_what_is_known_against_a_package_is_named(tmp_path: Path, package: str) -> None:
    """Also against one that is installed on another machine only."""
    code, said = audit(tmp_path, known={**CANARY, package: ["PYSEC-1", "GHSA-2"]})
    assert code == 1
    assert f"requirements.txt: {package} has PYSEC-1, GHSA-2" in said


@pytest.mark.parametrize(
    "trouble",
    [
        {"known": {}},
        {"mute": True, "code": 0},
        {"mute": True, "code": 1},
        {"known": CANARY, "skipped": ("beta-two",)},
        {"known": CANARY, "lock": ""},
        {"known": CANARY, "skipped": ("django",)},
    ],
)
def test_what_was_not_looked_up_is_never_green(tmp_path: Path, trouble: dict) -> None:
    code, said = audit(tmp_path, **trouble)
    assert code == 3
    assert "NOT RUN: " in said


def test_without_pip_audit_it_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(LOCK, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path / "none"), str(tmp_path / "requirements.txt")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == 3
    assert "NOT RUN: pip-audit did not answer" in told.stdout


def test_without_the_canary_a_source_that_answers_nothing_would_be_green(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    assert audit(tmp_path, known={})[0] == 3
    module = program()
    monkeypatch.setattr(module, "sing", lambda program: None)
    assert module.main([str(tmp_path / "pip-audit"), str(tmp_path / "requirements.txt")]) == module.CLEAN


def test_every_lock_is_looked_at_and_its_tools_are_installed_by_hash() -> None:
    script = (ROOT / ".ci" / "audit").read_text(encoding="utf-8")
    locks = sorted(path.name for path in ROOT.glob("requirements*.txt"))
    assert locks == ["requirements-audit.txt", "requirements-dev.txt", "requirements.txt"]
    assert all(name in script for name in locks)
    assert script.count("--require-hashes") == 2
    module = program()
    for name in locks:
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = module._PINNED.findall(text)
        assert len(pinned) == sum(
            "==" in line and not line.startswith((" ", "#")) for line in text.splitlines()
        )
        assert text.count("--hash=sha256:") >= len(pinned)
