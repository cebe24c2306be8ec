"""What the letter of a notice by courier says (SPA 11.3)."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.papers.parts import SignatureBlock
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from tranches.models import AgreementParty, EscrowAgreement
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.terms import terms_of
from tranches.terms.deadlines import notice_received


@paper(
    PaperKind("courier_notice", "a notice"),
)
@dataclass(frozen=True, kw_only=True)
class CourierNoticeSheet(IssuedSheet):
    """A notice with its text, its consignment, and the day on which it is deemed received.

    `addressees` holds for each one the lines of name and address as they stand on the register that day.
    """

    template = "papers/courier_notice.html"

    dated_on: date
    deemed_on: date
    subject: str
    paragraphs: tuple[str, ...]
    courier: str
    tracking_number: str
    addressees: tuple[tuple[str, ...], ...]
    notice_clauses: str = ""

    def __post_init__(self) -> None:
        if not self.addressees or not all(self.addressees):
            raise ValueError("a notice goes to at least one address")
        if not self.paragraphs:
            raise ValueError("a notice says something")
        if self.deemed_on < self.dated_on:
            raise ValueError("a notice is not received before it is sent")

    def titles(self) -> tuple[str, str]:
        return f"Notice: {self.subject}", "快递通知"


def courier_notice_sheet(
    agreement: EscrowAgreement,
    *,
    reference: str,
    subject: str,
    text: str,
    to: list[AgreementParty],
    sent_on: date,
    courier: str,
    tracking_number: str,
    now: datetime,
) -> CourierNoticeSheet:
    """The letter of the escrow agent to these addressees, at their addresses as the register has them."""
    terms = terms_of(agreement)
    addressees = tuple(naming.address_lines(entry) for entry in to)
    return CourierNoticeSheet(
        frame=frame_of(
            agreement, reference=reference, now=now, but=(naming.AGENT, *(entry.part for entry in to))
        ),
        to_lines=addressees[0] if len(addressees) == 1 else tuple(lines[0] for lines in addressees),
        dated_on=sent_on,
        deemed_on=notice_received(terms, sent_on).due_on,
        subject=subject,
        paragraphs=tuple(paragraph.strip() for paragraph in text.splitlines() if paragraph.strip()),
        courier=courier,
        tracking_number=tracking_number,
        agreements=common.agreements_of(terms),
        addressees=addressees,
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        notice_clauses=terms.clause("notices"),
    )
