"""A table whose lines are written where their matter is.

Whatever the house has many of makes itself known where it is written, under a name. Nothing lists them a second time.
"""

from collections.abc import Callable, ItemsView, Iterator, ValuesView
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one kind by their names; two of the same name are refused, so that none replaces another unseen."""

    def __init__(self, what: str) -> None:
        self._what = what  # as a sentence says it: "kind of paper"
        self._known: dict[str, T] = {}

    def add(self, name: str, thing: T) -> None:
        """Raises ValueError where the name is taken by something else."""
        if self._known.setdefault(name, thing) is not thing:
            raise ValueError(f"two of one name: a {self._what} called {name!r} is known already")

    def known_as(self, name: str) -> Callable[[T], T]:
        """As a decorator: what stands below is known under the name, and stays what it is."""

        def known(thing: T) -> T:
            self.add(name, thing)
            return thing

        return known

    def get(self, name: str) -> T | None:
        return self._known.get(name)

    def items(self) -> ItemsView[str, T]:
        return self._known.items()

    def values(self) -> ValuesView[T]:
        return self._known.values()

    def __getitem__(self, name: str) -> T:
        """Raises KeyError: a name nobody made known is a mistake of ours."""
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)
