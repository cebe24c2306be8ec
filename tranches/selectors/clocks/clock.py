"""One clock, as every page, list, mail and paper reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from tranches.models import EscrowAgreement, Tranche
from tranches.selectors.dispute.pauses import Pause, days_paused
from tranches.selectors.docket.delay import PAUSED, Missing, Spell

SOON = 3  # in the clock's own unit
BUSINESS, CALENDAR = "business days", "days"
AGENT = "escrow_agent"


@dataclass(frozen=True)
class Clock:
    """What is open or due about something of an agreement.

    `due_on` is none for what has no day of its own; such a matter is open `since` a day. `days_left` is in `unit`, negative when
    late; `days_late` counts calendar days, whatever the unit of the period: each of them stands in one of the `spells`. `move` is
    whose move it is, as a sentence; `whose` are the parts of the agreement (`escrow_agent`), none while it is nobody's.
    `clause_key` is that of the deal's `[clauses]`, none where the agreements say nothing about it; `clause` is where the deal says it.
    `missing` are the steps not taken yet. `numbers` are the tranches it concerns,
    `subject` is the row it is about. `inside` is what only the agent's own people read.
    """

    agreement: EscrowAgreement
    name: str
    about: str
    label: str
    clause_key: str
    clause: str
    due_on: date | None
    unit: str
    days_left: int | None
    move: str
    whose: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    days_late: int = 0
    provisional: bool = False
    rolled_from: date | None = None
    spells: tuple[Spell, ...] = ()
    pauses: tuple[Pause, ...] = ()
    since: date | None = None
    done_on: date | None = None
    tranche: Tranche | None = None
    numbers: frozenset[int] = frozenset()
    subject: Model | None = None
    inside: bool = False

    @property
    def day(self) -> date:
        """The day of a clock that has one. Raises ValueError for one without."""
        if self.due_on is None:
            raise ValueError(f"{self.key} has no day of its own")
        return self.due_on

    @property
    def key(self) -> str:
        """What names the clock for good: `KX-2025/release/tranche 3`."""
        return f"{self.agreement.reference}/{self.name}/{self.about}"

    @property
    def days_paused(self) -> int:
        """Calendar days since the clock began on which a hold on the whole tranche stood."""
        return days_paused(self.pauses)

    @property
    def left_words(self) -> str:
        """`1 business day left`, `12 days left`, `3 days late`; late in business days, `7 days late (4 business days late)`."""
        if self.days_left is None:
            return ""
        if not self.is_late:
            return f"{_counted(self.days_left, self.unit)} left"
        late = f"{_counted(self.days_late, CALENDAR)} late"
        return f"{late} ({_counted(-self.days_left, BUSINESS)} late)" if self.unit == BUSINESS else late

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def is_soon(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= SOON and not self.is_late

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    def is_within(self, days: int, today: date) -> bool:
        """Whether its day is late, or at most so many calendar days ahead."""
        return self.due_on is not None and (self.due_on - today).days <= days


def _counted(days: int, unit: str) -> str:
    """`1 business day`, `12 days`."""
    return f"{days:,} {unit.removesuffix('s') if days == 1 else unit}"


def move_of(missing: Iterable[Missing]) -> str:
    """Whose move it is: `Party A: the accountant’s report. Party B: its approval …`."""
    found = tuple(missing)
    paused = next((entry for entry in found if entry.step == PAUSED), None)
    if paused is not None:
        return f"Nobody’s: {paused.label.removesuffix(' on the whole tranche')}."
    return " ".join(f"{entry.whose[:1].upper()}{entry.whose[1:]}: {entry.label}." for entry in found)


def parts_of(missing: Iterable[Missing]) -> tuple[str, ...]:
    """The parts whose step is missing, each once; none while a hold stands."""
    found = tuple(missing)
    if any(entry.step == PAUSED for entry in found):
        return ()
    return tuple(dict.fromkeys(entry.part for entry in found))
