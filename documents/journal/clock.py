"""The time of evidence: each binder goes by the clock of its own world, and no event is recorded before the one before it (I15).

A real binder goes by the machine's clock. A simulation's clock runs ahead of it: its binders go on from where they stand.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Subquery

from documents.days import moment_words
from documents.errors import RuleViolation
from documents.models import Binder, Event
from documents.sentences import ended

CLOCK_CONFIRMED = "clock.confirmed"
"""The only event that may be recorded before the one before it: a supervisor says that the clock is right again, and why."""

WAITED = timedelta(minutes=5)
"""Acts that wait for one another have read the clock before: within this, the later one is recorded at the moment of the earlier."""


def ahead() -> timedelta:
    """How far two clocks of the house (of two processes, or of the desk and its database) may differ."""
    return timedelta(minutes=settings.CLOCK_AHEAD_MINUTES)


def newest_moment(binder_id: int) -> datetime | None:
    """When the binder's last event was recorded; None while it has none."""
    return newest_moments([binder_id]).get(binder_id)


def newest_moments(binder_ids: Iterable[int]) -> dict[int, datetime | None]:
    """By binder, when its last event was recorded; one query, which looks at one event of each."""
    newest = Event.objects.filter(binder=OuterRef("pk")).order_by("-number").values("recorded_at")[:1]
    rows = Binder.objects.filter(pk__in=list(binder_ids)).order_by()
    return dict(rows.values_list("pk", Subquery(newest)))


def was_set_back(binder: Binder, now: datetime, newest: datetime | None) -> bool:
    """Whether a real binder's record goes on later than the clock now says, by more than acts wait for one another."""
    return newest is not None and not binder.is_simulation and newest - now > WAITED


def moment_in(binder: Binder, now: datetime, newest: datetime | None) -> datetime:
    """The moment at which something that happens now is recorded in the binder, whose last event is of `newest`.

    Refuses, in a real binder, a clock that says less than the record does: nothing more is recorded there until a supervisor has
    confirmed that it is right.
    """
    if was_set_back(binder, now, newest):
        raise RuleViolation(
            "clock_set_back",
            f"The clock of this machine says {moment_words(now)}, but the record of {binder.title} goes on to "
            f"{moment_words(newest or now)}: the clock was set back, or it was ahead before. Nothing was changed. Have the operator "
            "set it right; if it is right now, a supervisor confirms so under Clock on the start page of the desk.",
        )
    return max(now, newest) if newest is not None else now


def refuse_ahead(binder: Binder, now: datetime, machine: datetime) -> None:
    """Refuse what is dated later than the machine's clock says, in a real binder."""
    if not binder.is_simulation and now > machine + ahead():
        raise RuleViolation(
            "ahead_of_clock",
            f"{moment_words(now)} is ahead of the clock of this machine, which says {moment_words(machine)}. Nothing was recorded in "
            f"{ended(binder.title)} Have the operator look at the clock, then do it again.",
        )


def moment_findings(binder: Binder, machine: datetime) -> Iterator[str]:
    """I15: a sentence for each event that was recorded before the one before it, and for the first one ahead of the clock.

    Neither is a finding where a supervisor has confirmed after it that the clock is right again: the record says so itself.
    """
    before, is_ahead = datetime.min.replace(tzinfo=UTC), ""
    rows = Event.objects.filter(binder=binder).order_by("number").values_list("number", "kind", "recorded_at")
    for number, kind, recorded_at in rows.iterator(chunk_size=2000):
        where = f"Binder {binder.reference}, event {number}"
        if recorded_at < before and (kind != CLOCK_CONFIRMED or binder.is_simulation):
            yield (
                f"{where}: it was recorded on {moment_words(recorded_at)}, before the event before it ({moment_words(before)}); "
                "the clock was set back."
            )
        if kind == CLOCK_CONFIRMED:
            is_ahead = ""
        if not binder.is_simulation and not is_ahead and recorded_at > machine + ahead():
            is_ahead = f"{where}: it was recorded on {moment_words(recorded_at)}, ahead of the clock ({moment_words(machine)})."
        before = recorded_at
    if is_ahead:
        yield is_ahead
