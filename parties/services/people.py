"""Natural persons and their accounts. Recorded with each party the person acts or signs for, else in the house's own binder."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.services.recorded import create, update
from parties.models import Person, User
from parties.services.common import moved, not_his_own, note_about
from parties.services.sessions import end_sessions

PASSWORD_BYTES = 15


@transaction.atomic
def register_person(
    *, name: str, name_zh: str = "", remark: str = "", reason: str, actor: Actor, now: datetime
) -> Person:
    """Register a natural person. Who he acts or signs for is another entry."""
    person = create(Person(name=name, name_zh=name_zh, note=remark), actor=actor, now=now, reason=reason)
    note_about(person, "person.registered", {}, {"person": name, "name_zh": name_zh}, reason, actor, now)
    return person


@transaction.atomic
def change_person(
    *, person: Person, changes: dict[str, Any], reason: str, actor: Actor, now: datetime
) -> Person:
    """Change a person's particulars. Refuses one's own."""
    not_his_own(actor, person, "name")
    before, after = moved(person, changes)
    known_as = person.name
    for name, value in after.items():
        setattr(person, name, value)
    update(person, *after, actor=actor, now=now, reason=reason)
    note_about(
        person,
        "person.changed",
        {"person": known_as} | before,
        {"person": person.name} | after,
        reason,
        actor,
        now,
    )
    return person


@transaction.atomic
def open_account(
    *, username: str, person: Person, is_staff: bool, reason: str, actor: Actor, now: datetime
) -> tuple[User, str]:
    """Open an account for a person and return it with its one-time password, which is kept nowhere but in its digest.

    `is_staff` lets the account to the desk, if the person has a role there. Refuses an account for oneself, and a name taken.
    """
    not_his_own(actor, person)
    if User.objects.filter(username__iexact=username).exists():
        raise RuleViolation(
            "account_known",
            f"There is an account “{username}” already. Choose another name.",
            field="username",
        )
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = User(username=username, person=person, is_staff=is_staff, must_change_password=True)
    user.set_password(password)
    create(user, actor=actor, now=now, reason=reason)
    after = {"person": person.name, "account": username, "desk": is_staff}
    note_about(person, "account.opened", {}, after, reason, actor, now)
    return user, password


@transaction.atomic
def change_account(*, user: User, changes: dict[str, Any], reason: str, actor: Actor, now: datetime) -> User:
    """Close or reopen an account, or let it to the desk or not. An account never goes over to another person.

    Refuses a change of one's own account.
    """
    if actor.user_id == user.pk:
        raise RuleViolation(
            "own_entry", "This is your own account. Ask another supervisor.", field="is_active"
        )
    not_his_own(actor, user.person, "is_active")
    if "person" in changes and user.person_id and changes["person"] != user.person:
        raise RuleViolation(
            "account_of_another",
            "An account stays with its person. Close it, and open another one.",
            field="person",
        )
    before, after = moved(user, changes)
    for name, value in after.items():
        setattr(user, name, value)
    update(user, *after, actor=actor, now=now, reason=reason)
    if not user.is_active:
        end_sessions(user)
    if user.person:
        told = {"account": user.username}
        note_about(
            user.person, "account.changed", told | _words(before), told | _words(after), reason, actor, now
        )
    return user


def _words(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.name if isinstance(value, Person) else value for name, value in values.items()}
