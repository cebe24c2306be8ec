"""The sheet of an amendment: what every party to the agreements signs, and the certificate of who did (SPA 5.3, 11.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from documents.papers import words
from documents.papers.parts import Agreement, Approval, Frame, Note, SignatureBlock, require_shares


@dataclass(frozen=True, kw_only=True)
class AmendedTerm:
    """One term of the agreements, as it is and as the amendment makes it; `–` where a version has no such term."""

    label: str
    was: str
    now: str
    clause: str = ""
    label_zh: str = ""
    was_zh: str = ""
    now_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class TerminationLine:
    """What becomes of one tranche when the agreements end: shares to the recipient, shares back to the issuer."""

    label: str
    to_recipient: int
    to_issuer: int
    label_zh: str = ""

    def __post_init__(self) -> None:
        require_shares(self.to_recipient, "to the recipient")
        require_shares(self.to_issuer, "to the issuer")


@dataclass(frozen=True, kw_only=True)
class AmendmentSheet:
    """An amendment of both agreements, signed by all parties; with `lines` the termination of them.

    The proposal has a place to sign for every party; the executed rendition carries the signatures instead. `content_digest` is
    what is signed, `terms_digest` names the terms that result from it.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    amendment_reference: str
    dated_on: dt.date
    effective_on: dt.date
    agreements: tuple[Agreement, ...]
    based_on: int
    reason: str
    changes: tuple[AmendedTerm, ...]
    content_digest: str
    terms_digest: str
    time_zone: str
    notes: tuple[Note, ...]
    lines: tuple[TerminationLine, ...] = ()
    signature_blocks: tuple[SignatureBlock, ...] = ()
    executed: bool = False
    approvals: tuple[Approval, ...] = ()
    amendment_clauses: str = ""

    def __post_init__(self) -> None:
        words.digest_groups(self.content_digest)
        words.digest_groups(self.terms_digest)
        if not self.changes:
            raise ValueError("an amendment changes at least one term")
        if self.executed != bool(self.approvals):
            raise ValueError("the executed rendition carries the signatures, and only that one does")
        if any(approval.digest != self.content_digest for approval in self.approvals):
            raise ValueError("a signature names another digest than the one on this paper")
        if self.effective_on < self.dated_on:
            raise ValueError("an amendment does not reach back")

    @property
    def is_termination(self) -> bool:
        """Whether it ends the agreements."""
        return bool(self.lines)
