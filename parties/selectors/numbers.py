"""Which numbers a call-back may dial on a day, and why not the others."""

from dataclasses import dataclass
from datetime import date, timedelta

from documents.days import day_words, house_day
from parties.models import ContactNumber, Entry, Party, RegisterRow


@dataclass(frozen=True)
class NumberState:
    """A number with its standing on a day; `why_not` is the sentence that says why it is not dialled, or empty."""

    row: ContactNumber
    why_not: str

    @property
    def usable(self) -> bool:
        return not self.why_not


def numbers_of(party: Party, day: date, *, cool_off_days: int) -> list[NumberState]:
    """Every number of the party with its standing on the day, those that may be dialled first."""
    rows = ContactNumber.objects.filter(party=party).select_related(
        "person", "entry__person", "entry__decision__person", "end", "party"
    )
    found = [number_state(row, day, cool_off_days=cool_off_days) for row in rows]
    found += [
        NumberState(entered, f"{entered.number} waits for the confirmation of a second person.")
        for entered in _entered(party)
    ]
    return sorted(found, key=lambda state: not state.usable)


def _entered(party: Party) -> list[ContactNumber]:
    """What was entered and nobody has confirmed: shown, never dialled, and no row of the register."""
    waiting = Entry.objects.filter(binder=party.binder_id, act="add_number", decision__isnull=True)
    return [
        ContactNumber(
            party=party,
            number=entry.content["number"],
            source=entry.content["source"],
            starts_on=date.fromisoformat(entry.content["starts_on"]),
            entry=entry,
        )
        for entry in waiting.select_related("person").order_by("pk")
    ]


def number_state(row: ContactNumber, day: date, *, cool_off_days: int) -> NumberState:
    """The standing of one number. What has just been changed is not dialled, whoever confirmed it."""
    if hasattr(row, "end") and row.end.ended_on <= day:
        return NumberState(row, f"{row.number} ended on {day_words(row.end.ended_on)}.")
    usable_on = changed_on(row) + timedelta(days=cool_off_days)
    if day < usable_on:
        return NumberState(
            row,
            f"{row.number} was changed on {day_words(changed_on(row))}; "
            f"it can be called from {day_words(usable_on)} on.",
        )
    return NumberState(row, "")


def changed_on(row: ContactNumber) -> date:
    """The day from which the number has stood: as confirmed, whatever day was typed."""
    return max(row.starts_on, stands_since(row))


def stands_since(row: RegisterRow) -> date:
    """The day on which what the row says was confirmed; of what was brought along, the day the register was opened."""
    if row.entry is None:
        raise RuntimeError(f"{row} is on the register without an entry")
    decision = getattr(row.entry, "decision", None)
    return house_day((decision or row.entry).recorded_at)
