"""How an agreement stands by its tables, in the words of the rebuilt past; and where the two differ (I5)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from documents.models import Event
from tranches.models import (
    Amendment,
    Approval,
    Assessment,
    Authorisation,
    Closing,
    EscrowAgreement,
    Hold,
    Instruction,
    Posting,
    Release,
    TermsVersion,
    Tranche,
    TransferAgentAnswer,
)
from tranches.models.posting import account_name
from tranches.rebuild import Past, PastEvent, PastHold, PastInstruction
from tranches.verification.known import per_agreement

MACHINES = ("tranche", "instruction", "release", "amendment")


def past_events(agreement: EscrowAgreement) -> Iterator[PastEvent]:
    """The events of the agreement's binder, first to last, as plain data."""
    rows = Event.objects.filter(binder=agreement.binder_id).order_by("number")
    fields = (
        "number",
        "kind",
        "subject_type",
        "subject_reference",
        "recorded_at",
        "before",
        "after",
        "facts",
    )
    for number, kind, what, name, recorded_at, before, after, facts in rows.values_list(*fields).iterator(
        2000
    ):
        yield PastEvent(number, kind, (what, name), recorded_at, before, after, facts)


def present(agreement: EscrowAgreement) -> Past:
    """The same from the tables; nothing here reads an event."""
    found = Past()
    for tranche in Tranche.objects.filter(agreement=agreement):
        name = str(tranche.number)
        found.states["tranche", name] = tranche.state
        found.state_before_dispute[name] = tranche.state_before_dispute
        found.tranche_shares[tranche.number] = tranche.shares
    found.balances = _balances(agreement)
    found.instructions = _instructions(agreement)
    for instruction in Instruction.objects.filter(agreement=agreement):
        found.states["instruction", str(instruction)] = instruction.state
    for answer in TransferAgentAnswer.objects.filter(release__agreement=agreement).select_related("release"):
        given = found.answers.setdefault(str(answer.release), [])
        given.append((answer.confirmed_shares, answer.back_shares))
    for release in Release.objects.filter(agreement=agreement).select_related("instruction"):
        found.states["release", str(release)] = release.state
        found.releases[str(release)] = str(release.instruction)
    for amendment in Amendment.objects.filter(agreement=agreement):
        found.states["amendment", str(amendment)] = amendment.state
    for hold in Hold.objects.filter(agreement=agreement).select_related("tranche", "confirmation", "lift"):
        position = (
            "ended" if hasattr(hold, "lift") else "standing" if hasattr(hold, "confirmation") else "proposed"
        )
        found.holds[hold.number] = PastHold(hold.tranche.number, hold.ground, hold.shares, position)
    version = TermsVersion.objects.filter(agreement=agreement).order_by("number").last()
    found.terms = (version.number, version.digest) if version else (0, "")
    assessment = Assessment.objects.filter(agreement=agreement).order_by("number").last()
    if assessment is not None:
        found.assessment = (assessment.number, assessment.digest)
        found.entitled = {
            entry["number"]: entry["entitled"] for entry in assessment.result.get("tranches", ())
        }
    closing = Closing.objects.filter(agreement=agreement).first()
    found.closed_on = closing.closed_on.isoformat() if closing else ""
    return found


def _balances(agreement: EscrowAgreement) -> dict[tuple[int, str], int]:
    sums: dict[tuple[int, str], int] = defaultdict(int)
    rows = Posting.objects.filter(agreement=agreement).values_list(
        "line__number", "from_account", "from_tranche__number", "to_account", "to_tranche__number", "shares"
    )
    for line, source, source_tranche, target, target_tranche, shares in rows:
        sums[line, account_name(source, source_tranche)] -= shares
        sums[line, account_name(target, target_tranche)] += shares
    return dict(sums)


def _instructions(agreement: EscrowAgreement) -> dict[str, PastInstruction]:
    instructions = Instruction.objects.filter(agreement=agreement).prefetch_related("lines")
    given = Counter(
        Authorisation.objects.filter(instruction__agreement=agreement).values_list(
            "instruction_id", "attempt"
        )
    )
    found = {
        row.pk: PastInstruction(
            row.basis,
            sum(line.shares for line in row.lines.all()),
            row.digest,
            row.attempt,
            authorised=given[row.pk, row.attempt],
        )
        for row in instructions
    }
    approvals = Approval.objects.filter(
        instruction__agreement=agreement, answer=Approval.Answer.APPROVE, revocation__isnull=True
    )
    for approval in approvals.select_related("party", "person"):
        standing = found[approval.instruction_id].approvals
        _, earlier = standing.get(approval.party.letter, ("", ()))
        standing[approval.party.letter] = (approval.digest, (*earlier, approval.person.name))
    return {str(row): found[row.pk] for row in instructions}


@per_agreement("I5 the events rebuild what is stored")
def rebuilt_otherwise(agreement: EscrowAgreement) -> Iterator[str]:
    """I5: a sentence for each thing that the events rebuild otherwise than it is stored; one for events that rebuild nothing."""
    past = Past()
    for event in past_events(agreement):
        try:
            past.take(event)
        except (AttributeError, KeyError, TypeError, ValueError) as trouble:
            yield f"event {event.number} does not follow from those before it ({type(trouble).__name__}: {trouble})."
            return
    yield from differences(past, present(agreement))


def differences(rebuilt: Past, stored: Past) -> Iterator[str]:
    """A sentence for each thing that is stored otherwise than the events lead to.

    Left out are names of persons, which the register may correct, and states of machines that have no table here.
    """
    told, kept = rebuilt.picture(), stored.picture()
    elsewhere = {f"{kind} {name}" for kind, name in rebuilt.states if kind not in MACHINES}
    for what in dict.fromkeys(chain(told, kept)):
        if what in elsewhere or what.startswith("approver of "):
            continue
        if told.get(what) != kept.get(what):
            yield f"{what} is stored as {_words(kept.get(what))}, but the events lead to {_words(told.get(what))}."


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_words(entry) for entry in value)
    return "nothing" if value in (None, "") else f"{value:,}" if isinstance(value, int) else str(value)
