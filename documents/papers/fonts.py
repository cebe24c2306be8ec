"""The faces the papers are set in: which are missing or of another make, and which characters none of them can print.

WeasyPrint prints a box for a character without a glyph and says nothing. On a paper that moves shares, a name that prints as
boxes is worse than no paper, so both questions are asked before anything is rendered, and of a name when it is entered.

The papers know the named files of `FILES` and no others (`fonts.conf`): one more font on a machine changes no paper, no byte of it and
no answer here.
"""

from __future__ import annotations

import dataclasses
import os
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from documents.errors import RuleViolation

CONFIGURATION = Path(__file__).with_name("fonts.conf")
_FOLDER = Path("/usr/share/fonts/truetype")
# The files of Debian's packages fonts-liberation, fonts-dejavu-core and fonts-wqy-microhei, and the SHA-256 of those of Debian 12.
FILES: dict[str, str] = {
    "liberation/LiberationSerif-Regular.ttf": "1c9c77c2cd0f3c2d2aeef53ea50a4d5d3d684ac73a431d7c70d7864887d194a3",
    "liberation/LiberationSerif-Bold.ttf": "af228b9de767e5162168e433351b3d0e086648219c6c12ed888fba0bda3694d5",
    "liberation/LiberationSerif-Italic.ttf": "ccd19036f8e8599e920345105df8d21eb27a66b700ac23968fb14d70259ddb1e",
    "liberation/LiberationSerif-BoldItalic.ttf": "19c8cef87d61197323b0501d0f8676669489658f23417ca661de18d85755af06",
    "liberation/LiberationMono-Regular.ttf": "a2e642d350acb1c5e368f375db8a4ef5a2f4ff2b79056d8c3be8bd8a7e9fcb44",
    "liberation/LiberationMono-Bold.ttf": "267ae0b63fc67980d11fc4cbb630de84d845c6bf350988ec56766baf98706b8b",
    "dejavu/DejaVuSerif.ttf": "13e61509f5c81d7c3132810f4f903e3523df89c802bf6e0674621e8f659cdfe1",
    "dejavu/DejaVuSerif-Bold.ttf": "e2fd85eba2de65ac270d1cdb1685e252eb827f600850cf62af2d20c41b22e945",
    "dejavu/DejaVuSansMono.ttf": "0f5db4f1749979d961019838b160bec74abdf7f9eca69553fe1aa856bbff49a4",
    "wqy/wqy-microhei.ttc": "2420e8078af796b19a3f6ef13de527a1a91c1e7171eea115926c614ced1009b3",
}
# The faces of running text: a character that none of these has is not printed.
RUNNING = ("liberation/LiberationSerif-Regular.ttf", "dejavu/DejaVuSerif.ttf", "wqy/wqy-microhei.ttc")

_INVISIBLE_BUT_FINE = frozenset("\t\r\n \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Seen by nobody though faces may list them: joiners, fillers, variation selectors, the blank of braille.
_UNSEEN = frozenset(
    [
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x2800,
        0x3164,
        0xFFA0,
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)


@contextmanager
def papers_own() -> Iterator[None]:
    """Let fontconfig read our configuration inside, whatever the environment names; the caller lets in one at a time."""
    names = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT")
    before = {name: os.environ.pop(name, None) for name in names}
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)
    try:
        yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        os.environ.update({name: value for name, value in before.items() if value is not None})


def missing() -> tuple[str, ...]:
    """The files that are not installed; empty when the papers will look as they should."""
    return tuple(str(_FOLDER / name) for name in FILES if not (_FOLDER / name).is_file())


def of_another_make() -> tuple[str, ...]:
    """The installed files that are not those of Debian 12: papers set in them have other bytes than elsewhere."""
    found = digests()
    return tuple(str(_FOLDER / name) for name, digest in FILES.items() if found.get(name, digest) != digest)


@cache
def digests() -> dict[str, str]:
    """The SHA-256 of each installed file by its name. Read once: fonts do not come and go in a process."""
    return {
        name: sha256((_FOLDER / name).read_bytes()).hexdigest()
        for name in FILES
        if (_FOLDER / name).is_file()
    }


def digest() -> str:
    """One SHA-256 over all the files, which a paper's record keeps."""
    return sha256("".join(f"{name} {value}\n" for name, value in digests().items()).encode()).hexdigest()


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of the text that would not appear as themselves on paper, each once, in their order.

    These are the ones no face of ours has a glyph for, and those that are not seen at all or rearrange what is seen: control
    characters, marks of writing direction, variation selectors, unassigned code points.
    """
    covered = _covered()
    return tuple(dict.fromkeys(character for character in text if not _prints(character, covered)))


def texts_in(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a sheet, of terms or of what was entered, with the name of its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value, start=1):
            yield from texts_in(item, f"{place} {number}")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from texts_in(item, f"{place}, {name}" if place else str(name))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type | date):
        fields = {
            field.name.replace("_", " "): getattr(value, field.name) for field in dataclasses.fields(value)
        }
        yield from texts_in(fields, place)


def refuse_unprintable(entered: Mapping[str, Any]) -> None:
    """Refuse what was entered (a value by its field) when a text of it could be printed on no paper, naming the field."""
    for name, value in entered.items():
        for place, text in texts_in(value):
            if why := printable(text):
                raise RuleViolation(
                    "unprintable", f"{place.capitalize()}: {why}" if place else why, field=name
                )


def printable(text: str) -> str:
    """Why the text cannot be printed on a paper, as a sentence that says what to do; empty when it can.

    Asked where a name is entered, by the same check that a paper asks when it is made.
    """
    found = unprintable(text)
    if not found:
        return ""
    named = ", ".join(name_of(character) for character in found[:5])
    return (
        f"No paper can print {named} in “{_shown(text)}”. Write it in letters that the papers have (Latin, Greek, Cyrillic, Chinese), "
        "as it stands in the passport or the register."
    )


def _shown(text: str) -> str:
    return "".join(c if not unprintable(c) else "\N{REPLACEMENT CHARACTER}" for c in text[:60])


def _prints(character: str, covered: frozenset[int]) -> bool:
    if character in _INVISIBLE_BUT_FINE:
        return True
    return (
        unicodedata.category(character) not in _UNPRINTABLE
        and ord(character) in covered
        and ord(character) not in _UNSEEN
    )


def name_of(character: str) -> str:
    """How to speak of a character that may not be visible: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


@cache
def _covered() -> frozenset[int]:
    """The code points that the faces of running text have between them."""
    files = [_FOLDER / name for name in RUNNING]
    return frozenset(point for file in files if file.is_file() for point in _code_points(file))


def _code_points(file: Path) -> set[int]:
    from fontTools.ttLib import TTFont  # slow to load, and needed once
    from fontTools.ttLib.ttCollection import TTCollection

    if file.suffix == ".ttc":
        with TTCollection(str(file), lazy=True) as collection:
            return {point for font in collection.fonts for point in font.getBestCmap()}
    with TTFont(str(file), lazy=True) as font:
        return set(font.getBestCmap())
