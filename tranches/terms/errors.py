"""What is wrong with terms or figures that a user gave us."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


class TermsError(Exception):
    """A deal file, a setting or a figure that cannot be used.

    `sentence` is whole and polite, names key and value, and says what would be accepted. Callers with a
    `RuleViolation` of their own carry `code` and `sentence` over. Never raised for a mistake of ours.
    """

    def __init__(self, code: str, sentence: str, key: str = "", value: str = "", *, at: str = "") -> None:
        super().__init__(sentence)
        self.at = at or key  # where it stands in the file, where `key` is of a whole list
        self.code = code
        self.sentence = sentence
        self.key = key
        self.value = value


class Gathered:
    """All that is wrong with a file, so that whoever mends it hears of everything at once, and of nothing twice.

    What merely follows from another error is left out: a value that could not be read is not also found to contradict others.
    """

    def __init__(
        self, asked: Callable[[str, str, tuple[object, ...], dict[str, object]], None] | None = None
    ) -> None:
        self.errors: list[TermsError] = []
        self.asked = asked  # told of every key that is read: how, its name, and within which bounds; for docs/deal-file.md

    def add(self, error: TermsError) -> None:
        """Keep the error, unless one stands against the same key or the table around it."""
        if not any(
            error.at == each.at or re.match(rf"{re.escape(each.at)}[.\[]", error.at) for each in self.errors
        ):
            self.errors.append(error)

    def of(self, read: Callable[[], T], *, needs: Iterable[str] = ()) -> T | None:
        """What it gives; nothing where it is wrong, or where a part of the file that it `needs` already is."""
        if self.spoiled & set(needs):
            return None
        try:
            return read()
        except TermsError as error:
            self.add(error)
            return None

    def each(self, read: Callable[[S], T], tables: Iterable[S]) -> tuple[T, ...]:
        """The same for every table of a list."""
        found = [self.of(lambda table=table: read(table)) for table in tables]  # type: ignore[misc]
        return tuple(each for each in found if each is not None)

    @property
    def spoiled(self) -> set[str]:
        """The parts of the file with a value that could not be used; a key too many spoils nothing."""
        wrong = (each.at for each in self.errors if each.code not in ("unknown_key", "unknown_setting"))
        return {re.split(r"[.\[]", at)[0] for at in wrong}

    def refuse_faults(self, lines: Mapping[str, int] | None = None) -> None:
        """Raise what was found: code, key and value of the first, a sentence for each on a line of its own."""
        told = []
        for error in self.errors:
            line = line_of(error.at, lines or {})
            told.append(f"Line {line}: {error.sentence}" if line else error.sentence)
        if told:
            first = self.errors[0]
            raise TermsError(first.code, "\n".join(told), first.key, first.value, at=first.at)


def line_of(key: str, lines: Mapping[str, int]) -> int | None:
    """The line of the key, or of the table that lacks it; nothing for what stands nowhere."""
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key)


def together(errors: Iterable[TermsError]) -> None:
    """Raise all of them as one, or nothing where there are none."""
    found = Gathered()
    found.errors = list(errors)
    found.refuse_faults()
