"""The one way to change the register: lock → permit → check → enter; a second person confirms; write → record → tell.

Each kind of entry is an `EntryKind`, registered beside its service. `enter` records what one person wants the register to say; where
`policy.STANDING` asks for a second person, nothing is written before `confirm_entry`. Both run every check anew under the lock.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from documents.actor import Actor
from documents.days import house_day
from documents.errors import RuleViolation
from documents.journal.kinds import register as register_event
from documents.journal.rows import telling
from documents.models import Binder
from documents.papers.fonts import refuse_unprintable
from parties import policy
from parties.models import ContactNumber, Entry, EntryDecision, Party, Person
from parties.selectors.entries import party_of, refusal_to_confirm, refusal_to_enter
from parties.services.deed import Deed
from parties.services.entry_kinds import (
    Change,
    EntryKind,
    Given,
    as_content,
    digest_of_entry,
    given_of,
    kind_of,
)

register_event("entry.made", "Entry waits for a second person")
register_event("entry.refused", "Entry refused")
register_event("entry.withdrawn", "Entry withdrawn")

Listener = Callable[[Deed, Entry, str], None]
_LISTENERS: list[Listener] = []


def on_entry(listener: Listener) -> Listener:
    """Have the listener called in the transaction of each step: `entered`, `confirmed`, `refused` or `withdrawn`."""
    _LISTENERS.append(listener)
    return listener


# --- Entering ---


def enter(deed: Deed, given: Given, *, reason: str, public_id: UUID | None = None) -> Entry:
    """Enter what the register is to say about the deed's party (its house, for a person or a firm that has none yet).

    Where one person is enough it takes effect at once and `entry.row` is the row; else it waits. Refuses whoever has no standing,
    what is about himself, and what could not stand.
    """
    kind, standing = kind_of(deed.act), policy.STANDING[deed.act]
    with transaction.atomic():
        home = Binder.objects.select_for_update().get(pk=deed.party.binder_id)
        about = kind.about(given)
        _raise(refusal_to_enter(standing, deed.party, about, deed.actor))
        kind.check(given, now=deed.now)
        refuse_unprintable({name: value for name, value in given.items() if isinstance(value, str | dict)})
        row = kind.row(given)
        content = as_content(given) | {
            "on_entry": None if row is None or row.entry is None else str(row.entry.public_id)
        }
        entry = Entry(
            public_id=public_id or uuid4(),
            binder=home,
            act=deed.act,
            title=kind.title(given)[:400],
            content=content,
            digest=digest_of_entry(deed.act, content),
            about=about,
            person_id=deed.actor.person_id,
            user_id=deed.actor.user_id,
            factor=deed.actor.factor,
            reason=reason,
            needs_second=standing.needs_second,
            recorded_at=deed.now,
        )
        entry.save(force_insert=True)
        if not standing.needs_second:
            entry.row = _write(deed, kind, given, entry, None)  # type: ignore[attr-defined]
        else:
            deed.note(
                "entry.made",
                deed.party,
                effective_on=deed.today,
                after={"entry": entry.title},
                reason=reason,
                facts={"act": standing.label, "digest": entry.digest, **telling(entry)},
                documents=kind.documents(given),
            )
        _tell(deed, entry, "entered")
        return entry


def stand(
    act: str,
    party: Party,
    given: Given,
    *,
    entered_by: Person,
    entered_at: datetime,
    how: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Any:
    """Let an entry stand of which an act above has already had both persons: who took it in then, and who verifies it now.

    What a second person may not confirm, this refuses; the call that its kind asks for is what the act above has made sure of.
    """
    kind, deed = kind_of(act), Deed(act, actor, now, party)
    with transaction.atomic():
        home = Binder.objects.select_for_update().get(pk=deed.party.binder_id)
        kind.check(given, now=deed.now)
        content = as_content(given) | {"on_entry": None}
        entry = Entry(
            binder=home,
            act=deed.act,
            title=kind.title(given)[:400],
            content=content,
            digest=digest_of_entry(deed.act, content),
            about=kind.about(given),
            person=entered_by,
            reason=reason,
            needs_second=True,
            recorded_at=entered_at,
        )
        entry.save(force_insert=True)
        deed.note(
            "entry.made",
            deed.party,
            effective_on=house_day(entered_at),
            after={"entry": entry.title},
            reason=reason,
            facts={"entered_by": entered_by.name, "digest": entry.digest, **telling(entry)},
            documents=kind.documents(given),
        )
        _raise(refusal_to_confirm(entry, deed.actor, deed.now))
        decision = _decide(deed, entry, "confirm", how[:500])
        row = _write(deed, kind, given, entry, decision)
        _tell(deed, entry, "confirmed")
        return row


# --- Deciding ---


def confirm_entry(
    *,
    entry: Entry,
    seen_digest: str,
    how: str,
    number: ContactNumber | None = None,
    actor: Actor,
    now: datetime,
) -> Any:
    """Confirm an entry as a second person; what it says is written, and the row comes back.

    Refuses who entered it or is its person, whoever was let in by him within the cool-off or the other way round, another digest
    than the entry's, what was changed or decided meanwhile, a confirmation without a word of how it was compared, and one without
    the call that its kind asks for.
    """
    with transaction.atomic():
        entry = _locked(entry)
        kind, standing = kind_of(entry.act), policy.STANDING[entry.act]
        deed = Deed(entry.act, actor, now, party_of(entry))
        _raise(refusal_to_confirm(entry, actor, now))
        if seen_digest != entry.digest or digest_of_entry(entry.act, entry.content) != entry.digest:
            raise RuleViolation(
                "digest_moved", "The entry is not the one you read: its digest differs. Read it once more."
            )
        if not how.strip():
            raise RuleViolation("missing", "Say how you compared it, and with what.", field="how")
        given = given_of(entry)
        called = _called(deed, entry, number) if standing.calls else ""
        _check_unchanged(kind, given, entry)
        kind.check(given, now=now)
        decision = _decide(deed, entry, "confirm", " ".join(f"{called} {how}".split())[:500])
        row = _write(deed, kind, given, entry, decision)
        _tell(deed, entry, "confirmed")
        return row


def refuse_entry(*, entry: Entry, how: str, actor: Actor, now: datetime) -> EntryDecision:
    """Refuse an entry as a second person, saying why. Nothing is written."""
    with transaction.atomic():
        entry = _locked(entry)
        _raise(refusal_to_confirm(entry, actor, now))
        return _turn_down(Deed(entry.act, actor, now, party_of(entry)), entry, "refuse", "refused", how)


def withdraw_entry(*, entry: Entry, how: str, actor: Actor, now: datetime) -> EntryDecision:
    """Withdraw one's own entry before anybody decided on it."""
    with transaction.atomic():
        entry = _locked(entry)
        if actor.person_id is None or actor.person_id != entry.person_id:
            raise RuleViolation(
                "not_yours", "Whoever made the entry withdraws it; a second person may refuse it instead."
            )
        return _turn_down(Deed(entry.act, actor, now, party_of(entry)), entry, "withdraw", "withdrawn", how)


def _turn_down(deed: Deed, entry: Entry, answer: str, step: str, how: str) -> EntryDecision:
    if not how.strip():
        raise RuleViolation(
            "missing", "Say why, in a sentence; whoever made the entry reads it.", field="how"
        )
    decision = _decide(deed, entry, answer, how.strip()[:500])
    deed.note(
        f"entry.{step}",
        deed.party,
        effective_on=deed.today,
        before={"entry": entry.title},
        reason=how.strip(),
        facts={"digest": entry.digest, **telling(decision)},
    )
    _tell(deed, entry, step)
    return decision


def _decide(deed: Deed, entry: Entry, answer: str, how: str) -> EntryDecision:
    person_id = assert_person(deed.actor)
    decision = EntryDecision(
        entry=entry,
        answer=answer,
        how=how,
        digest=entry.digest,
        person_id=person_id,
        user_id=deed.actor.user_id,
        factor=deed.actor.factor,
        recorded_at=deed.now,
    )
    decision.save(force_insert=True)
    return decision


# --- What both share ---


def _locked(entry: Entry) -> Entry:
    """The entry read anew under the lock of its binder. Refuses one that was decided."""
    Binder.objects.select_for_update().get(pk=entry.binder_id)
    found = Entry.objects.select_related("binder", "about", "person").get(pk=entry.pk)
    if not found.needs_second or hasattr(found, "decision"):
        answer = found.decision.get_answer_display().lower() if hasattr(found, "decision") else "in force"
        raise RuleViolation("already_decided", f"This entry is {answer} already. Nothing was changed.")
    return found


def assert_person(actor: Actor) -> int:
    """The natural person behind the actor; a rule about two persons cannot work without one."""
    if actor.person_id is None:
        raise RuleViolation(
            "no_person", "This account belongs to no person on the register. Ask the supervisor to link it."
        )
    return actor.person_id


def _raise(refusal: RuleViolation | None) -> None:
    if refusal is not None:
        raise refusal


def _check_unchanged(kind: EntryKind, given: Given, entry: Entry) -> None:
    row = kind.row(given)
    if row is None:
        return
    stands_by = None if row.entry is None else str(row.entry.public_id)
    if stands_by != entry.content.get("on_entry"):
        raise RuleViolation(
            "changed_meanwhile",
            "What this entry changes was changed by another one meanwhile. Refuse it, and let it be entered anew.",
        )


def _called(deed: Deed, entry: Entry, number: ContactNumber | None) -> str:
    """The words for the call that the confirmation rests on: on a number that stood before the entry was made."""
    party, actor = deed.party, deed.actor
    old = numbers_before(party, entry)
    if number is not None:
        if number.pk not in {row.pk for row in old}:
            raise RuleViolation(
                "number_not_old",
                "The call goes to a number that stood on the register before this entry was made. Choose such a one.",
                field="number",
            )
        if number.person_id is not None and number.person_id == actor.person_id:
            raise RuleViolation("own_number", "This number is your own. Choose another one.", field="number")
        return f"Called {number.number}."
    if old:
        raise RuleViolation(
            "call_needed",
            f"{party.name} has a number on the register. Call it, have the details read out, and choose the number.",
            field="number",
        )
    if ContactNumber.objects.filter(party=party).exists() and not actor.has_role("supervisor"):
        raise RuleViolation(
            "supervisor_without_number",
            f"No number of {party.name} can be called any more. A supervisor confirms this entry, with evidence of identity.",
        )
    return "No number was on the register."


def numbers_before(party: Party, entry: Entry) -> QuerySet[ContactNumber]:
    """The numbers of the party that stood when the entry was made, and stand."""
    rows = ContactNumber.objects.filter(
        party=party, end__isnull=True, entry__decision__recorded_at__lt=entry.recorded_at
    )
    return rows.exclude(entry=entry).order_by("pk")


def _write(deed: Deed, kind: EntryKind, given: Given, entry: Entry, decision: EntryDecision | None) -> Any:
    before, after = kind.words(given)
    change = Change(entry, deed)
    row = kind.write(given, change)
    signers = (
        {}
        if decision is None
        else {
            "entered_by": entry.person.name if entry.person else "the operator",
            "confirmed_by": deed.actor.name,
            "how": decision.how,
        }
    )
    deed.note(
        kind.event,
        deed.party,
        effective_on=kind.effective_on(given, deed.now),
        before=before,
        after=after,
        reason=entry.reason,
        facts=signers | telling(*([entry] if decision is None else [decision]), *change.rows),
        documents=kind.documents(given),
    )
    return row


def _tell(deed: Deed, entry: Entry, step: str) -> None:
    for listener in _LISTENERS:
        listener(deed, entry, step)
