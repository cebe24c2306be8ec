"""What the letter of a notice by courier says (SPA 11.3)."""

from datetime import date, datetime

from documents.papers.courier import CourierNoticeSheet
from documents.papers.parts import SignatureBlock
from tranches.models import AgreementParty, EscrowAgreement
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.terms import terms_of
from tranches.terms.deadlines import notice_received


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
