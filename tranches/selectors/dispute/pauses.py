"""How long a tranche stood still under holds on the whole of it: the days, from and to, within a clock's own time (EA 3.3, SPA 8.1).

Shown beside the clock; no date moves by it. Whether the days count is decided elsewhere (SPA 8.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tranches.models import Hold, Tranche
from tranches.selectors.docket.delay import Stretch


@dataclass(frozen=True)
class Pause:
    """Days in a row under one hold or several: from the day it stood until the day it was lifted; no end while it stands.

    `days` counts those after the first day up to the last one, or up to today.
    """

    first: date
    lifted_on: date | None
    days: int


def holds_of(tranche: Tranche) -> list[Stretch]:
    """The times during which a confirmed hold on the whole tranche stood."""
    holds = Hold.objects.filter(tranche=tranche, shares__isnull=True, confirmation__isnull=False)
    return [
        Stretch(hold.confirmation.confirmed_on, hold.lift.lifted_on if hasattr(hold, "lift") else None)
        for hold in holds.select_related("confirmation", "lift")
    ]


def pauses_within(holds: Iterable[Stretch], since: date, today: date) -> tuple[Pause, ...]:
    """The pauses between the day a clock began and today; holds that overlap or touch are one pause."""
    spans: list[tuple[date, date, bool]] = []
    for hold in sorted(holds, key=lambda stretch: stretch.start):
        stands = hold.end is None or hold.end > today
        first, last = max(hold.start, since), today if hold.end is None else min(hold.end, today)
        if last <= first and not (stands and last == first):
            continue
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last), spans[-1][2] or stands)
        else:
            spans.append((first, last, stands))
    return tuple(Pause(first, None if stands else last, (last - first).days) for first, last, stands in spans)


def days_paused(pauses: Iterable[Pause]) -> int:
    """All days of these pauses together."""
    return sum(pause.days for pause in pauses)
