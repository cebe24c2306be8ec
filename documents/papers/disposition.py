"""The papers of a legal disposition or hand-over: the notice to all parties and the letter to the transfer agent (EA 4.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from documents.papers.parts import (
    Agreement,
    Authorisation,
    Frame,
    Instrument,
    Note,
    SignatureBlock,
    require_shares,
)
from documents.papers.words import digest_groups


@dataclass(frozen=True, kw_only=True)
class DisposedLine:
    """So many shares out of one place in escrow."""

    label: str
    label_zh: str
    shares: int

    def __post_init__(self) -> None:
        require_shares(self.shares, self.label)
        if not self.shares:
            raise ValueError("a disposition takes at least one share from each place it names")


@dataclass(frozen=True, kw_only=True)
class DispositionSheet:
    """The notice that shares are to leave escrow by law, or with `authorisers` the letter that has the transfer agent move them.

    `ground` is court order, demand of the law or hand-over; `paper_digest` the SHA-256 of the paper on file, `content_digest`
    that of what two persons authorise.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    disposition_reference: str
    ground: str
    ground_zh: str
    authority: str
    case_reference: str
    paper_dated_on: dt.date
    received_on: dt.date
    paper_digest: str
    content_digest: str
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    lines: tuple[DisposedLine, ...]
    to_name: str
    delivery: str
    reason: str
    finding: str
    is_handover: bool = False
    rights: tuple[Note, ...] = ()
    authorisers: tuple[Authorisation, ...] = ()
    issued_by: SignatureBlock | None = None
    time_zone: str = "UTC"
    disposition_clauses: str = ""
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        digest_groups(self.paper_digest)
        digest_groups(self.content_digest)
        if not self.lines:
            raise ValueError("a disposition is about at least one share")
        people = [authoriser.person for authoriser in self.authorisers]
        if people and (len(people) < 2 or len(set(people)) != len(people)):
            raise ValueError("a disposition is authorised by at least two different persons")

    @property
    def is_letter(self) -> bool:
        return bool(self.authorisers)

    @property
    def total(self) -> int:
        """All shares that leave escrow."""
        return sum(line.shares for line in self.lines)
