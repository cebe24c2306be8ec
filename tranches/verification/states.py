"""I5: every stored state is what its recorded events lead to, step by step along the edges of its machine."""

from collections.abc import Iterator

from django.db.models import Model

from documents.models import Event
from tranches.models import EscrowAgreement, Instruction, Release, Tranche

MACHINES: tuple[tuple[str, type[Model], str], ...] = (
    ("tranche", Tranche, "pending"),
    ("instruction", Instruction, "draft"),
    ("release", Release, "authorised"),
)


def edges_of(model: type[Model]) -> set[tuple[str, str]]:
    """(from, to) of every transition that django-fsm knows of a model."""
    edges: set[tuple[str, str]] = set()
    for transition in model._meta.get_field("state").get_all_transitions(model):  # type: ignore[union-attr]
        target = transition.target
        targets = [target] if isinstance(target, str) else list(target.allowed_states)
        edges |= {(str(transition.source), str(end)) for end in targets}
    return edges


def states_out_of_step(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each thing whose events are no path of its machine, or whose state is not their end."""
    folded: dict[tuple[str, str], str] = {}
    machines = {name: (edges_of(model), first) for name, model, first in MACHINES}
    events = Event.objects.filter(binder=agreement.binder_id, subject_type__in=list(machines)).order_by(
        "number"
    )
    for number, kind, subject, before, after in events.values_list(
        "number", "subject_type", "subject_reference", "before", "after"
    ).iterator(chunk_size=2000):
        if "state" not in after:
            continue
        edges, first = machines[kind]
        at = folded.get((kind, subject))
        if at is None:
            if "state" in before or after["state"] != first:
                yield f"event {number}: {subject} begins with {after['state']}, not with {first}."
        elif before.get("state") != at or (at, after["state"]) not in edges:
            yield f"event {number}: {subject} goes from {before.get('state')} to {after['state']}, but stood at {at}."
        folded[kind, subject] = after["state"]
    for kind, model, _ in MACHINES:
        for row in model._default_manager.filter(agreement=agreement).order_by("number"):
            name = str(row.number) if kind == "tranche" else str(row)  # type: ignore[attr-defined]
            subject = f"{agreement.reference}/{name}"
            recorded = folded.get((kind, subject), "nothing")
            if row.state != recorded:  # type: ignore[attr-defined]
                yield f"{subject} is stored as {row.state}, but its events lead to {recorded}."  # type: ignore[attr-defined]
