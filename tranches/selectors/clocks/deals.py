"""What the generators read: many agreements at once, each table read once for all of them, and only if some generator asks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from django.db.models import Exists, Model, OuterRef, QuerySet

from tranches.models import EscrowAgreement
from tranches.selectors.clocks.clock import BUSINESS, CALENDAR, Clock, move_of, parts_of
from tranches.selectors.dispute.pauses import pauses_within
from tranches.selectors.docket.delay import Missing, Spell, Stretch
from tranches.selectors.terms import calendar_of, read_ahead, terms_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.calendar import BusinessCalendar
from tranches.terms.deadlines import Deadline

T = TypeVar("T")
M = TypeVar("M", bound=Model)
Reader = Callable[["Reading"], Mapping[int, T]]
Generator = Callable[["Deal"], Iterator[Clock]]


class Reading:
    """Agreements whose clocks are asked for together."""

    def __init__(self, agreements: Iterable[EscrowAgreement]) -> None:
        self.agreements = {agreement.pk: agreement for agreement in agreements}
        self._read: dict[Any, Mapping[int, Any]] = {}
        read_ahead(list(self.agreements.values()))

    def all(self, reader: Reader[T]) -> Mapping[int, T]:
        """What a reader finds, by agreement; it runs once, for all of them."""
        if reader not in self._read:
            self._read[reader] = reader(self)
        return self._read[reader]

    def of(self, reader: Reader[T], agreement: EscrowAgreement) -> T:
        """What a reader found for the agreement."""
        return self.all(reader)[agreement.pk]

    def rows(self, rows: QuerySet[M]) -> dict[int, list[M]]:
        """The rows of these agreements, by agreement, in their order; each holds the agreement that was asked about."""
        found: dict[int, list[M]] = {pk: [] for pk in self.agreements}
        for row in rows.filter(agreement__in=self.agreements):
            entry = cast(Any, row)
            entry.agreement = self.agreements[entry.agreement_id]
            found[entry.agreement_id].append(row)
        return found


@dataclass(frozen=True, eq=False)
class Having:
    """A reader that says whether an agreement has any such row. All that are known are asked in one query.

    So what most agreements have none of costs nothing of its own. `through` leads from the row to its agreement.
    """

    model: type[Model]
    through: str
    facts: dict[str, Any]

    def __call__(self, reading: Reading) -> Mapping[int, bool]:
        return {pk: self in found for pk, found in reading.all(_flags).items()}


_havings: list[Having] = []


def having(model: type[Model], through: str = "agreement", **facts: Any) -> Having:
    """Make such a reader. Once, where a file begins: each one is asked with all others."""
    found = Having(model, through, facts)
    _havings.append(found)
    return found


def _flags(reading: Reading) -> Mapping[int, frozenset[Having]]:
    asked = {f"has_{number}": entry for number, entry in enumerate(_havings)}
    rows = EscrowAgreement.objects.filter(pk__in=reading.agreements).order_by()
    exists = {
        name: Exists(
            entry.model._default_manager.filter(**{entry.through: OuterRef("pk")}, **entry.facts).order_by()
        )
        for name, entry in asked.items()
    }
    return {
        row["pk"]: frozenset(entry for name, entry in asked.items() if row[name])
        for row in rows.annotate(**exists).values("pk", *asked)
    }


@dataclass(frozen=True)
class Deal:
    """One agreement on one day. With `past` the generators also yield the clocks that have run out because the thing was done."""

    agreement: EscrowAgreement
    today: date
    reading: Reading
    past: bool = False

    @property
    def terms(self) -> AgreementTerms:
        return terms_of(self.agreement)

    @property
    def calendar(self) -> BusinessCalendar:
        return calendar_of(self.agreement)

    def read(self, reader: Reader[T]) -> T:
        """Ask a reader, which is a function from a reading to what each of its agreements has."""
        return self.reading.of(reader, self.agreement)

    def clock(
        self,
        name: str,
        about: str,
        label: str,
        clause_key: str,
        move: str | tuple[Missing, ...],
        *,
        due: Deadline | date | None,
        unit: str = CALENDAR,
        holds: Sequence[Stretch] = (),
        began_on: date | None = None,
        spells: tuple[Spell, ...] = (),
        **facts: Any,
    ) -> Clock:
        """A clock of this agreement. Of `due`, a date is one that nothing moves; none is a matter without a day."""
        if not label or not about:
            raise ValueError(f"the clock {name!r} says to no reader what is due, or about what")
        missing = () if isinstance(move, str) else move
        facts.setdefault("missing", missing)
        facts.setdefault("whose", parts_of(missing))
        if isinstance(due, Deadline):
            facts |= {"provisional": due.provisional, "rolled_from": due.rolled_from}
        due_on = due.due_on if isinstance(due, Deadline) else due
        left, late = self._left(due_on, unit)
        return Clock(
            self.agreement,
            name,
            about,
            label,
            clause_key,
            self.terms.clause(clause_key) if clause_key else "",
            due_on,
            unit,
            left,
            move if isinstance(move, str) else move_of(move),
            days_late=0 if facts.get("done_on") else late,
            spells=spells,
            pauses=pauses_within(holds, began_on, self.today) if began_on else (),
            **facts,
        )

    def _left(self, due_on: date | None, unit: str) -> tuple[int | None, int]:
        """What is left, in the unit; and the calendar days it is late."""
        if due_on is None:
            return None, 0
        days = (due_on - self.today).days
        left = self.calendar.business_days_between(self.today, due_on) if unit == BUSINESS else days
        return left, max(-days, 0)


_generators: dict[Generator, tuple[str, ...]] = {}


def makes(*names: str) -> Callable[[Generator], Generator]:
    """Register a generator where it is written, with the names of the clocks it makes.

    Raises ValueError without a name, and for one that another generator makes.
    """
    if not names or "" in names:
        raise ValueError("a generator says which clocks it makes")
    taken = made_names() & set(names)
    if taken:
        raise ValueError(f"two generators make the clocks {sorted(taken)}")

    def register(generator: Generator) -> Generator:
        _generators[generator] = names
        return generator

    return register


def made_names() -> frozenset[str]:
    """The names of all clocks there can be."""
    return frozenset(name for names in _generators.values() for name in names)


def clocks_in(deal: Deal, names: frozenset[str] = frozenset()) -> Iterator[Clock]:
    """Every clock of the agreement on the day; of the names given only, where any are."""
    for generator, made in _generators.items():
        if not names or names & set(made):
            yield from (clock for clock in generator(deal) if not names or clock.name in names)
