"""The docket of an agreement, and the other lists of clocks: each is a filter over what the generators yield."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Model

from tranches.models import Closing, EscrowAgreement, Tranche
from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Deal, Reading, clocks_in, having
from tranches.selectors.docket.delay import Steps
from tranches.selectors.read_once import read_once

CLOSED = having(Closing)
AHEAD = 120  # calendar days that the lists of many agreements look ahead
OF_RELEASE = frozenset({"release", "transfer"})
OF_TRANCHE = OF_RELEASE | {"documents", "report"}
OF_CASE = OF_TRANCHE | {"hold", "dispute"}


def clocks_of(agreement: EscrowAgreement, today: date, names: frozenset[str] = frozenset()) -> list[Clock]:
    """Every clock of an agreement that runs on the day, the earliest first, those without a day last; none once it is closed.

    With names, those alone, and only their tables are read.
    """
    return clocks_of_all({agreement: today}, names, reading=_reading_of(agreement))[agreement.pk]


@read_once
def _reading_of(agreement: EscrowAgreement) -> Reading:
    """What the sections of one page read of an agreement for its clocks."""
    return Reading([agreement])


def clocks_of_all(
    days: Mapping[EscrowAgreement, date],
    names: frozenset[str] = frozenset(),
    *,
    reading: Reading | None = None,
) -> dict[int, list[Clock]]:
    """The clocks of many agreements, each on its own day, with each table read once for all of them; by primary key."""
    reading = reading or Reading(days)
    return {
        agreement.pk: sorted(clocks_in(Deal(agreement, today, reading), names), key=by_day)
        if not reading.of(CLOSED, agreement)
        else []
        for agreement, today in days.items()
    }


def docket_of(agreement: EscrowAgreement, today: date) -> list[Clock]:
    """The clocks that have a day, the earliest first."""
    return dated(clocks_of(agreement, today))


def dated(clocks: Iterable[Clock]) -> list[Clock]:
    return [clock for clock in clocks if clock.due_on is not None]


def for_parties(clocks: Iterable[Clock]) -> list[Clock]:
    """Without what stays inside the agent's house."""
    return [clock for clock in clocks if not clock.inside]


def of_tranche(clocks: Iterable[Clock], number: int) -> list[Clock]:
    """The clocks of a tranche's case, the earliest first: it governs, and gives the warning. Holds and disputes come last."""
    return [clock for clock in clocks if clock.name in OF_CASE and number in clock.numbers]


def governing(clocks: Iterable[Clock], numbers: Iterable[int]) -> Clock | None:
    """The earliest clock of the release of these tranches."""
    wanted = frozenset(numbers)
    found = [clock for clock in dated(clocks) if clock.name in OF_TRANCHE and clock.numbers & wanted]
    return min(found, key=by_day, default=None)


def about(clocks: Iterable[Clock], subject: Model) -> Clock | None:
    """The earliest clock about a row."""
    return min((clock for clock in clocks if clock.subject == subject), key=by_day, default=None)


def steps_in(agreement: EscrowAgreement) -> dict[int, Steps]:
    """The steps behind the clocks of every tranche, by its number."""
    return _reading_of(agreement).of(shared.steps, agreement)


@read_once
def release_clocks(agreement: EscrowAgreement) -> list[Clock]:
    """The clocks of release and transfer of every tranche, those that ended because it was done included, for their due days.

    A due day does not depend on the day one asks; so no other day's lateness is reckoned here.
    """
    deal = Deal(agreement, agreement.effective_on, _reading_of(agreement), past=True)
    return sorted(clocks_in(deal, OF_RELEASE), key=by_day)


def missing_report(clocks: Iterable[Clock], tranche: Tranche, today: date) -> Clock | None:
    """The clock of the documents of a year that has ended without a report; none while one is on file or nothing is missing."""
    for clock in of_tranche(clocks, tranche.number):
        if clock.name == "documents" and clock.since is not None and clock.since < today:
            return clock if any(entry.step == "report" for entry in clock.missing) else None
    return None


def by_day(clock: Clock) -> tuple[date, date, str, str]:
    """By the day; without one, by since when it is open."""
    since = clock.since or date.max
    return clock.due_on or date.max, date.min if clock.due_on else since, clock.name, clock.about
