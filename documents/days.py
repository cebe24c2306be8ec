"""Which day a moment falls on. The only place that cuts a moment off to its day: a day is that of a place, never of UTC by accident."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def at_in(moment: datetime, time_zone: str) -> datetime:
    """The moment on the clocks of a time zone (`Asia/Shanghai`). Raises ValueError for a moment that does not say its own."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} does not say in which time zone it is; nobody can tell its day")
    return moment.astimezone(ZoneInfo(time_zone))


def day_in(moment: datetime, time_zone: str) -> date:
    """The day in that time zone."""
    return at_in(moment, time_zone).date()


def begins_at(day: date, time_zone: str) -> datetime:
    """The moment at which the day begins there."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(time_zone))


def house_day(moment: datetime) -> date:
    """The day of a register, which belongs to no agreement: that of the house (`TIME_ZONE`)."""
    return day_in(moment, settings.TIME_ZONE)


def at_house(moment: datetime) -> datetime:
    """The moment on the clocks of the house."""
    return at_in(moment, settings.TIME_ZONE)


# --- In words: one way for every page, list, mail and sentence -------------------------------------


def day_words(day: date) -> str:
    """A day in a sentence or on a page: `20 December 2028`."""
    return f"{day.day} {day:%B %Y}"


def day_words_short(day: date) -> str:
    """A day in a table: `20 Dec 2028`."""
    return f"{day.day} {day:%b %Y}"


def moment_words(moment: datetime, time_zone: str = "") -> str:
    """`19 Dec 2028, 16:05` in the time zone named; without one in that of the house, which is printed: `…, 08:05 UTC`."""
    local = at_in(moment, time_zone) if time_zone else at_house(moment)
    return f"{day_words_short(local)}, {local:%H:%M}" + ("" if time_zone else f" {local:%Z}")
