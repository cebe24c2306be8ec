"""What every sheet is: everything that a paper says, as plain frozen data, and what the house knows of such papers.

A paper is one class beside its builder, in the app whose matter it is about: its fields, its titles, its template, and the kinds under
which it is filed. A caller fills one in and hands it to `render.render`. A sheet refuses (ValueError) what would contradict itself on
paper: totals that do not add up, an executed rendition without approvals, an approval of another digest.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

from documents.papers.parts import Agreement, Frame, SignatureBlock
from documents.registry import Registry

APPROVED, AUTHORISED = "Approved", "Authorised"
"""What the persons did whom a paper names."""


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper under the name it is filed by.

    `nature` completes “Simulation, not …”. What is `issued` is the agent's own word, and its key may sign it; a proposal is for the
    parties to sign. `kept_as` names the class of retention. By `letter` its references are counted (`KX-2025/S-4`), none where they
    are made otherwise. `names` says what those did whom the paper names, none where it names nobody.
    """

    name: str
    nature: str
    issued: bool = True
    kept_as: str = "deal"
    letter: str = ""
    names: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet(ABC):
    """A paper's content. `kinds` has one for each rendition; `filed_as` says which of them this one is."""

    template: ClassVar[str]
    kinds: ClassVar[tuple[PaperKind, ...]]
    dated_by: ClassVar[str] = "dated_on"
    """The field with the date that the paper bears."""

    frame: Frame
    to_lines: tuple[str, ...]
    agreements: tuple[Agreement, ...]

    @abstractmethod
    def titles(self) -> tuple[str, str]:
        """The title of the paper in both languages."""

    @property
    def filed_as(self) -> PaperKind:
        """The kind of this rendition. A sheet of several kinds says which."""
        (only,) = self.kinds
        return only

    @property
    def paper_date(self) -> dt.date:
        """The date the paper bears."""
        day: dt.date = getattr(self, self.dated_by)
        return day

    def shown(self) -> dict[str, Any]:
        """What its template names besides the sheet and what every paper has. Sums are made here once, never by a template."""
        return {}


@dataclass(frozen=True, kw_only=True)
class IssuedSheet(Sheet):
    """A paper that the escrow agent issues, with a place to sign for it by hand."""

    issued_by: SignatureBlock | None = None

    def shown(self) -> dict[str, Any]:
        return {"issued_blocks": (self.issued_by,) if self.issued_by else ()}


PAPERS: Registry[type[Sheet]] = Registry("kind of paper")
"""The kind of a filed paper → the sheet it is made from."""

AnySheet = TypeVar("AnySheet", bound=Sheet)


def paper(*kinds: PaperKind) -> Callable[[type[AnySheet]], type[AnySheet]]:
    """Make the sheet below known as the paper of these kinds. Raises ValueError where another has one of them."""

    def known(sheet: type[AnySheet]) -> type[AnySheet]:
        sheet.kinds = kinds
        for kind in kinds:
            PAPERS.add(kind.name, sheet)
        return sheet

    return known


def paper_kinds() -> dict[str, PaperKind]:
    """Every kind of paper that the house makes, by its name."""
    return {kind.name: kind for name, sheet in PAPERS.items() for kind in sheet.kinds if kind.name == name}


def canonical(sheet: Sheet) -> bytes:
    """The sheet as canonical JSON: the same content always gives the same bytes, other content never does."""
    return json.dumps(
        {"sheet": type(sheet).__name__, "content": _plain(sheet)},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    ).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"a sheet holds no {type(value).__name__}")
