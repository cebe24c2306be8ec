"""Notices by courier between the parties: sent, deemed received by the calendar alone, and what the courier proved (SPA 11.3)."""

import unicodedata
from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from parties.models import Entry
from parties.services.contacts import change_contact
from tranches.models import AgreementParty, EscrowAgreement
from tranches.notices.filing import file_courier_notice
from tranches.notices.models import Notice, NoticeAddressee, NoticeReceipt
from tranches.notices.telling import tell_notice
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.terms.deadlines import notice_received

AGENT = "escrow_agent"
LONGEST = {"subject": 200, "courier": 100, "tracking_number": 100}


@act("send_notice")
def send_notice(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    sender: AgreementParty,
    to: list[AgreementParty],
    subject: str,
    text: str,
    sent_on: date,
    courier: str,
    tracking_number: str,
    paper: Intake | None = None,
) -> Notice:
    """Record a notice that goes out by courier. The agent's own gets its letter here; another party's is filed as it came in.

    Refuses an addressee without an address on the register, the sender among the addressees, a day in the future, a consignment
    that is on record already, and another party's notice without its letter.
    """
    subject = _line(subject, "Say in one line what the notice is about.", "subject")
    text = needed(text, "Write what is notified; the addressees read it in the portal too.", "text")
    courier = _line(courier, "Name the courier.", "courier")
    tracking_number = _line(tracking_number, "Enter the courier’s consignment number.", "tracking_number")
    not_in_future(agreement, sent_on, deed.now, "sent_on")
    _check_parties(agreement, sender, to)
    if Notice.objects.filter(agreement=agreement, courier=courier, tracking_number=tracking_number).exists():
        raise RuleViolation(
            "consignment_known",
            f"{courier} {tracking_number} is on record already. Check the number.",
            field="tracking_number",
        )
    notice = Notice(
        agreement=agreement,
        number=next_number(Notice, agreement=agreement),
        subject=subject,
        text=text,
        sender=sender,
        sent_on=sent_on,
        courier=courier,
        tracking_number=tracking_number,
        person_id=acting_person(deed.actor),
        recorded_at=deed.now,
    )
    notice.document = _letter(deed, notice, to, paper)
    deed.create(notice, why="sent by courier")
    for entry in to:
        addressee = NoticeAddressee(
            notice=notice, party=entry, name=entry.party.name, address=entry.party.address.strip()
        )
        deed.create(addressee, why="sent by courier")
    deed.note(
        "notice.sent",
        agreement,
        effective_on=sent_on,
        facts={
            "notice": notice.number,
            "subject": subject,
            "from": sender.party.name,
            "to": [entry.party.name for entry in to],
            "courier": courier,
            "tracking_number": tracking_number,
            "deemed_received": _deemed(notice).isoformat(),
        },
        documents=(notice.document,),
    )
    tell_notice(deed, notice)
    return notice


def _letter(deed: Deed, notice: Notice, to: list[AgreementParty], paper: Intake | None) -> Document:
    """The notice itself: the agent's is made here, another party's is filed as it came in."""
    if notice.sender.part == AGENT:
        return file_courier_notice(deed, notice, to)
    if paper is None:
        raise RuleViolation(
            "notice_without_letter",
            f"Attach the letter of Party {notice.sender.letter}: it is the notice.",
            field="paper",
        )
    return deed.file(
        paper,
        about=notice.agreement,
        kind="courier_notice",
        title=f"Notice {notice.number} of Party {notice.sender.letter}",
        dated_on=notice.sent_on,
        reference=f"{notice.agreement.reference}/CN-{notice.number}",
    )


@act("prove_notice")
def prove_notice(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    addressee: NoticeAddressee,
    outcome: str,
    happened_on: date,
    signed_for_by: str = "",
    paper: Intake | None = None,
) -> NoticeReceipt:
    """Record what the courier proved about one addressee. It moves no deadline: a notice takes effect by its sending.

    Refuses a day before the sending, a delivery that nobody signed for and no paper proves, and a second proof.
    """
    notice = addressee.notice
    if notice.agreement_id != agreement.pk:
        raise RuleViolation("two_agreements", "This notice belongs to another agreement.")
    if outcome not in NoticeReceipt.Outcome.values:
        raise RuleViolation("wrong_outcome", "Choose what the courier reported.", field="outcome")
    not_in_future(agreement, happened_on, deed.now, "happened_on")
    if happened_on < notice.sent_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The courier cannot have come before the notice was sent. Check the date.",
            field="happened_on",
        )
    if NoticeReceipt.objects.filter(addressee=addressee).exists():
        raise RuleViolation("already_proved", f"The proof for {addressee.name} is on record already.")
    if outcome == NoticeReceipt.Outcome.DELIVERED and not signed_for_by.strip() and paper is None:
        raise RuleViolation(
            "delivery_without_proof",
            "Enter who signed for it, or attach the courier’s proof of delivery.",
            field="signed_for_by",
        )
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=agreement,
            kind="delivery_proof",
            title=f"Courier’s proof, {notice}, {addressee.name}"[:200],
            dated_on=happened_on,
        )
    receipt = deed.create(
        NoticeReceipt(
            addressee=addressee,
            outcome=outcome,
            happened_on=happened_on,
            signed_for_by=signed_for_by.strip()[:200],
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=outcome,
    )
    deed.note(
        "notice.proved",
        agreement,
        effective_on=happened_on,
        facts={
            "notice": notice.number,
            "addressee": addressee.name,
            "outcome": receipt.get_outcome_display().lower(),
            "signed_for_by": receipt.signed_for_by,
        },
        documents=(document,) if document else (),
    )
    return receipt


@act("change_address")
def change_address(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    entry: AgreementParty,
    address: str,
    email: str,
    changed_on: date,
    reason: str,
    paper: Intake | None = None,
) -> Entry:
    """Enter where a party is reached; it stands once a second person confirms. Notices sent before keep the address they went to."""
    reason = needed(reason, "Say who told us the new address, and how.", "reason")
    not_in_future(agreement, changed_on, deed.now, "changed_on")
    if entry.agreement_id != agreement.pk:
        raise RuleViolation("not_a_party", "Only the address of a party to this agreement is changed here.")
    return change_contact(
        party=entry.party,
        address=address,
        email=email,
        changed_on=changed_on,
        reason=reason,
        paper=paper,
        actor=deed.actor,
        now=deed.now,
    )


def _check_parties(agreement: EscrowAgreement, sender: AgreementParty, to: list[AgreementParty]) -> None:
    if not to:
        raise RuleViolation("no_addressee", "Choose at least one addressee.", field="to")
    if len({entry.pk for entry in to}) != len(to):
        raise RuleViolation("addressee_twice", "An addressee is chosen twice.", field="to")
    for entry in (sender, *to):
        if entry.agreement_id != agreement.pk or not entry.letter:
            raise RuleViolation(
                "not_a_party", "A notice goes from a party of this agreement to others of it."
            )
    if sender.pk in {entry.pk for entry in to}:
        raise RuleViolation(
            "own_addressee", "Nobody sends a notice to himself. Take the sender out.", field="to"
        )
    for entry in to:
        if not entry.party.address.strip():
            raise RuleViolation(
                "no_address",
                f"{entry.party.name} has no address on the register, and the agreement names none. Record the address first.",
                field="to",
                clause=terms_of(agreement).clause("notices"),
            )


def _line(text: str, sentence: str, field: str) -> str:
    """One line of text, not too long for its place."""
    text = needed(text, sentence, field)
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise RuleViolation("not_one_line", "Write this in one line.", field=field)
    if len(text) > LONGEST[field]:
        raise RuleViolation("too_long", f"Use at most {LONGEST[field]} characters.", field=field)
    return text


def _deemed(notice: Notice) -> date:
    return notice_received(terms_of(notice.agreement), notice.sent_on).due_on
