"""Who has signed a joint instruction, who may still sign it, and what waits for whom (EA 3.1(b))."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from documents.actor import Actor
from parties.authority import in_force, in_force_on_any, is_in_force
from parties.models import Signatory
from tranches.models import SIGNED, AgreementParty, Approval, EscrowAgreement, Instruction, InstructionState
from tranches.selectors.instruction.approvals import is_complete
from tranches.selectors.terms import read_terms_of_all, terms_of


@dataclass(frozen=True)
class SigningPart:
    """One signing part of an instruction: its approval, if it stands, and who may sign for it today.

    `approval` is the one that made the part sign; `given` are all that stand, of which one alone is not enough where it is that
    of a joint signatory.
    """

    party: AgreementParty
    approval: Approval | None
    rejection: Approval | None
    signatories: tuple[Signatory, ...]
    given: tuple[Approval, ...] = ()

    @property
    def half(self) -> Approval | None:
        """The approval of one joint signatory that waits for a second one."""
        return self.given[0] if self.given and self.approval is None else None

    @property
    def names(self) -> str:
        """Who may still sign, for a sentence; says so when nobody may, and whose signature counts only with another one."""
        signed = {approval.person_id for approval in self.given}
        left = [entry for entry in self.signatories if entry.person_id not in signed]
        alone = [entry.person.name for entry in left if entry.signs_alone or signed]
        joint = [entry.person.name for entry in left if not entry.signs_alone and not signed]
        if len(joint) > 1:
            alone.append(f"two of {', '.join(joint)} together")
        elif joint:
            alone.append(f"{joint[0]} together with another signatory")
        return " or ".join(alone) or "nobody on the register today"

    def may_be_signed_by(self, person_id: int | None) -> bool:
        """Whether the person has authority for this part on the day asked for."""
        return person_id is not None and any(entry.person_id == person_id for entry in self.signatories)

    def own_approval(self, person_id: int | None) -> Approval | None:
        """What this person may take back for the part: his own approval, else the newest one."""
        own = [approval for approval in self.given if approval.person_id == person_id] or list(self.given)
        return own[-1] if own else None

    def waits_for(self, person_id: int | None) -> bool:
        """Whether the part still needs an approval, and this person can give it."""
        signed = any(approval.person_id == person_id for approval in self.given)
        return self.approval is None and not signed and self.may_be_signed_by(person_id)


@dataclass(frozen=True)
class Ask:
    """An instruction that waits for a part's answer."""

    instruction: Instruction
    part: SigningPart
    total: int


def signing_parts(instruction: Instruction, day: date) -> list[SigningPart]:
    """The parts that must sign, in the order of the terms, each with its standing answer over the current digest."""
    return _parts_of([instruction], {instruction.agreement_id: day})[instruction.pk]


def may_sign_for(party_ids: Iterable[int], day: date) -> list[Signatory]:
    """The signatories of these parties that are in force on the day."""
    rows = Signatory.objects.filter(in_force(day), party_id__in=list(party_ids))
    return list(rows.select_related("person", "party").order_by("party_id", "id"))


def standing_approvals(approvals: Iterable[Approval], digest: str) -> list[Approval]:
    """The approvals over that digest that nobody revoked."""
    return [
        approval
        for approval in approvals
        if approval.answer == Approval.Answer.APPROVE and approval.digest == digest and not _revoked(approval)
    ]


def waiting(days: Mapping[EscrowAgreement, date]) -> list[Ask]:
    """Every part of every submitted joint instruction that has not answered yet, oldest first; each agreement on its own day."""
    known = {agreement.pk: agreement for agreement in days}
    submitted = list(
        Instruction.objects.filter(agreement__in=known, state=InstructionState.SUBMITTED, basis__in=SIGNED)
        .prefetch_related("lines__tranche")
        .order_by("prepared_at", "id")
    )
    for instruction in submitted:
        instruction.agreement = known[instruction.agreement_id]
    parts = _parts_of(submitted, {agreement.pk: day for agreement, day in days.items()})
    return [
        Ask(instruction, part, sum(line.shares for line in instruction.lines.all()))
        for instruction in submitted
        for part in parts[instruction.pk]
        if part.approval is None
    ]


def answers_of(actor: Actor, agreements: QuerySet[EscrowAgreement]) -> QuerySet[Approval]:
    """What the person answered, newest first, in agreements he may see."""
    return (
        Approval.objects.filter(person=actor.person_id or 0, instruction__agreement__in=agreements)
        .select_related("instruction__agreement", "party__party", "revocation")
        .order_by("-recorded_at", "-id")
    )


def _parts_of(instructions: Sequence[Instruction], days: Mapping[int, date]) -> dict[int, list[SigningPart]]:
    """The signing parts of several instructions, each on the day of its agreement, in a fixed number of queries."""
    agreements = {instruction.agreement_id: instruction.agreement for instruction in instructions}
    read_terms_of_all(list(agreements.values()))
    wanted = {pk: terms_of(agreement).signing.joint_instruction for pk, agreement in agreements.items()}
    parties: dict[int, list[AgreementParty]] = {pk: [] for pk in agreements}
    for party in AgreementParty.objects.filter(agreement__in=agreements).select_related("party"):
        if party.part in wanted[party.agreement_id]:
            parties[party.agreement_id].append(party)
    for pk, found in parties.items():
        found.sort(key=lambda party: wanted[pk].index(party.part))
    signing = {party.party_id for found in parties.values() for party in found}
    signatories = _signatories(signing, {days[pk] for pk in agreements})
    approvals: dict[int, list[Approval]] = defaultdict(list)
    rows = Approval.objects.filter(instruction__in=instructions)
    for approval in rows.select_related("person", "revocation", "party__party").order_by("id"):
        approvals[approval.instruction_id].append(approval)
    result: dict[int, list[SigningPart]] = {}
    for instruction in instructions:
        own, day = approvals[instruction.pk], days[instruction.agreement_id]
        standing: dict[int, list[Approval]] = {}
        for approval in standing_approvals(own, instruction.digest):
            standing.setdefault(approval.party_id, []).append(approval)
        rejected = {entry.party_id: entry for entry in own if entry.answer == Approval.Answer.REJECT}
        result[instruction.pk] = [
            SigningPart(
                party,
                standing[party.pk][-1] if is_complete(standing.get(party.pk, ())) else None,
                rejected.get(party.pk),
                tuple(signatories[day, party.party_id]),
                tuple(standing.get(party.pk, ())),
            )
            for party in parties[instruction.agreement_id]
        ]
    return result


def _signatories(party_ids: set[int], days: set[date]) -> dict[tuple[date, int], list[Signatory]]:
    """By day and party, who may sign for it that day; one query, for all agreements of a house have one day or two."""
    found: dict[tuple[date, int], list[Signatory]] = defaultdict(list)
    if not days:
        return found
    rows = Signatory.objects.filter(in_force_on_any(days), party_id__in=party_ids)
    for row in rows.select_related("person"):
        for day in days:
            if is_in_force(row, day):
                found[day, row.party_id].append(row)
    return found


def _revoked(approval: Approval) -> bool:
    return getattr(approval, "revocation", None) is not None
