"""Where a register begins: a house's first two supervisors, and the opening of a register that rows were brought into.

Neither is made by two persons of the register, for there is none yet. The journal says which of the two it was, and by whose command.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import models, transaction

from documents.actor import Actor
from documents.days import house_day
from documents.errors import RuleViolation
from documents.journal.canonical import plain
from documents.journal.kinds import register as register_event
from documents.journal.rows import telling, told
from documents.models import Binder
from documents.sentences import ended
from parties.models import (
    AccountingFirm,
    Entry,
    Membership,
    Party,
    Person,
    RegisterRow,
    Role,
    User,
)
from parties.services.deed import Deed
from parties.services.entry_kinds import Change, digest_of_entry
from parties.services.people import check_username, write_account

register_event("register.begun", "First two supervisors of the house")
register_event("register.opened", "Register opened with what was brought along")


def first_supervisors(
    *,
    house: Party,
    supervisors: Sequence[tuple[str, str] | Person],
    remark: str = "",
    actor: Actor,
    now: datetime,
) -> list[User]:
    """Make the first two supervisors of a house, (name, account) each, and return their accounts with a first password.

    Refuses any other number than two, the same person twice, and a house in which somebody has, or had, a role: from then on two
    persons of the register let further ones in. A simulated house is begun with persons of the register, who keep their accounts.
    """
    deed = Deed("first_supervisors", actor, now, house)
    with transaction.atomic():
        Binder.objects.select_for_update().get(pk=house.binder_id)
        if Membership.objects.filter(party=house).exists():
            raise RuleViolation(
                "house_begun",
                f"{house.name} has people on the register. Two of its supervisors, or one with compliance, let further ones in.",
            )
        if len(supervisors) != 2 or len(set(supervisors)) != 2:
            raise RuleViolation("two_supervisors", "Name two different persons as the first supervisors.")
        names = [entry.name if isinstance(entry, Person) else entry[0] for entry in supervisors]
        # Both entries before any row: the walls let them come only while nobody has a role in the house.
        changes = [
            Change(_opening(deed, given, name), deed) for given, name in zip(supervisors, names, strict=True)
        ]
        users = [
            _supervisor(given, house, remark, change)
            for given, change in zip(supervisors, changes, strict=True)
        ]
        deed.note(
            "register.begun",
            house,
            effective_on=deed.today,
            after={"supervisors": names},
            facts=telling(
                *(change.entry for change in changes), *(row for change in changes for row in change.rows)
            ),
            reason="the house had nobody on the register",
        )
        return users


def _supervisor(given: tuple[str, str] | Person, house: Party, remark: str, change: Change) -> User:
    if isinstance(given, Person):
        person, user = given, User.objects.get(person=given)
    else:
        name, username = given
        check_username(username)
        person = change.create(Person(name=name, note=remark))
        user = write_account(person, username, True, change)
    change.create(
        Membership(person=person, party=house, role=Role.SUPERVISOR, starts_on=house_day(change.deed.now))
    )
    return user


def open_registers(*, actor: Actor, now: datetime, reason: str) -> int:
    """Give every row that was brought along its opening entry and event, in the binder it belongs to; return how many there were.

    For rows that are on the register without an entry: an installation from before the register was kept by acts. Running it again
    does nothing.
    """
    opened = 0
    with transaction.atomic():
        for binder, rows in _rows_without_entry().items():
            party = Party.objects.select_related("binder").get(binder=binder)
            deed = Deed("open_register", actor, now, party)
            entry = _entry(
                deed,
                ended(f"{len(rows)} rows were brought into the register of {party.name}"),
                {"rows": len(rows)},
            )
            for row in rows:
                row.entry = entry
                type(row)._default_manager.filter(pk=row.pk, entry__isnull=True).update(entry=entry)
            deed.note(
                "register.opened",
                party,
                effective_on=deed.today,
                after={"rows": len(rows)},
                facts=telling(entry, *rows),
                reason=reason,
            )
            opened += len(rows)
    return opened


def _rows_without_entry() -> dict[Binder, list[RegisterRow]]:
    """Rows that no entry made, by the binder they are told in."""
    found: dict[Binder, list[RegisterRow]] = {}
    for kind in told():
        if not issubclass(kind.model, RegisterRow):
            continue
        for row in kind.model._default_manager.filter(entry__isnull=True).order_by("pk"):
            found.setdefault(_home_of(row), []).append(row)
    return found


def _home_of(row: models.Model) -> Binder:
    """The binder of the party a row belongs to; a person's is that of the first party he acts or signs for."""
    if isinstance(row, Party):
        return row.binder
    if isinstance(row, User) and row.person is not None:
        return _home_of(row.person)
    if isinstance(row, Person):
        parties = Party.objects.filter(models.Q(memberships__person=row) | models.Q(signatories__person=row))
        return (parties.order_by("pk").first() or _any_party()).binder
    if isinstance(row, AccountingFirm):
        approval = row.approvals.select_related("approved_by__binder").order_by("pk").first()
        return (approval.approved_by if approval else _any_party()).binder
    for path in ("party", "approved_by", "number.party", "approval.approved_by"):
        owner: object = row
        for step in path.split("."):
            owner = getattr(owner, step, None)
        if isinstance(owner, Party):
            return owner.binder
    return _any_party().binder


def _any_party() -> Party:
    house = Party.objects.filter(memberships__role=Role.SUPERVISOR).order_by("pk").first()
    return house or Party.objects.order_by("pk")[0]


def _opening(deed: Deed, given: tuple[str, str] | Person, name: str) -> Entry:
    house = deed.party
    content = {"house": str(house.public_id), "name": name}
    return _entry(
        deed,
        ended(f"{name} is one of the first two supervisors of {house.name}"),
        content,
        about=given if isinstance(given, Person) else None,
    )


def _entry(deed: Deed, title: str, content: Mapping[str, object], about: Person | None = None) -> Entry:
    values = plain(dict(content))
    entry = Entry(
        binder=deed.binder,
        act=deed.act,
        title=title[:400],
        content=values,
        digest=digest_of_entry(deed.act, values),
        about=about,
        factor=deed.actor.factor,
        reason=deed.actor.capacity,
        needs_second=False,
        recorded_at=deed.now,
    )
    entry.save(force_insert=True)
    return entry
