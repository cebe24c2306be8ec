"""What happened, as the journal has it: the newest acts of a binder, or those about certain things."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from documents.journal.kinds import title_of
from documents.models import Binder, Event


@dataclass(frozen=True)
class Moment:
    """One act in words: what, by whom, about what; `is_state` when a state changed, with the state it came to."""

    title: str
    actor_name: str
    about: str
    effective_on: date
    recorded_at: datetime
    reason: str
    state: str
    number: int
    binder: str

    @property
    def is_state(self) -> bool:
        return bool(self.state)


def timeline_of(binder: Binder, subjects: Iterable[tuple[str, str]], *, limit: int = 60) -> list[Moment]:
    """The newest acts about these subjects ("tranche", "KX-2025/3"), newest first; one query."""
    about = Q(pk__in=())
    for kind, reference in subjects:
        about |= Q(subject_type=kind, subject_reference=reference)
    return _moments(
        Event.objects.filter(about, binder=binder).select_related("binder").order_by("-number")[:limit]
    )


def last_acts(binders: Iterable[int], *, limit: int = 8) -> list[Moment]:
    """The newest acts of several binders, papers made and documents filed left out; one query."""
    rows = Event.objects.filter(binder__in=list(binders)).exclude(kind__in=("document.filed", "paper.made"))
    return _moments(rows.select_related("binder").order_by("-recorded_at", "-id")[:limit])


def _moments(events: Iterable[Event]) -> list[Moment]:
    return [
        Moment(
            title=title_of(event.kind),
            actor_name=event.actor_name,
            about=event.subject_reference,
            effective_on=event.effective_on,
            recorded_at=event.recorded_at,
            reason=event.reason,
            state=_state(event),
            number=event.number,
            binder=event.binder.reference,
        )
        for event in events
    ]


def _state(event: Event) -> str:
    before, after = event.before.get("state"), event.after.get("state")
    return str(after) if after and after != before and event.subject_type == "tranche" else ""
