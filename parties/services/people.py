"""Natural persons and their accounts. Told in the binder where the person was registered, and to each party he acts or signs for."""

import secrets
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from parties.models import Entry, Party, Person, RegisterRow, Role, Signatory, User
from parties.policy import HOUSE_ROLES
from parties.selectors.homes import home_of, home_of_account
from parties.services.common import house_of, in_order, moved, not_dated_back, note_about
from parties.services.credentials import PASSWORD_BYTES, issue_first_password
from parties.services.deed import Deed
from parties.services.entries import enter
from parties.services.entry_kinds import Change, EntryKind, Given, register_kind
from parties.services.register import check_role, in_words, span, write_role
from parties.services.sessions import end_sessions
from parties.services.signatories import (
    authority_in_words,
    check_authority,
    check_certificate,
    file_authority,
    write_authority,
)

PARTICULARS = ("name", "name_zh", "note")


def register_person(
    *,
    name: str,
    name_zh: str = "",
    remark: str = "",
    house: Party | None = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Person:
    """Register a natural person. Who he acts or signs for is another entry; until then he can do nothing."""
    given = {"name": name, "name_zh": name_zh, "note": remark}
    entry = enter(Deed("register_person", actor, now, house or house_of(actor)), given, reason=reason)
    return entry.row  # type: ignore[attr-defined]


@register_kind("register_person")
class RegisterPerson(EntryKind):
    event = "person.registered"
    fields = dict.fromkeys(PARTICULARS, str)

    def title(self, given: Given) -> str:
        return f"{given['name']} is a person on the register."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"person": given["name"], "name_zh": given["name_zh"]}

    def write(self, given: Given, change: Change) -> Person:
        row: Person = change.create(Person(**given))
        return row


def change_person(
    *, person: Person, changes: dict[str, Any], reason: str, actor: Actor, now: datetime
) -> Entry:
    """Enter a change of a person's particulars. Refuses one's own."""
    _, after = moved(person, changes)
    given = {"person": person, "after": after}
    return enter(Deed("change_person", actor, now, home_of(person)), given, reason=reason)


@register_kind("change_person")
class ChangePerson(EntryKind):
    event = "person.changed"
    fields = {"person": Person, "after": dict}

    def check(self, given: Given, *, now: datetime) -> None:
        moved(given["person"], given["after"])

    def title(self, given: Given) -> str:
        return f"{given['person'].name}: {in_words(given['after'])}"

    def row(self, given: Given) -> RegisterRow:
        person: Person = given["person"]
        return person

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        person, after = given["person"], given["after"]
        before = {name: getattr(person, name) for name in after}
        return {"person": person.name} | before, {"person": after.get("name", person.name)} | after

    def write(self, given: Given, change: Change) -> Person:
        before, after = self.words(given)
        person: Person = change.update(given["person"], given["after"])
        _tell_elsewhere(person, self.event, before, after, change)
        return person


def open_account(
    *, username: str, person: Person, is_staff: bool, reason: str, actor: Actor, now: datetime
) -> Entry:
    """Enter an account for a person. When it is confirmed it gets a first password, shown to the second person once.

    `is_staff` lets the account to the desk, if the person has a role there. Refuses an account for oneself, a name taken, and a
    second account for a person who has one.
    """
    given = {"username": username, "person": person, "is_staff": is_staff}
    act = "open_house_account" if is_staff else "open_account"
    return enter(Deed(act, actor, now, home_of(person)), given, reason=reason)


@register_kind("open_account", "open_house_account")
class OpenAccount(EntryKind):
    event = "account.opened"
    fields = {"username": str, "person": Person, "is_staff": bool}

    def check(self, given: Given, *, now: datetime) -> None:
        check_username(given["username"])
        if User.objects.filter(person=given["person"], is_active=True).exists():
            raise RuleViolation(
                "has_account",
                f"{given['person'].name} has an account already. Close it first, or set a new password for it.",
                field="person",
            )

    def title(self, given: Given) -> str:
        where = "the desk and the portal" if given["is_staff"] else "the portal"
        return f"{given['person'].name} gets the account “{given['username']}” for {where}."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {
            "person": given["person"].name,
            "account": given["username"],
            "desk": given["is_staff"],
        }

    def write(self, given: Given, change: Change) -> User:
        _, after = self.words(given)
        user = write_account(given["person"], given["username"], given["is_staff"], change)
        _tell_elsewhere(given["person"], self.event, {}, after, change)
        return user


def change_account(*, user: User, changes: dict[str, Any], reason: str, actor: Actor, now: datetime) -> Entry:
    """Close an account, at once and by one person; reopen it, or let it to the desk, with a second one.

    Refuses a change of one's own account. An account never goes over to another person.
    """
    if actor.user_id == user.pk:
        raise RuleViolation(
            "own_entry", "This is your own account. Ask another supervisor.", field="is_active"
        )
    if "person" in changes and user.person_id and changes["person"] != user.person:
        raise RuleViolation(
            "account_of_another",
            "An account stays with its person. Close it, and open another one.",
            field="person",
        )
    _, after = moved(user, {name: value for name, value in changes.items() if name != "person"})
    gives = any(after.values())
    of_house = user.is_staff or after.get("is_staff")
    act = ("change_house_account" if of_house else "change_account") if gives else "close_account"
    given = {"user": user, "after": after}
    return enter(Deed(act, actor, now, home_of_account(user)), given, reason=reason)


@register_kind("close_account", "change_account", "change_house_account")
class ChangeAccount(EntryKind):
    event = "account.changed"
    fields = {"user": User, "after": dict}

    def about(self, given: Given) -> Person | None:
        person: Person | None = given["user"].person
        return person

    def row(self, given: Given) -> RegisterRow:
        user: User = given["user"]
        return user

    def check(self, given: Given, *, now: datetime) -> None:
        moved(given["user"], given["after"])

    def title(self, given: Given) -> str:
        words = {
            ("is_active", True): "is open again",
            ("is_active", False): "is closed",
            ("is_staff", True): "may enter the desk",
            ("is_staff", False): "enters the desk no more",
        }
        what = " and ".join(words[name, bool(value)] for name, value in given["after"].items())
        return f"The account “{given['user'].username}” of {given['user'].person or 'nobody'} {what}."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        user, after = given["user"], given["after"]
        told = {"account": user.username}
        return told | {name: getattr(user, name) for name in after}, told | after

    def write(self, given: Given, change: Change) -> User:
        before, after = self.words(given)
        user: User = change.update(given["user"], given["after"])
        if not user.is_active:
            end_sessions(user)
        if user.person:
            _tell_elsewhere(user.person, self.event, before, after, change)
        return user


def reset_credentials(*, user: User, reason: str, actor: Actor, now: datetime) -> Entry:
    """Enter that an account gets a new first password, shown to the second person once, and sheds its second factors."""
    act = "reset_house_credentials" if user.is_staff else "reset_credentials"
    return enter(Deed(act, actor, now, home_of_account(user)), {"user": user}, reason=reason)


@register_kind("reset_credentials", "reset_house_credentials")
class ResetCredentials(EntryKind):
    event = "account.reset"
    fields = {"user": User}

    def about(self, given: Given) -> Person | None:
        person: Person | None = given["user"].person
        return person

    def row(self, given: Given) -> RegisterRow:
        user: User = given["user"]
        return user

    def title(self, given: Given) -> str:
        return (
            f"{given['user'].person} gets a new first password for the account “{given['user'].username}”, "
            "whose second factors end."
        )

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"account": given["user"].username}

    def write(self, given: Given, change: Change) -> User:
        user: User = change.update(given["user"], {})
        Authenticator.objects.filter(
            user=user
        ).delete()  # whoever lost the password lost the telephone with it
        user.first_password = issue_first_password(user)  # type: ignore[attr-defined]
        return user


def admit(
    *,
    party: Party,
    name: str,
    name_zh: str = "",
    remark: str = "",
    role: str,
    starts_on: date,
    username: str = "",
    signs: bool = False,
    title: str = "",
    signing: str = Signatory.Signing.SINGLE,
    certificate: Intake | None = None,
    certified_on: date | None = None,
    certified_by: str = "",
    specimen: Intake | None = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Entry:
    """Enter a person with his role and, where given, his account and his authority to sign: one entry, one comparison.

    What each part refuses alone, it refuses here.
    """
    not_dated_back(starts_on, now, "starts_on")
    check_certificate(certificate, certified_on, certified_by, now)
    deed = Deed("admit_to_house" if role in HOUSE_ROLES else "admit", actor, now, party)
    papers = file_authority(deed, name, certificate, specimen, dated_on=certified_on or starts_on)
    given = {
        "party": party,
        "name": name,
        "name_zh": name_zh,
        "note": remark,
        "role": role,
        "starts_on": starts_on,
        "ends_on": None,
        "username": username,
        "signs": signs,
        "title": title,
        "signing": signing,
        "certified_on": certified_on,
        "certified_by": certified_by,
        **papers,
    }
    return enter(deed, given, reason=reason)


@register_kind("admit", "admit_to_house")
class Admit(EntryKind):
    """The row that comes back is the person; his account, with its first password, is `person.account`."""

    event = "person.admitted"
    fields = {
        "party": Party,
        "name": str,
        "name_zh": str,
        "note": str,
        "role": str,
        "starts_on": date,
        "ends_on": date,
        "username": str,
        "signs": bool,
        "title": str,
        "signing": str,
        "certificate": Document,
        "certified_on": date,
        "certified_by": str,
        "specimen": Document,
    }

    def check(self, given: Given, *, now: datetime) -> None:
        if not given["name"].strip():
            raise RuleViolation("missing", "Enter the person’s name.", field="name")
        check_role(given["role"], of_house=self.act == "admit_to_house")
        in_order(given["starts_on"], given["ends_on"])
        if given["username"]:
            check_username(given["username"])
        if given["signs"]:
            check_authority(None, given["party"], given, now=now)

    def title(self, given: Given) -> str:
        role = Role(given["role"]).label.lower()
        said = [f"{given['name']} acts for {given['party'].name} as {role} {span(given['starts_on'], None)}"]
        if given["username"]:
            said.append(f"with the account “{given['username']}”")
        told = ", ".join(said) + "."
        if given["signs"]:
            told += " " + authority_in_words(given["name"], given["party"], given)
        return told

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        told = {"person": given["name"], "role": given["role"], "account": given["username"] or None}
        # As `signatory.registered` says it: a dossier's reader finds his authority by these names.
        if given["signs"]:
            told |= {"signatory": given["name"], "signs": given["signing"], "until": given["ends_on"]}
        return {}, told

    def write(self, given: Given, change: Change) -> Person:
        person: Person = change.create(
            Person(name=given["name"], name_zh=given["name_zh"], note=given["note"])
        )
        person.account = None  # type: ignore[attr-defined]
        if given["username"]:
            of_house = given["role"] in HOUSE_ROLES
            person.account = write_account(person, given["username"], of_house, change)  # type: ignore[attr-defined]
        write_role(person, given["party"], given["role"], given, change)
        if given["signs"]:
            write_authority(person, given["party"], given, change)
        return person


# --- Shared ---


def check_username(username: str) -> None:
    """Refuse a name that another account has, in whatever case, and what is no name of an account."""
    User.username_validator(username)
    if User.objects.filter(username__iexact=username).exists():
        raise RuleViolation(
            "account_known",
            f"There is an account “{username}” already. Choose another name.",
            field="username",
        )


def write_account(person: Person, username: str, is_staff: bool, change: Change) -> User:
    first_name, _, last_name = person.name.rpartition(" ")
    user = User(
        username=username,
        person=person,
        is_staff=is_staff,
        first_name=first_name[:150],
        last_name=last_name[:150],
        date_joined=change.deed.now,
        must_change_password=True,
    )
    # Only whoever confirms the entry sees it, once; it is kept nowhere but in its digest.
    word = secrets.token_urlsafe(PASSWORD_BYTES)
    user.set_password(word)
    user.first_password = word  # type: ignore[attr-defined]
    change.create(user)
    return user


def _tell_elsewhere(
    person: Person, kind: str, before: dict[str, Any], after: dict[str, Any], change: Change
) -> None:
    """Tell it to the parties the person acts or signs for, beside the binder where he was registered."""
    told = Party.objects.filter(binder=change.entry.binder_id).first()
    note_about(change.deed, person, kind, before, after, change.why, but=told)
