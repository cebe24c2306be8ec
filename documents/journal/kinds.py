"""The registered acts. An event of an unknown kind is refused, and each kind has the words a reader sees."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`name` as stored, `title` as shown ("Report recorded").

    `clauses` are the keys of the clauses that ask for the act; the agreement concerned says where each stands.
    """

    name: str
    title: str
    clauses: tuple[str, ...] = ()


_KINDS: dict[str, Kind] = {}


def register(name: str, title: str, *clauses: str) -> None:
    """Make a kind known. Raises ValueError where the name is taken, or says nothing to a reader."""
    if not title.strip():
        raise ValueError(f"the kind of event {name} has no words")
    if name in _KINDS:
        raise ValueError(f"two kinds of event are called {name}")
    _KINDS[name] = Kind(name, title, clauses)


def kind(name: str) -> Kind:
    """The kind, or KeyError: an act nobody registered is a mistake of ours."""
    return _KINDS[name]


def title_of(name: str) -> str:
    """For display; a kind of an older version that is no longer registered shows its own name."""
    return _KINDS[name].title if name in _KINDS else name


def clauses_of(name: str) -> tuple[str, ...]:
    """The keys of the clauses that ask for the act; none where none does."""
    return _KINDS[name].clauses if name in _KINDS else ()


def registered() -> Iterator[Kind]:
    yield from sorted(_KINDS.values(), key=lambda entry: entry.name)


register("document.filed", "Document filed")
register("paper.made", "Paper made")
register("journal.exported", "Journal exported")
register("timeline.exported", "Timeline exported")
register("clock.confirmed", "Clock confirmed")
