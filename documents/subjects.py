"""What an event or a paper is about, as a reader calls it: never by an identifier that only the machine reads."""

from typing import Any

from documents.models import Event


def kind_words(kind: str) -> str:
    """The kind of a document in words: `joint_instruction` as “joint instruction”."""
    return kind.replace("_", " ").replace(".", " ")


def subject_of_event(event: Event) -> str:
    """The title of a document, the name of a party, else the reference as recorded."""
    if event.subject_type == "document":
        title = _under(event.after, "title") or _under(event.facts, "about")
        return str(title or event.subject_reference)
    return event.binder.title if event.subject_type == "party" else event.subject_reference


def _under(recorded: Any, name: str) -> Any:
    """A damaged event may hold anything."""
    return recorded.get(name) if isinstance(recorded, dict) else None
