"""The faces the papers are set in: which are missing, and which characters none of them can print.

WeasyPrint prints a box for a character without a glyph and says nothing. On a paper that moves shares, a name that prints as
boxes is worse than no paper, so both questions are asked before anything is rendered.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from fontTools.ttLib import TTFont
from fontTools.ttLib.ttCollection import TTCollection
from weasyprint.text.ffi import ffi, fontconfig

SERIF = ("Liberation Serif", "DejaVu Serif")
MONO = ("Liberation Mono", "DejaVu Sans Mono")
CHINESE = ("WenQuanYi Micro Hei", "Noto Sans CJK SC")

_INVISIBLE_BUT_FINE = frozenset("\t\r\n \N{NO-BREAK SPACE}")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def missing() -> tuple[str, ...]:
    """The faces that are not installed, each as one phrase; empty when the papers will look as they should.

    Liberation has DejaVu as a stand-in on the paper, but other faces make other bytes and other page breaks, so its absence
    is reported all the same. Of the Chinese faces any one will do.
    """
    found = [family for family in (SERIF[0], MONO[0]) if not _file_of(family)]
    if not any(_file_of(family) for family in CHINESE):
        found.append("a Chinese face (" + " or ".join(CHINESE) + ")")
    return tuple(found)


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of the text that would not appear as themselves on paper, each once, in their order.

    These are the ones no installed face has a glyph for, and those that are not seen at all or rearrange what is seen: control
    characters, marks of writing direction, unassigned code points.
    """
    covered = _covered()
    return tuple(dict.fromkeys(character for character in text if not _prints(character, covered)))


def _prints(character: str, covered: frozenset[int]) -> bool:
    if character in _INVISIBLE_BUT_FINE:
        return True
    return unicodedata.category(character) not in _UNPRINTABLE and ord(character) in covered


def name_of(character: str) -> str:
    """How to speak of a character that may not be visible: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


@cache
def _covered() -> frozenset[int]:
    """The code points that the faces of running text have between them. Read once: fonts do not come and go in a process."""
    covered: set[int] = set()
    for family in SERIF + CHINESE:
        if file := _file_of(family):
            covered.update(_code_points(file))
    return frozenset(covered)


def _code_points(file: str) -> set[int]:
    if file.endswith((".ttc", ".otc")):
        with TTCollection(file, lazy=True) as collection:
            return {point for font in collection.fonts for point in font.getBestCmap()}
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())


@cache
def _file_of(family: str) -> str:
    """The file of this family, or an empty string. Asked of fontconfig, as WeasyPrint itself does.

    Fontconfig always answers with some face; only an answer that bears the name that was asked for counts.
    """
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcConfigSubstitute(config, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    result = ffi.new("FcResult *")
    match = fontconfig.FcFontMatch(config, pattern, result)
    if match == ffi.NULL:
        return ""
    match = ffi.gc(match, fontconfig.FcPatternDestroy)
    return _strings(match, b"file")[0] if family in _strings(match, b"family") else ""


def _strings(pattern: object, key: bytes) -> list[str]:
    """All values of a text property of a fontconfig pattern; a face may go by several names."""
    values: list[str] = []
    value = ffi.new("FcChar8 **")
    while fontconfig.FcPatternGetString(pattern, key, len(values), value) == fontconfig.FcResultMatch:
        values.append(ffi.string(value[0]).decode())
    return values
