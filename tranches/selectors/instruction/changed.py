"""What somebody else's act changed for a party: its approval is void, what it was to sign is gone, a hold came or went.

Read from the journal, in which every such act stands with its reason. Of the last weeks; one's own acts are no news.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects
from django.urls import reverse

from documents.actor import Actor
from documents.models import Event
from tranches.models import Amendment, Approval, EscrowAgreement, Instruction, InstructionState

RECENT = timedelta(days=30)
# kind of event → what happened, in words and in Chinese
KINDS: dict[str, tuple[str, str]] = {
    "approval.revoked": ("an approval of {} no longer stands", "批准已失效"),
    "instruction.rejected": ("{} was rejected", "指示已被拒绝"),
    "instruction.withdrawn": ("{} was withdrawn", "指示已撤回"),
    "instruction.superseded": ("{} was superseded", "指示已被取代"),
    "amendment.rejected": ("{} was rejected", "修订已被拒绝"),
    "amendment.withdrawn": ("{} was withdrawn", "修订已撤回"),
    "termination.rejected": ("{}, the termination, was rejected", "终止已被拒绝"),
    "termination.withdrawn": ("{}, the termination, was withdrawn", "终止已撤回"),
    "report.corrected": ("the report on {} was corrected", "会计师报告已更正"),
    "hold.confirmed": ("shares of {} are held back", "股份已被暂停释放"),
    "hold.lifted": ("a hold on {} has ended", "暂停释放已解除"),
}


@dataclass(frozen=True)
class Changed:
    """One thing that changed. `asked` says what is asked of the reader now; empty where nothing is."""

    agreement: EscrowAgreement
    happened: str
    happened_zh: str
    reason: str
    by: str
    at: datetime
    path: str
    asked: str


def changed_for(actor: Actor, agreements: Iterable[EscrowAgreement], now: datetime) -> list[Changed]:
    """What others changed in these agreements lately, the newest first; of one thing only its last change."""
    binders = {agreement.binder_id: agreement for agreement in agreements}
    rows = Event.objects.filter(binder__in=binders, kind__in=KINDS, recorded_at__gte=now - RECENT)
    events = [
        row for row in rows.order_by("-recorded_at", "-number")[:100] if row.actor_id_text != actor.id_text
    ]
    revoked = [binders[event.binder_id] for event in events if event.kind == "approval.revoked"]
    prefetch_related_objects(revoked, "agreement_parties")
    found: dict[tuple[str, str], Event] = {}
    for event in events:
        if event.kind != "approval.revoked" or event.facts.get("party") in _letters(
            actor, binders[event.binder_id]
        ):
            found.setdefault((event.kind, event.subject_reference), event)
    instructions = _instructions(binders.values(), found.values())
    amendments = {
        f"{row.agreement.reference}/{row}": row
        for row in Amendment.objects.filter(agreement__in=binders.values()).select_related("agreement")
        if any(event.subject_type == "amendment" for event in found.values())
    }
    made = (_changed(event, binders[event.binder_id], instructions, amendments) for event in found.values())
    return [row for row in made if row is not None]


def _changed(
    event: Event,
    agreement: EscrowAgreement,
    instructions: dict[str, Instruction],
    amendments: dict[str, Amendment],
) -> Changed | None:
    about = event.subject_reference.rpartition("/")[2]
    asked = ""
    if event.subject_type == "instruction":
        instruction = instructions.get(event.subject_reference)
        if (
            instruction is None
            or instruction.state == InstructionState.DRAFT
            or _answered_since(event, instruction)
        ):
            return None
        path = reverse("portal:instruction", args=[instruction.public_id])
        asked = _asked_of(event, instruction)
    elif event.subject_type == "amendment":
        amendment = amendments.get(event.subject_reference)
        if amendment is None:
            return None
        path = reverse("portal:amendment", args=[amendment.public_id])
    else:
        path = reverse("portal:tranche", args=[agreement.reference, about])
        about = f"tranche {about}"
    words, words_zh = KINDS[event.kind]
    return Changed(
        agreement,
        words.format(about),
        words_zh,
        event.reason.removeprefix("void: "),
        event.actor_name,
        event.recorded_at,
        path,
        asked,
    )


def _answered_since(event: Event, instruction: Instruction) -> bool:
    """Whether the party whose approval fell has answered again: then it is no news any more."""
    later = Approval.objects.filter(instruction=instruction, recorded_at__gt=event.recorded_at)
    return event.kind == "approval.revoked" and later.filter(party__letter=event.facts["party"]).exists()


def _asked_of(event: Event, instruction: Instruction) -> str:
    if instruction.state == InstructionState.SUBMITTED and event.kind == "approval.revoked":
        return "Your approval over this digest is void. Read the instruction and answer it again."
    if event.kind != "approval.revoked":
        return (
            "Nothing of it is to be signed any more; the escrow agent prepares another where one is needed."
        )
    return ""


def _letters(actor: Actor, agreement: EscrowAgreement) -> set[str]:
    own = {party_id for _, party_id in actor.roles}
    return {part.letter for part in agreement.agreement_parties.all() if part.party_id in own}


def _instructions(agreements: Iterable[EscrowAgreement], events: Iterable[Event]) -> dict[str, Instruction]:
    if not any(event.subject_type == "instruction" for event in events):
        return {}
    rows = Instruction.objects.filter(agreement__in=list(agreements)).select_related("agreement")
    return {f"{row.agreement.reference}/{row}": row for row in rows}
