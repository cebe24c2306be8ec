"""The papers know their own fonts: one more on a machine changes no paper, and no answer about what can be printed."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from documents.papers import fonts
from documents.papers.render import render
from escrow_site.checks import papers_have_their_fonts
from tests.papers.samples_account import LETTER

ROOT = Path(__file__).resolve().parents[2]
SAY = """
import hashlib, sys
import django
django.setup()
from documents.papers import fonts, render
from tests.papers.samples_account import LETTER
if "as-the-machine" in sys.argv:
    import contextlib
    fonts.papers_own = contextlib.nullcontext
print(hashlib.sha256(render.render(LETTER)).hexdigest(), fonts.unprintable("𠮷a") == ("𠮷",))
"""


@pytest.fixture(scope="module")
def more_fonts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine with one more font: it calls itself the Chinese face of the papers and has U+20BB7."""
    home = tmp_path_factory.mktemp("home")
    folder = home / "fonts"
    folder.mkdir()
    for family in ("WenQuanYi Micro Hei", "Liberation Serif"):
        with TTFont("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf") as font:
            for record in font["name"].names:
                if record.nameID in (1, 4, 16):
                    font["name"].setName(
                        family, record.nameID, record.platformID, record.platEncID, record.langID
                    )
            for table in font["cmap"].tables:
                if table.format == 12:
                    table.cmap[0x20BB7] = "A"
            font["head"].fontRevision = 99.0
            font.save(folder / f"{family}.ttf")
    configuration = home / "fonts.conf"
    configuration.write_text(
        f"<fontconfig><dir>{folder}</dir><cachedir>{home}/cache</cachedir><dir>/usr/share/fonts/truetype/wqy</dir></fontconfig>"
    )
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "escrow_site.settings",
        "FONTCONFIG_FILE": str(configuration),
        "XDG_DATA_HOME": str(home),
        "LANG": "zh_CN.UTF-8",
        "PYTHONUTF8": "1",
    }


def said(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-c", SAY, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_machine_with_more_fonts_makes_the_same_bytes_and_gives_the_same_answers(
    more_fonts: dict[str, str],
) -> None:
    here = hashlib.sha256(render(LETTER)).hexdigest()
    assert said(more_fonts) == f"{here} True"
    elsewhere, _, _ = said(more_fonts, "as-the-machine").partition(" ")
    assert elsewhere != here, "without a configuration of their own, the papers take what the machine has"


def test_the_configuration_names_the_files_that_the_check_knows() -> None:
    text = fonts.CONFIGURATION.read_text(encoding="utf-8")
    accepted, rejected = re.split("</acceptfont>", text)
    named = set(re.findall("<glob>(.+)</glob>", accepted))
    assert named == {f"/usr/share/fonts/truetype/{name}" for name in fonts.FILES}
    assert re.findall("<glob>(.+)</glob>", rejected) == ["*"]
    assert "<include" not in text


def test_the_environment_is_as_it_was_behind_a_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/somewhere")
    monkeypatch.delenv("FONTCONFIG_PATH", raising=False)
    with fonts.papers_own():
        assert os.environ["FONTCONFIG_FILE"] == str(fonts.CONFIGURATION)
    assert os.environ["FONTCONFIG_FILE"] == "/somewhere"
    assert "FONTCONFIG_PATH" not in os.environ


def test_a_font_of_another_make_is_named_and_changes_the_digest_that_a_record_keeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, before = "liberation/LiberationSerif-Regular.ttf", fonts.digest()
    monkeypatch.setattr(fonts, "digests", lambda: dict(fonts.FILES) | {name: "0" * 64})
    assert [file.endswith(name) for file in fonts.of_another_make()] == [True]
    assert fonts.digest() != before
    assert [message.id for message in papers_have_their_fonts()] == ["desk.W007"]
    monkeypatch.setitem(fonts.FILES, "wqy/absent.ttc", "0" * 64)
    assert "desk.W006" in [message.id for message in papers_have_their_fonts()]


@pytest.mark.parametrize(
    "name", ["Fangle Lai", "来方乐", "Ωμέγα Ltd.", "Жук ООО", "Müller\u00a0& Søn", "山田\u3000太郎"]
)
def test_a_name_that_papers_can_print_is_fine(name: str) -> None:
    assert fonts.printable(name) == ""


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("Fangle\u202eLai", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("李\ufe00明", "U+FE00 VARIATION SELECTOR-1"),
        ("a\U000e0100", "U+E0100 VARIATION SELECTOR-17"),
        ("A\ue000", "U+E000"),
        ("हिन्दी", "U+0939 DEVANAGARI LETTER HA"),
        ("A\u200bB", "U+200B ZERO WIDTH SPACE"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("𠮷野", "U+20BB7"),
        ("😀", "U+1F600"),
    ],
)
def test_a_name_that_no_paper_can_print_is_told_why_without_printing_it(name: str, named: str) -> None:
    sentence = fonts.printable(name)
    assert named in sentence
    assert not fonts.unprintable(sentence.replace("\N{REPLACEMENT CHARACTER}", "")), (
        "the sentence itself is seen as it is"
    )
