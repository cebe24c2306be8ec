"""The checklist behind a release, item by item and by its kind of evidence (I4), and who called back."""

from collections.abc import Iterator

from tranches.models import (
    AgreementParty,
    Approval,
    Authorisation,
    CallBack,
    ChecklistTick,
    Instruction,
    PaperSignature,
)
from tranches.terms.agreement_terms import AgreementTerms


def checklist_gaps_of(terms: AgreementTerms, instruction: Instruction, attempt: int) -> Iterator[str]:
    """What the checklist of an authorised attempt lacks, and whose call-back should not have counted."""
    given = Authorisation.objects.filter(instruction=instruction, attempt=attempt).order_by("id")
    last, first = given.last(), given.first()
    ticks = {
        tick.item: tick
        for tick in ChecklistTick.objects.filter(instruction=instruction, attempt=attempt).order_by("id")
    }
    lacking = []
    for item in terms.checklist:
        if item.evidence == "call_back":
            yield from _call_gaps(instruction, attempt, first)
        elif item.evidence == "portal_consent":
            if not _consent_stands(terms, instruction):
                lacking.append(item.label)
        elif item.key not in ticks:
            lacking.append(item.label)
        elif item.expires and last is not None:
            until = ticks[item.key].valid_until
            if until is None or until < last.effective_on:
                lacking.append(f"{item.label} (held until {until})")
    if lacking:
        yield f"the checklist of attempt {attempt} lacks: {', '.join(lacking)}."


def _call_gaps(instruction: Instruction, attempt: int, first: Authorisation | None) -> Iterator[str]:
    calls = CallBack.objects.filter(instruction=instruction, attempt=attempt).order_by("id")
    reached = [
        call for call in calls.select_related("number__entry__decision") if call.outcome != "no_answer"
    ]
    if not reached or reached[-1].outcome != CallBack.Outcome.CONFIRMED:
        yield f"no call-back of attempt {attempt} reached the recipient and was confirmed by him."
        return
    call = reached[-1]
    filed = PaperSignature.objects.filter(instruction=instruction, filed_person_id=call.person_id)
    if call.person_id == instruction.prepared_person_id or filed.exists():
        yield f"the call-back of attempt {attempt} was made by a person who took the instruction in."
    if first is not None and call.person_id == first.person_id:
        yield f"the call-back of attempt {attempt} was made by the first to authorise."
    entry = call.number.entry
    decision = getattr(entry, "decision", None)
    if entry is None or (entry.needs_second and (decision is None or decision.person_id == entry.person_id)):
        yield f"the number called in attempt {attempt} was not confirmed by a second person."


def _consent_stands(terms: AgreementTerms, instruction: Instruction) -> bool:
    portal = Approval.objects.filter(
        instruction=instruction, via=Approval.Via.PORTAL, answer=Approval.Answer.APPROVE
    )
    if terms.signing.portal_consent or not portal.exists():
        return True
    parties = AgreementParty.objects.filter(agreement_id=instruction.agreement_id).exclude(letter="")
    return not parties.filter(consents_to_portal=False).exists()
