"""The sheets: everything that a paper says, as plain frozen data.

A caller fills one in and hands it to `render.render`. A sheet refuses (ValueError) what would contradict itself on paper:
totals that do not add up, an executed rendition without approvals, an approval of another digest.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from documents.papers import words
from documents.papers.amendment import AmendmentSheet
from documents.papers.comparison import ComparisonSheet
from documents.papers.conversion import ConversionSheet
from documents.papers.courier import CourierNoticeSheet
from documents.papers.disposition import DispositionSheet
from documents.papers.money import FeeInvoiceSheet, PenaltySheet
from documents.papers.parts import (
    Agreement,
    Approval,
    Authorisation,
    AuthorityCheck,
    DocumentRelied,
    EarlierRow,
    FeeYear,
    Frame,
    Hold,
    Instrument,
    Line,
    LineRow,
    Metric,
    Movement,
    Note,
    OpenMatter,
    Position,
    Reading,
    Recipient,
    SignatureBlock,
    Step,
    TrancheFigures,
    TrancheRow,
    require_shares,
)
from documents.papers.reconciliation import ReconciliationSheet
from documents.papers.rights import DividendAdviceSheet, ProxyLetterSheet

BASES = ("joint_instruction", "settlement", "award", "judgment")
"""What a release can rest on: EA 3.1(b), or one of the documents of EA 3.3."""


@dataclass(frozen=True, kw_only=True)
class JointInstructionSheet:
    """The written instruction to the escrow agent (EA 3.1(b)), or the one that carries out a document of EA 3.3.

    The same sheet makes both renditions: the proposal that is read and signed, and with `executed` and `approvals` the
    certificate of who approved when. Where a document of EA 3.3 stands in for the approvals, the certificate carries the
    `check` of that document instead. `instructing` names those who instruct, for the opening sentence. A total of zero is an
    instruction to release nothing; it needs no recipient. `content_digest` is what every approval must name. With
    `for_cancellation` it returns kept shares to the issuer instead (SPA 5.2(1)).
    """

    frame: Frame
    to_lines: tuple[str, ...]
    instruction_reference: str
    version: int
    dated_on: dt.date
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    instructing: str
    lines: tuple[Line, ...]
    content_digest: str
    time_zone: str
    instructing_zh: str = ""
    basis: str = "joint_instruction"
    basis_document: DocumentRelied | None = None
    recipient: Recipient | None = None
    documents: tuple[DocumentRelied, ...] = ()
    readings: tuple[Reading, ...] = ()
    steps: tuple[Step, ...] = ()
    difference_reason: str = ""
    difference_reason_zh: str = ""
    difference_clause: str = ""
    notes: tuple[Note, ...] = ()
    signature_blocks: tuple[SignatureBlock, ...] = ()
    executed: bool = False
    approvals: tuple[Approval, ...] = ()
    check: AuthorityCheck | None = None
    release_clauses: str = ""
    for_cancellation: bool = False
    basis_clauses: str = ""
    recipient_clauses: str = ""

    def __post_init__(self) -> None:
        words.digest_groups(self.content_digest)
        if self.basis not in BASES:
            raise ValueError(f"a release rests on one of {', '.join(BASES)}, not {self.basis!r}")
        if (self.basis == "joint_instruction") != (self.basis_document is None):
            raise ValueError(
                "a settlement, award or judgment comes with its document; a joint instruction is its own"
            )
        if not self.lines:
            raise ValueError("an instruction has at least one line")
        if self.for_cancellation and not (self.total and self.basis == "joint_instruction"):
            raise ValueError("shares are returned by a joint instruction over at least one of them")
        if self.total and self.recipient is None:
            raise ValueError("an instruction to release shares names their recipient")
        if self.check is not None and (self.basis == "joint_instruction" or self.approvals):
            raise ValueError("a check stands in for approvals only under a settlement, award or judgment")
        if self.executed != bool(self.approvals or self.check):
            raise ValueError("the executed rendition carries the approvals, and only that one does")
        if any(approval.digest != self.content_digest for approval in self.approvals):
            raise ValueError("an approval names another digest than the one on this paper")
        require_shares(self.total, "the total")
        if self.has_offset and not self.readings:
            raise ValueError("an instruction with an offset line prints the readings it follows")
        if self.differs and not self.difference_reason:
            raise ValueError(
                "a difference between the computed and the instructed shares is printed with its reason"
            )

    @property
    def total(self) -> int:
        """The shares to be released, all lines together."""
        return sum(line.instructed for line in self.lines)

    @property
    def computed_total(self) -> int | None:
        """What the assessment gives, all lines together; None when any line was not assessed."""
        figures = [line.computed for line in self.lines if line.computed is not None]
        return sum(figures) if len(figures) == len(self.lines) else None

    @property
    def differs(self) -> bool:
        """Whether any line instructs another number than was computed for it."""
        return any(line.computed not in (None, line.instructed) for line in self.lines)

    @property
    def has_offset(self) -> bool:
        """Whether any line restores shares of an earlier tranche (SPA 5.2(2))."""
        return any(line.origin == "offset" for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class ReleaseLetterSheet:
    """The letter by which the escrow agent has the transfer agent move the shares (EA 3.2).

    `grounds` says in a sentence why the conditions are met; `authorisers` are the two or more persons of the agent. The same
    person twice is refused. `authorised_digest` is that of the content they authorised, `time_zone` whose clocks their times are
    told by besides UTC. `answer_request` may replace the usual request for the transfer agent's answer. With
    `for_cancellation` the shares go back to the issuer.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    instruction_reference: str
    version: int
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    lines: tuple[Line, ...]
    recipient: Recipient
    grounds: Note
    documents: tuple[DocumentRelied, ...]
    authorisers: tuple[Authorisation, ...]
    due_on: dt.date | None = None
    notes: tuple[Note, ...] = ()
    answer_request: Note | None = None
    for_cancellation: bool = False
    from_account: str = ""
    authorised_digest: str = ""
    time_zone: str = "UTC"
    release_clauses: str = ""
    document_clauses: str = ""

    def __post_init__(self) -> None:
        if not self.total:
            raise ValueError("a letter asks for at least one share; nothing to release needs no letter")
        require_shares(self.total, "the total")
        if self.authorised_digest:
            words.digest_groups(self.authorised_digest)
        people = [authoriser.person for authoriser in self.authorisers]
        if len(people) < 2 or len(set(people)) != len(people):
            raise ValueError("a release is authorised by at least two different persons")

    @property
    def total(self) -> int:
        """The shares to be transferred, all lines together."""
        return sum(line.instructed for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class DeductionNoticeSheet:
    """The notice to all parties that a year fell short of its target (SPA 5.2(1)).

    `deducted_exact` is the deduction before any offset, with its fraction; `released` and `kept` are whole shares and make up
    `base`. `restoring` says what may bring kept shares back, `rights` what the recipient may do.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    tranche_number: int
    tranche_label: str
    starts_on: dt.date
    ends_on: dt.date
    metric: Metric
    target: Fraction
    actual: Fraction
    base: int
    deducted_exact: Fraction
    released: int
    kept: int
    steps: tuple[Step, ...]
    restoring: tuple[Note, ...]
    rights: tuple[Note, ...]
    tranche_label_zh: str = ""
    report: DocumentRelied | None = None
    issued_by: SignatureBlock | None = None
    deduction_clauses: str = ""
    restoring_clauses: str = ""
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        require_shares(self.base, "the base")
        require_shares(self.released, "released")
        require_shares(self.kept, "kept")
        if self.released + self.kept != self.base:
            raise ValueError(f"{self.released:,} released and {self.kept:,} kept do not make {self.base:,}")
        if not 0 < self.deducted_exact <= self.base:
            raise ValueError(
                f"a deduction is more than nothing and at most the base, not {self.deducted_exact}"
            )


@dataclass(frozen=True, kw_only=True)
class ReturnNoticeSheet:
    """The notice to the recipient that kept shares return to the issuer for cancellation (SPA 5.2(1)).

    `lines` are the kept shares by tranche, `grounds` say why they return, `rights` what the recipient may do.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    expired_on: dt.date
    instruction_reference: str
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    lines: tuple[Line, ...]
    grounds: tuple[Note, ...]
    rights: tuple[Note, ...]
    issued_by: SignatureBlock | None = None
    return_clauses: str = ""
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        if not self.total:
            raise ValueError("a notice of return is about at least one share")
        require_shares(self.total, "the total")

    @property
    def total(self) -> int:
        """The shares that return, all lines together."""
        return sum(line.instructed for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class StatementSheet:
    """The statement of the escrow account: where every share is, how it got there, and what is open (EA 1.2, 2).

    The positions must add up to `deposited`, the tranches' columns are summed by the paper, and the last movement must end
    at `in_escrow`. `rights` are the recipient's while the shares are in escrow (EA 1.3, SPA 3.2). With `closed_on` it is the
    closing statement: nothing is in escrow, or all of it is `handed_over_to` a successor agent. It shows what took effect by the
    end of `as_at`, as it was known on `known_on`.
    `lines` are the security lines where a corporate action opened more than one.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    as_at: dt.date
    movements_since: dt.date
    issued_on: dt.date
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    positions: tuple[Position, ...]
    deposited: int
    in_escrow: int
    metric: Metric
    tranches: tuple[TrancheRow, ...]
    movements: tuple[Movement, ...]
    lines: tuple[LineRow, ...] = ()
    earlier: tuple[EarlierRow, ...] = ()
    figures: tuple[TrancheFigures, ...] = ()
    holds: tuple[Hold, ...] = ()
    open_matters: tuple[OpenMatter, ...] = ()
    fees: tuple[FeeYear, ...] = ()
    rights: tuple[Note, ...] = ()
    issued_by: SignatureBlock | None = None
    closed_on: dt.date | None = None
    expired_on: dt.date | None = None
    known_on: dt.date | None = None
    handed_over_to: str = ""
    terminated_by: str = ""
    position_clauses: str = ""
    tranche_clauses: str = ""
    movement_clauses: str = ""
    hold_clauses: str = ""
    rights_clauses: str = ""
    fee_clauses: str = ""

    def __post_init__(self) -> None:
        if self.known_on is not None and not self.as_at <= self.known_on <= self.issued_on:
            raise ValueError("a statement is known on its day or later, and not before it is issued")
        require_shares(self.deposited, "deposited")
        require_shares(self.in_escrow, "in escrow")
        if sum(position.shares for position in self.positions) != self.deposited:
            raise ValueError("the positions of a statement must add up to what was deposited")
        if self.movements and self.movements[-1].in_escrow_after != self.in_escrow:
            raise ValueError("the last movement of a statement must end at what is in escrow")
        if self.closed_on is not None and self.in_escrow:
            raise ValueError("a closing statement has nothing in escrow")


Sheet = (
    JointInstructionSheet
    | DispositionSheet
    | ReleaseLetterSheet
    | DeductionNoticeSheet
    | ReturnNoticeSheet
    | CourierNoticeSheet
    | StatementSheet
    | ComparisonSheet
    | FeeInvoiceSheet
    | PenaltySheet
    | ReconciliationSheet
    | DividendAdviceSheet
    | ProxyLetterSheet
    | AmendmentSheet
    | ConversionSheet
)


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
