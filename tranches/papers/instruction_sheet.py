"""The sheet of the instruction to the escrow agent: the proposal and its certificate (EA 3.1(b), 3.3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.papers.parts import (
    Approval,
    AuthorityCheck,
    DocumentRelied,
    Instrument,
    Line,
    Note,
    Reading,
    Recipient,
    SignatureBlock,
    Step,
    require_shares,
)
from documents.papers.sheets import APPROVED, PaperKind, Sheet, paper
from documents.papers.words import digest_groups, figure, signed

BASES = ("joint_instruction", "settlement", "award", "judgment")
"""What a release can rest on: EA 3.1(b), or one of the documents of EA 3.3."""

_BASES = {
    "joint_instruction": ("joint written instruction", "共同书面指示"),
    "settlement": ("settlement agreement signed by all parties", "各方签署的和解协议"),
    "award": ("arbitral award", "仲裁裁决"),
    "judgment": ("judgment", "法院判决"),
}


@paper(
    PaperKind("joint_instruction_proposal", "an instruction", issued=False),
    PaperKind("joint_instruction_executed", "an instruction", names=APPROVED),
    PaperKind("governed_instruction_proposal", "an instruction", issued=False),
    PaperKind("governed_instruction_executed", "an instruction", names=APPROVED),
)
@dataclass(frozen=True, kw_only=True)
class JointInstructionSheet(Sheet):
    """The written instruction to the escrow agent (EA 3.1(b)), or the one that carries out a document of EA 3.3.

    The same sheet makes both renditions: the proposal that is read and signed, and with `executed` and `approvals` the
    certificate of who approved when. Where a document of EA 3.3 stands in for the approvals, the certificate carries the
    `check` of that document instead. `instructing` names those who instruct, for the opening sentence. A total of zero is an
    instruction to release nothing; it needs no recipient. `content_digest` is what every approval must name. With
    `for_cancellation` it returns kept shares to the issuer instead (SPA 5.2(1)).
    """

    template = "papers/joint_instruction.html"

    instruction_reference: str
    version: int
    dated_on: date
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
        digest_groups(self.content_digest)
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

    @property
    def filed_as(self) -> PaperKind:
        return self.kinds[2 * (self.basis != "joint_instruction") + self.executed]

    def titles(self) -> tuple[str, str]:
        count = figure(self.total)
        if self.for_cancellation:
            return (
                f"Joint written instruction to return {count} shares for cancellation",
                f"关于退回 {count} 股股份以供注销的共同书面指示",
            )
        if self.basis == "joint_instruction":
            if not self.total:
                return "Joint written instruction to release no shares", "关于不释放股份的共同书面指示"
            return (
                f"Joint written instruction to release {count} shares",
                f"关于释放 {count} 股股份的共同书面指示",
            )
        basis, basis_zh = _BASES[self.basis]
        what, what_zh = (f"{count} shares", f" {count} 股股份") if self.total else ("no shares", "零股")
        article = "an" if basis[0] in "aeiou" else "a"
        return f"Instruction to release {what} under {article} {basis}", f"依据{basis_zh}释放{what_zh}的指示"

    def shown(self) -> dict[str, Any]:
        basis, basis_zh = _BASES[self.basis]
        own = (self.basis_document,) if self.basis_document else ()
        return {
            "release_clauses": self.release_clauses,
            "basis": basis,
            "basis_zh": basis_zh,
            "difference": self._difference(),
            "documents": own + self.documents,
        }

    def _difference(self) -> tuple[str, str]:
        """The signed difference of all lines in a phrase of each language; lines that were not assessed do not count."""
        shares = sum(line.instructed - line.computed for line in self.lines if line.computed is not None)
        if not shares:
            return "none in total; the lines differ", "合计无差异，各项有别"
        count = figure(abs(shares))
        noun = "share" if abs(shares) == 1 else "shares"
        direction, direction_zh = ("more", "多") if shares > 0 else ("fewer", "少")
        return (
            f"{signed(shares)}: {count} {noun} {direction} than computed",
            f"较计算数{direction_zh} {count} 股",
        )
