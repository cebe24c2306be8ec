"""How the view of a thing that a person decides on is put together: what each of `seen.py` has in common."""

from datetime import date
from typing import Any

from django.db import models

from documents.days import day_words
from documents.seen import Seen
from tranches.models import Account, ConversionRow, DispositionLine

Facts = list[tuple[str, str]]


def view(row: models.Model, title: str, facts: Facts, **more: Any) -> Seen:
    """The view of a row: its facts that say something, its papers that are there."""
    papers = tuple(paper for paper in more.pop("papers", ()) if paper is not None)
    shown = tuple((label, words) for label, words in facts if words)
    return Seen(f"{row._meta.model_name}.{row.pk}", title, shown, papers=papers, **more)


def account_words(line: ConversionRow | DispositionLine) -> str:
    """The account, and the tranche it is of."""
    return str(Account(line.account).label) + (f", tranche {line.tranche.number}" if line.tranche else "")


def day_or_blank(day: date | None) -> str:
    """The day in words; nothing where there is none."""
    return f"{day_words(day)}" if day else ""
