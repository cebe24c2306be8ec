"""Amendments as they stand: which are open, who has signed, whose signature is missing, and the versions of the terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from parties.authority import in_force
from parties.models import Membership, Role, Signatory
from tranches.models import (
    AgreementParty,
    Amendment,
    AmendmentAnswer,
    AmendmentState,
    EscrowAgreement,
    TermsVersion,
    Tranche,
    TrancheState,
)
from tranches.selectors.terms import read_terms
from tranches.terms.agreement_terms import CONTRACTING, AgreementTerms
from tranches.terms.deal.differences import TermChange, changes_between

OPEN = (AmendmentState.DRAFT, AmendmentState.SUBMITTED, AmendmentState.SIGNED)
AGENT = "escrow_agent"


@dataclass(frozen=True)
class Signer:
    """A party to the agreements: its answer to an amendment, and who may answer for it today."""

    party: AgreementParty
    answer: AmendmentAnswer | None
    names: tuple[str, ...]
    persons: frozenset[int]

    @property
    def has_signed(self) -> bool:
        return self.answer is not None and self.answer.answer == AmendmentAnswer.Answer.SIGN

    @property
    def who(self) -> str:
        """Who may sign, for a sentence; says so when nobody may."""
        return " or ".join(self.names) or "nobody on the register today"

    def may_be_signed_by(self, person_id: int | None) -> bool:
        """Whether the person could answer for this party on the day asked for."""
        return person_id is not None and person_id in self.persons


def amendments_of(agreement: EscrowAgreement) -> list[Amendment]:
    """Every amendment, newest first."""
    rows = Amendment.objects.filter(agreement=agreement).select_related(
        "based_on", "version", "proposal", "executed_paper", "source", "prepared_person"
    )
    found = list(rows.order_by("-number"))
    for row in found:
        row.agreement = agreement
    return found


def open_amendment(agreement: EscrowAgreement) -> Amendment | None:
    """The one amendment that is drafted, before the parties, or signed and not in force."""
    return next((row for row in amendments_of(agreement) if row.state in OPEN), None)


def contracting_parties(agreement: EscrowAgreement) -> list[AgreementParty]:
    """The parties to the agreements, who all sign an amendment (SPA 5.3, 11.2), in the order of their letters."""
    rows = AgreementParty.objects.filter(agreement=agreement, part__in=CONTRACTING).select_related("party")
    return list(rows.order_by("letter", "key"))


def signatures(amendment: Amendment) -> QuerySet[AmendmentAnswer]:
    """The signatures over the amendment's digest."""
    return AmendmentAnswer.objects.filter(
        amendment=amendment, answer=AmendmentAnswer.Answer.SIGN, digest=amendment.digest
    ).select_related("party__party", "person", "checked_person", "paper_signature__document")


def missing_signatures(amendment: Amendment) -> list[AgreementParty]:
    """The parties that have not signed the digest."""
    given = set(signatures(amendment).values_list("party_id", flat=True))
    return [party for party in contracting_parties(amendment.agreement) if party.pk not in given]


def signers_of(amendment: Amendment, day: date) -> list[Signer]:
    """Every party with its answer, and who may answer for it on the day; a fixed number of queries."""
    parties = contracting_parties(amendment.agreement)
    answers: dict[int, AmendmentAnswer] = {}
    rows = AmendmentAnswer.objects.filter(amendment=amendment).select_related("person", "party__party")
    for answer in rows.order_by("id"):
        answers[answer.party_id] = answer
    people = _people(parties, day)
    return [
        Signer(
            party,
            answers.get(party.pk),
            tuple(people[party.party_id].values()),
            frozenset(people[party.party_id]),
        )
        for party in parties
    ]


def waiting_amendments(agreements: Iterable[EscrowAgreement]) -> list[Amendment]:
    """The amendments before the parties of these agreements, oldest first."""
    rows = Amendment.objects.filter(agreement__in=list(agreements), state=AmendmentState.SUBMITTED)
    return list(rows.select_related("agreement__binder").order_by("prepared_at", "id"))


def versions_of(agreement: EscrowAgreement) -> list[TermsVersion]:
    """Every version of the terms, newest first, each with the amendment it came by."""
    rows = TermsVersion.objects.filter(agreement=agreement).select_related("document", "amendment")
    return list(rows.order_by("-number"))


def difference(old: TermsVersion, new: TermsVersion) -> tuple[TermChange, ...]:
    """What differs between two versions, term by term."""
    return changes_between(read_terms(old.content), read_terms(new.content))


def terms_in(amendment: Amendment) -> AgreementTerms:
    """The terms as the amendment makes them."""
    return read_terms(amendment.content["terms"])


def beyond_change(agreement: EscrowAgreement) -> set[int]:
    """The tranches whose terms no amendment changes any more: a report is on file, or they are no longer pending."""
    tranches = Tranche.objects.filter(agreement=agreement)
    reported = tranches.filter(reports__isnull=False) | tranches.exclude(state=TrancheState.PENDING)
    return set(reported.values_list("number", flat=True))


def _people(parties: list[AgreementParty], day: date) -> dict[int, dict[int, str]]:
    """By party, who alone could bind it that day: its signatories, the seller himself, and the agent's supervisors."""
    found: dict[int, dict[int, str]] = {party.party_id: {} for party in parties}
    alone = Signatory.objects.filter(in_force(day), party_id__in=found, signing=Signatory.Signing.SINGLE)
    signatories = alone.select_related("person")
    for row in signatories.order_by("id"):
        found[row.party_id][row.person_id] = row.person.name
    agents = {party.party_id for party in parties if party.part == AGENT}
    members = Membership.objects.filter(
        in_force(day), party_id__in=found, role__in=(Role.SELLER, Role.SUPERVISOR)
    )
    for member in members.select_related("person").order_by("id"):
        if (member.role == Role.SUPERVISOR) == (member.party_id in agents):
            found[member.party_id][member.person_id] = member.person.name
    return found
