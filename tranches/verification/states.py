"""I5: the recorded events of each thing are a path along the edges of its machine. Where it ends is compared in `present`."""

from collections.abc import Iterator

from django.db.models import Model

from documents.models import Event
from tranches.models import Amendment, EscrowAgreement, Instruction, Release, Tranche
from tranches.verification.known import per_agreement

MACHINES: tuple[tuple[str, type[Model], str], ...] = (
    ("tranche", Tranche, "pending"),
    ("instruction", Instruction, "draft"),
    ("release", Release, "authorised"),
    ("amendment", Amendment, "draft"),
)


def edges_of(model: type[Model]) -> set[tuple[str, str]]:
    """(from, to) of every transition that django-fsm knows of a model."""
    edges: set[tuple[str, str]] = set()
    for transition in model._meta.get_field("state").get_all_transitions(model):  # type: ignore[union-attr]
        target = transition.target
        targets = [target] if isinstance(target, str) else list(target.allowed_states)
        edges |= {(str(transition.source), str(end)) for end in targets}
    return edges


@per_agreement("I5 every history is a path")
def states_out_of_step(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each event that is no step along the machine of its subject."""
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
