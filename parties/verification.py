"""I13, I14: what the register says was entered and confirmed by two persons, and never from a day before."""

from collections.abc import Iterator

from documents.days import house_day
from parties.models import Entry, EntryDecision, RegisterRow, User
from parties.policy import OPENINGS, STANDING
from parties.register_rows import REGISTER
from parties.walls import CHANGES, MAKES, STARTS


def entries_of_one_person() -> Iterator[str]:
    """A sentence for each row that stands without an entry, or by one that lacks its second person."""
    for model in (*REGISTER, User):
        rows = model._default_manager.select_related("entry__decision").order_by("pk")
        for row in rows.iterator(chunk_size=2000):
            for lack in _lacks(row):
                yield f"{model._meta.verbose_name} {row}: {lack}"


def _lacks(row: RegisterRow) -> Iterator[str]:
    entry = row.entry
    if entry is None:
        yield "it stands on the register without an entry."
        return
    acts = (*MAKES.get(type(row), ()), *CHANGES.get(type(row), ()), "open_register")
    if entry.act not in acts:
        yield f"it stands by an entry of another kind ({entry.act})."
    if entry.act in OPENINGS:
        return
    if not STANDING[entry.act].needs_second:
        return
    decision = getattr(entry, "decision", None)
    if decision is None or decision.answer != EntryDecision.Answer.CONFIRM:
        yield "its entry was never confirmed by a second person."
    elif decision.person_id in (entry.person_id, entry.about_id) or entry.person_id == entry.about_id:
        yield "its entry was confirmed by the person who made it, or by the one it is about."
    elif decision.digest != entry.digest:
        yield "its confirmation is over another content than the entry’s."


def rows_dated_back() -> Iterator[str]:
    """A sentence for each row in force from a day before its entry was confirmed."""
    for model, column in STARTS.items():
        made = Entry.objects.filter(public_id__in=model._default_manager.values("public_id"))
        firsts = {entry.public_id: entry for entry in made.select_related("decision")}
        for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            # A row bears the name of the entry that made it; what was brought along has none.
            first = firsts.get(row.public_id)
            decision = getattr(first, "decision", None)
            stood = house_day((decision or first).recorded_at) if first else None
            if stood is not None and getattr(row, column) < stood:
                yield f"{model._meta.verbose_name} {row}: it is in force from a day before it was confirmed."
