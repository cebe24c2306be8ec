"""Disclosures to outsiders: what was asked, whose consent is on file, what went out (SPA 9.2)."""

from dataclasses import dataclass

from documents.actor import Actor
from tranches.models import AgreementParty, EscrowAgreement
from tranches.notices.models import Disclosure
from tranches.policy import permitted
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import AFTER_CLOSING, closed_sentence

ON_DISCLOSURES = ("propose_disclosure", "record_disclosure_consent", "make_disclosure")


@dataclass(frozen=True)
class DisclosureRow:
    """A disclosure with the parties whose consent is missing."""

    disclosure: Disclosure
    missing: list[AgreementParty]

    @property
    def letters(self) -> str:
        return ", ".join(entry.letter for entry in self.missing)


def consenting_parties(agreement: EscrowAgreement) -> list[AgreementParty]:
    """The parties whose consent the agent needs: all that have a letter, but the agent itself, which makes the disclosure."""
    rows = AgreementParty.objects.filter(agreement=agreement).exclude(letter="").exclude(part="escrow_agent")
    return list(rows.select_related("party").order_by("letter"))


def missing_consents(disclosure: Disclosure) -> list[AgreementParty]:
    """The parties whose consent to this disclosure is not on file."""
    given = {consent.party_id for consent in disclosure.consents.all()}
    return [entry for entry in consenting_parties(disclosure.agreement) if entry.pk not in given]


def disclosures_of(agreement: EscrowAgreement) -> list[DisclosureRow]:
    """Every disclosure of the agreement, newest first."""
    wanted = consenting_parties(agreement)
    rows = (
        Disclosure.objects.filter(agreement=agreement)
        .select_related("person", "made__person", "agreement__binder")
        .prefetch_related("contents__document", "consents__party", "consents__document")
        .order_by("-number")
    )
    found = []
    for row in rows:
        given = {consent.party_id for consent in row.consents.all()}
        found.append(DisclosureRow(row, [entry for entry in wanted if entry.pk not in given]))
    return found


def acts_on_disclosures(agreement: EscrowAgreement, actor: Actor) -> list[ActLine]:
    """The acts about disclosures; empty for who may not act here at all."""
    agent_id = agent_id_of(agreement)
    mine = [event for event in ON_DISCLOSURES if permitted(event, actor, agent_id=agent_id)]
    if not mine:
        return []
    waiting = [row for row in disclosures_of(agreement) if not hasattr(row.disclosure, "made")]
    why_not = {
        "record_disclosure_consent": ""
        if any(row.missing for row in waiting)
        else "no disclosure waits for a consent.",
        "make_disclosure": "" if any(not row.missing for row in waiting) else _why_not_made(waiting),
    }
    closed = closed_sentence(agreement)
    return [
        line_of(event, why_not.get(event, "") if event in AFTER_CLOSING else closed or why_not.get(event, ""))
        for event in mine
    ]


def _why_not_made(waiting: list[DisclosureRow]) -> str:
    if not waiting:
        return "no disclosure is proposed."
    return f"the consent of {waiting[0].letters} to {str(waiting[0].disclosure).lower()} is not on file."
