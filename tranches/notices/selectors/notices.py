"""Notices by courier as everybody concerned reads them, and which acts of the desk they offer (SPA 11.3)."""

from dataclasses import dataclass
from datetime import date

from documents.actor import Actor
from documents.sentences import small
from parties.selectors.contacts import Contact, contacts_of
from tranches.models import AgreementParty, EscrowAgreement
from tranches.notices.models import Notice, NoticeAddressee
from tranches.policy import permitted
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import closed_sentence
from tranches.selectors.terms import terms_of
from tranches.terms.deadlines import notice_received

ON_NOTICES = ("send_notice", "prove_notice", "change_address")


@dataclass(frozen=True)
class NoticeRow:
    """A notice with the day on which it is deemed received, and whether that day has come."""

    notice: Notice
    addressees: list[NoticeAddressee]
    deemed_on: date
    has_effect: bool


@dataclass(frozen=True)
class AddressRow:
    """Where a party is reached now, and where it was before, the newest first."""

    entry: AgreementParty
    before: list[Contact]


def notices_of(agreement: EscrowAgreement, today: date) -> list[NoticeRow]:
    """Every notice of the agreement, the newest first."""
    terms = terms_of(agreement)
    rows = (
        Notice.objects.filter(agreement=agreement)
        .select_related("sender__party", "document", "person")
        .prefetch_related("addressees__party", "addressees__receipt__document")
        .order_by("-number")
    )
    found = []
    for notice in rows:
        deemed_on = notice_received(terms, notice.sent_on).due_on
        found.append(NoticeRow(notice, list(notice.addressees.all()), deemed_on, deemed_on <= today))
    return found


def addresses_of(agreement: EscrowAgreement) -> list[AddressRow]:
    """Each party to the agreement with its address now and before."""
    entries = agreement.agreement_parties.select_related("party").exclude(letter="").order_by("letter")
    return [AddressRow(entry, contacts_of(entry.party)[1:]) for entry in entries]


def unproved(agreement: EscrowAgreement) -> list[NoticeAddressee]:
    """The addressees for whom the courier's proof is not on record."""
    rows = NoticeAddressee.objects.filter(notice__agreement=agreement, receipt__isnull=True)
    return list(rows.select_related("notice", "party").order_by("notice__number", "party__letter"))


def acts_on_notices(agreement: EscrowAgreement, actor: Actor) -> list[ActLine]:
    """The acts of the desk about notices; empty for who may not act here at all."""
    agent_id, closed = agent_id_of(agreement), closed_sentence(agreement)
    why_not = {
        "send_notice": "" if _addressed(agreement) else "no party has an address on the register.",
        "prove_notice": "" if unproved(agreement) else "no notice waits for the courier’s proof.",
    }
    return [
        line_of(event, small(closed) if closed else why_not.get(event, ""))
        for event in ON_NOTICES
        if permitted(event, actor, agent_id=agent_id)
    ]


def _addressed(agreement: EscrowAgreement) -> bool:
    parties = agreement.agreement_parties.exclude(letter="").exclude(party__address="")
    return parties.exists()
