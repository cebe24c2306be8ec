"""Commands on consoles that know fewer characters than we write: they say what they can, and none ends with a fault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

DEAL = "tranches/deals/kaixin.toml"
COMMANDS = (
    ("assess", DEAL, "--actual", "1=600000000"),
    ("assess", DEAL, "--actual", "1=六亿"),
    ("states",),
    ("load_agreement", "--help"),
)
# Neither the console nor the place says UTF-8, and Python is kept from putting it there itself.
BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(folder: Path, *command: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    place = {
        "PATH": os.environ["PATH"],
        "ESCROW_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=place | environ,
        capture_output=True,
        check=False,
        timeout=600,
    )


@pytest.mark.sqlite_only
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command)[:24])
def test_a_command_speaks_on_a_console_of_ascii_as_on_any(tmp_path: Path, command: tuple[str, ...]) -> None:
    whole = run(tmp_path, *command, PYTHONUTF8="1")
    bare = run(tmp_path, *command, **BARE, PYTHONIOENCODING="ascii")
    assert b"Traceback" not in bare.stderr + whole.stderr
    assert bare.returncode == whole.returncode
    for spoken, ours in ((bare.stdout, whole.stdout), (bare.stderr, whole.stderr)):
        assert spoken.isascii()
        # Bytes of an argument that the place could not read stand as they came; all else is the same words.
        assert "六亿" in " ".join(command) or spoken == ours.decode().encode("ascii", "backslashreplace")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("console", ["latin-1", "cp437", "ascii:strict"])
def test_other_consoles_get_what_they_can_show(tmp_path: Path, console: str) -> None:
    found = run(tmp_path, *COMMANDS[0], **BARE, PYTHONIOENCODING=console)
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"\\u2026" in found.stdout or b"\\u20" in found.stdout


@pytest.mark.sqlite_only
def test_without_it_the_command_ends_with_a_fault(tmp_path: Path) -> None:
    """The negative control: the same command, by Django's own way in."""
    found = subprocess.run(
        [sys.executable, "-m", "django", *COMMANDS[0]],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "ESCROW_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "escrow_site.settings",
        }
        | BARE
        | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert b"UnicodeEncodeError" in found.stderr
