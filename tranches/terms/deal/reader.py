"""Read a table of a deal file key by key, strictly: every key is taken once, and what is left over is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from typing import Any, TypeVar

from tranches.terms.errors import Gathered, TermsError
from tranches.terms.sums.figures import parse_decimal, parse_ratio

REQUIRED: Any = object()
LONGEST_TEXT = 500
LARGEST_WHOLE = 10**15
F = TypeVar("F", bound=Callable[..., Any])


def _or(stand_in: Callable[..., Any]) -> Callable[[F], F]:
    """A reading whose error is gathered, so that the keys after it are read as well; the stand-in is used by nobody."""

    def gathering(read: F) -> F:
        @wraps(read)
        def reading(table: Table, key: str, *args: Any, **kwargs: Any) -> Any:
            if table.gathered is not None and table.gathered.asked is not None:
                table.gathered.asked(read.__name__, table.key(key), args, kwargs)
            try:
                return read(table, key, *args, **kwargs)
            except TermsError as error:
                if table.gathered is None:
                    raise
                table.gathered.add(error)
                return stand_in(table, key, *args, **kwargs)

        return reading  # type: ignore[return-value]

    return gathering


class Table:
    """One table of the file under its full name; `done()` refuses the keys that nobody asked for.

    With `gathered` an error is kept there and reading goes on; without, the first is raised.
    """

    def __init__(self, content: Mapping[str, Any], name: str = "", gathered: Gathered | None = None) -> None:
        self.name = name
        self.gathered = gathered
        self._rest = dict(content)

    def key(self, key: str) -> str:
        """The full name of a key, as the sentences give it: `tranches[2].target`."""
        return f"{self.name}.{key}" if self.name else key

    def has(self, key: str) -> bool:
        """Whether the key is there and not taken yet."""
        return key in self._rest

    def take(self, key: str, default: Any = REQUIRED) -> Any:
        """The raw value; a missing key without a default is refused."""
        if key not in self._rest:
            if default is REQUIRED:
                raise TermsError("missing_key", f"{self.key(key)} is missing; add it.", self.key(key))
            return default
        return self._rest.pop(key)

    @_or(lambda *_, **__: "?")
    def text(self, key: str, default: str = REQUIRED, *, blank: bool = False) -> str:
        """Text on one line without control characters; not blank unless `blank`."""
        value = self.take(key, default)
        if value is default:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, value, "text")
        if len(value) > LONGEST_TEXT or not (value.isprintable() or value == ""):
            raise self.wrong(key, value, f"one line of printable text of at most {LONGEST_TEXT} characters")
        if not value.strip() and not blank:
            raise self.wrong(key, value, "text that is not blank")
        return value.strip()

    @_or(lambda table, key, allowed, *_, **__: allowed[0])
    def one_of(self, key: str, allowed: tuple[str, ...], default: str = REQUIRED) -> str:
        """One of the words allowed."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.wrong(key, value, " or ".join(allowed))
        return value

    @_or(lambda *_, **__: False)
    def yes_or_no(self, key: str, default: bool = REQUIRED) -> bool:
        """`true` or `false`."""
        value = self.take(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, value, "true or false")
        return value

    @_or(lambda *_, least=0, **__: least)
    def whole(self, key: str, default: int = REQUIRED, *, least: int = 0, most: int = LARGEST_WHOLE) -> int:
        """A whole number within bounds; `3.0` is refused as well as `3.5`."""
        value = self.take(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(key, value, "a whole number", code="not_whole")
        if not least <= value <= most:
            raise self.wrong(key, value, f"a whole number from {least} to {most}", code="out_of_bounds")
        return value

    @_or(lambda *_, **__: Fraction(1))
    def amount(self, key: str) -> Fraction:
        """An exact decimal: an integer, a TOML number read as `Decimal`, or text; a float is refused."""
        return self._number(key, self.take(key), ratio=False)

    @_or(lambda *_, **__: Fraction(1))
    def ratio(self, key: str, *, most: Fraction | None = None) -> Fraction:
        """An exact part such as `"1/5"` or `0.05`, above zero and at most `most`."""
        value = self.take(key)
        ratio = self._number(key, value, ratio=True)
        if ratio <= 0 or (most is not None and ratio > most):
            limit = f" and at most {most}" if most is not None else ""
            raise self.wrong(key, value, f"a number above 0{limit}", code="out_of_bounds")
        return ratio

    @_or(lambda *_, **__: date(2000, 1, 1))
    def day(self, key: str) -> date:
        """A date without a time."""
        value = self.take(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.wrong(key, value, "a date such as 2025-12-02, without quotes")
        return value

    @_or(lambda table, key: Table({}, table.key(key), Gathered()))
    def table(self, key: str) -> Table:
        """A table within; a missing one is refused."""
        value = self.take(key)
        if not isinstance(value, dict):
            raise self.wrong(key, value, "a table")
        return Table(value, self.key(key), self.gathered)

    @_or(lambda *_, **__: [])
    def tables(self, key: str, *, required: bool = True) -> list[Table]:
        """A list of tables, numbered from 1 in the sentences; an empty one is refused where `required`."""
        value = self.take(key, REQUIRED if required else [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, value, "a list of tables")
        if required and not value:
            raise self.wrong(key, value, "at least one table")
        return [
            Table(item, f"{self.key(key)}[{at}]", self.gathered) for at, item in enumerate(value, start=1)
        ]

    @_or(lambda *_, **__: ("?",))
    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words, at least one, none twice."""
        value = self.take(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, value, "a list of at least one word")
        if len(set(value)) != len(value):
            raise self.wrong(key, value, "a list without repetition", code="duplicate_key")
        return tuple(value)

    def names(self) -> list[str]:
        """The keys not taken yet, for tables whose names a rule declares."""
        return list(self._rest)

    def items(self) -> dict[str, Any]:
        """All that is left, taken at once: for tables whose keys are checked elsewhere."""
        rest, self._rest = self._rest, {}
        return rest

    def done(self) -> None:
        """Refuse the keys that were not taken."""
        for key, value in self._rest.items():
            sentence = f"{self.key(key)} is not a known key (its value is {_shown(value)}); remove it or correct its name."
            error = TermsError("unknown_key", sentence, self.key(key), _shown(value))
            if self.gathered is None:
                raise error
            self.gathered.add(error)

    def wrong(self, key: str, value: Any, wanted: str, *, code: str = "wrong_value") -> TermsError:
        """The refusal of a value, naming key, value and what is wanted."""
        shown = _shown(value)
        return TermsError(code, f"{self.key(key)} is {shown}; it must be {wanted}.", self.key(key), shown)

    def _number(self, key: str, value: Any, *, ratio: bool) -> Fraction:
        if not isinstance(value, bool) and isinstance(value, int | Decimal | str | Fraction):
            try:
                return parse_ratio(str(value)) if ratio else parse_decimal(str(value))
            except ValueError:
                pass
        raise self.wrong(key, value, "an exact number without separators", code="not_a_number")


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
