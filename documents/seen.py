"""What you see is what you sign: the content that somebody decides on, with its digest, and the proof that just that was shown.

A page shows a `Seen` and posts its digest back; the act reads the same content again under its lock and refuses where it moved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from documents.errors import RuleViolation
from documents.journal.canonical import digest_of
from documents.models import Document

FORM = "seen/1"
MOVED = "This changed while you looked: what was shown to you is no longer what stands. Read it once more before you decide."


@dataclass(frozen=True)
class Change:
    """One value as it stands and as it would be."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Seen:
    """One thing to decide on. `name` tells it from its neighbours on the page, `signed` is its own digest where it has one.

    `facts` are (label, words), `changes` the difference to before, `papers` what it rests on.
    """

    name: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    papers: tuple[Document, ...] = ()
    signed: str = ""
    before_label: str = "As it stands"
    after_label: str = "As it would be"
    notes: tuple[str, ...] = field(default=())

    @property
    def digest(self) -> str:
        """SHA-256 of the content: the one the thing carries for good, else of all that is shown."""
        return self.signed or digest_of(self._plain(), form=FORM)

    @property
    def mark(self) -> str:
        """What the form sends back: `name:digest`, over all that is shown and not only over what the thing carries for good."""
        return f"{self.name}:{digest_of(self._plain(), form=FORM)}"

    def _plain(self) -> dict[str, object]:
        return {
            "name": self.name,
            "title": self.title,
            "facts": [list(fact) for fact in self.facts],
            "changes": [[change.what, change.before, change.after] for change in self.changes],
            "papers": [paper.sha256 for paper in self.papers],
            "signed": self.signed,
        }


def marks(shown: Iterable[Seen]) -> str:
    """The hidden field of a form over everything it shows."""
    return " ".join(each.mark for each in shown)


def marked(text: str) -> Mapping[str, str]:
    """What a form sent back: digest by name. What is no mark counts as nothing shown."""
    return dict(entry.split(":", 1) for entry in text.split() if ":" in entry)


def require_same(seen: Seen, posted: str) -> None:
    """Refuse where the form was not shown just this."""
    name, digest = seen.mark.split(":", 1)
    if marked(posted).get(name) != digest:
        raise RuleViolation("changed_meanwhile", MOVED)
