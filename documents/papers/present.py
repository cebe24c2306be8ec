"""From a sheet to what its template shows. What only one paper shows, that paper's sheet says itself (`Sheet.shown`)."""

from __future__ import annotations

from typing import Any

from documents.papers import words
from documents.papers.qr import qr_code
from documents.papers.sheets import Sheet


def context_of(sheet: Sheet) -> dict[str, Any]:
    """Everything the template of this sheet names."""
    title, title_zh = sheet.titles()
    return {
        "sheet": sheet,
        "frame": sheet.frame,
        "title": title,
        "title_zh": title_zh,
        "nature": sheet.filed_as.nature,
        "qr": qr_code(sheet.frame.verification_url),
        "cited": cited(sheet),
        "cited_zh": cited_zh(sheet),
        **sheet.shown(),
    }


def cited(sheet: Sheet) -> str:
    """The agreements as a sentence cites them: "the Escrow Agreement (EA) and … of 2 December 2025"."""
    days = {agreement.dated_on for agreement in sheet.agreements}
    named = [
        (f"the {a.title} ({a.abbreviation})", f" of {words.date_in_english(a.dated_on)}")
        for a in sheet.agreements
    ]
    if len(days) == 1:
        return _listed([name for name, _ in named], last=" and ") + named[0][1]
    return _listed([name + day for name, day in named], last=" and ")


def cited_zh(sheet: Sheet) -> str:
    """The agreements as a Chinese sentence cites them, to stand after a space."""
    days = {agreement.dated_on for agreement in sheet.agreements}
    named = [
        (f"{words.date_in_chinese(a.dated_on)}", f"《{a.title_zh or a.title}》({a.abbreviation})")
        for a in sheet.agreements
    ]
    if len(days) == 1:
        return named[0][0] + _listed([name for _, name in named], between="、", last=" 与")
    return _listed([day + name for day, name in named], between="、", last=" 与 ")


def _listed(items: list[str], *, between: str = ", ", last: str) -> str:
    return last.join([between.join(items[:-1]), items[-1]] if len(items) > 1 else items)
