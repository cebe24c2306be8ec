"""What the papers of a return say: where the shares go, on what grounds, and the notice to the recipient (SPA 5.2(1))."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.papers.parts import Instrument, Line, Note, Recipient, SignatureBlock, require_shares
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from documents.papers.words import figure
from tranches.models import Instruction
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.days import day_of
from tranches.selectors.terms import read_terms
from tranches.terms.agreement_terms import AgreementTerms


@paper(
    PaperKind("return_notice", "a notice", letter="RN"),
)
@dataclass(frozen=True, kw_only=True)
class ReturnNoticeSheet(IssuedSheet):
    """The notice to the recipient that kept shares return to the issuer for cancellation (SPA 5.2(1)).

    `lines` are the kept shares by tranche, `grounds` say why they return, `rights` what the recipient may do.
    """

    template = "papers/return_notice.html"

    dated_on: date
    expired_on: date
    instruction_reference: str
    instrument: Instrument
    lines: tuple[Line, ...]
    grounds: tuple[Note, ...]
    rights: tuple[Note, ...]
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

    def titles(self) -> tuple[str, str]:
        count = figure(self.total)
        return (
            f"Notice of return: {count} kept shares go back to the issuer for cancellation",
            f"退回通知：留存的 {count} 股退回发行人注销",
        )


def issuer_of(instruction: Instruction, terms: AgreementTerms) -> Recipient:
    """The issuer as the one the shares go back to, to be cancelled in its register."""
    signed, entry = instruction.content["recipient"], instruction.recipient
    capacity = filter(None, (naming.part_name(entry.part), naming.letter_name(signed["letter"])))
    capacity_zh = filter(None, (naming.part_name_zh(entry.part), naming.letter_name_zh(signed["letter"])))
    clause = terms.clause("return")
    return Recipient(
        name=signed["name"],
        name_zh=entry.party.name_zh,
        capacity=", ".join(capacity),
        capacity_zh="，".join(capacity_zh),
        delivery="return to the issuer, for cancellation in its register of members",
        delivery_zh="退回发行人，于股东名册注销",
        fees="no compensation is paid" + (f" ({clause})" if clause else ""),
        fees_zh="无偿退回",
    )


def expired_on(instruction: Instruction) -> date:
    """The day of expiry as it stands in the content that is signed."""
    return date.fromisoformat(instruction.content["expired_on"])


def grounds_of(terms: AgreementTerms) -> Note:
    """Why the shares go back, in a sentence for the transfer agent."""
    clause = terms.clause("return")
    where = f" ({clause})" if clause else ""
    return Note(
        text="They were kept after deduction, the agreement has expired, and the joint instruction to return them is at hand"
        f"{where}; it is listed below. Please tell us when they have left our account; the issuer confirms their cancellation.",
        text_zh=f"该等股份系扣减后留存，协议已期满，退回之共同书面指示业已备齐{where}，列于下文。请于股份转出托管账户后告知；注销由发行人确认。",
    )


def return_notice_sheet(instruction: Instruction, *, reference: str, now: datetime) -> ReturnNoticeSheet:
    """The notice to the recipient, from the content that is before the signers."""
    agreement, content = instruction.agreement, instruction.content
    version = agreement.terms_versions.get(number=content["terms"]["version"])
    terms = read_terms(version.content)
    recipient = next((entry for entry in naming.parties_of(agreement) if entry.is_recipient), None)
    return ReturnNoticeSheet(
        frame=frame_of(
            agreement,
            reference=reference,
            now=now,
            but=(naming.AGENT, recipient.part if recipient else naming.AGENT),
        ),
        to_lines=naming.address_lines(recipient) if recipient else ("The parties",),
        dated_on=day_of(now, agreement),
        expired_on=expired_on(instruction),
        instruction_reference=str(instruction),
        agreements=common.agreements_of(terms),
        instrument=common.instrument_signed(instruction),
        lines=tuple(
            common.line_of(
                terms, tranche=line["tranche"], origin=line["origin"], offset_by=None, shares=line["shares"]
            )
            for line in content["lines"]
        ),
        grounds=(
            Note(
                text=f"Every tranche is settled, and no report, offset or hold is open: {reading(terms)[0]}.",
                text_zh=f"全部批次均已结清，无未决之报告、抵补或限制：{reading(terms)[1]}。",
                clause=terms.clause("return"),
            ),
            Note(
                text="The shares stated were deducted and not restored by a later year. They return without compensation.",
                text_zh="上述股份已扣减且未获后续年度恢复，无偿退回。",
                clause=terms.cited("deduction", "offset"),
            ),
        ),
        rights=(
            Note(
                text="If you find this wrong, object now, with the reason and a paper. The objection is put on record and shown "
                "to all parties before two persons of the escrow agent authorise the return.",
                text_zh="如有异议，请即附理由及文件提出；异议将于托管代理人两名人员授权退回之前记录在案并向各方出示。",
                clause=terms.clause("dispute"),
            ),
        ),
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        return_clauses=terms.clause("return"),
        rights_clauses=terms.clause("dispute"),
    )


def reading(terms: AgreementTerms) -> tuple[str, str]:
    """When the agreement expires, as the terms read it, in both languages."""
    chosen = terms.settings.chosen("expiry")
    return f"the agreement expires {chosen.label}", f"协议期满时点：{chosen.label_zh}"
