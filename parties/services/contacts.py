"""Where a party is reached: address and e-mail on the register. A change is an event; what stood before stays readable."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from documents.actor import Actor
from documents.days import house_day
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from parties.models import Entry, Party, RegisterRow
from parties.services.common import moved
from parties.services.deed import Deed
from parties.services.entries import enter
from parties.services.entry_kinds import Change, EntryKind, Given, register_kind

LONGEST_ADDRESS = 500


@transaction.atomic
def change_contact(
    *,
    party: Party,
    address: str,
    email: str,
    changed_on: date,
    reason: str,
    paper: Intake | None = None,
    actor: Actor,
    now: datetime,
) -> Entry:
    """Enter where a party is reached. Refuses an e-mail that is none, an address that is not, and a change of nothing.

    It stands once another person has called the party on the number of before. The numbers themselves have a register of their own.
    """
    deed = Deed("change_contact", actor, now, party)
    document = deed.file_if_given(
        paper, "contact_change", f"Change of address of {party.name}", dated_on=changed_on
    )
    given = {
        "party": party,
        "address": _lines(address),
        "email": email.strip(),
        "changed_on": changed_on,
        "paper": document,
    }
    return enter(deed, given, reason=reason)


@register_kind("change_contact")
class ChangeContact(EntryKind):
    event = "party.changed"
    fields = {"party": Party, "address": str, "email": str, "changed_on": date, "paper": Document}

    def check(self, given: Given, *, now: datetime) -> None:
        address, email = given["address"], given["email"]
        if not address and not email:
            raise RuleViolation("missing", "Enter the address, the e-mail, or both.", field="address")
        if len(address) > LONGEST_ADDRESS:
            raise RuleViolation(
                "too_long", f"An address has at most {LONGEST_ADDRESS} characters.", field="address"
            )
        if email:
            try:
                validate_email(email)
            except ValidationError:
                raise RuleViolation("wrong_address", "This is no e-mail address.", field="email") from None
        moved(given["party"], {"address": address, "email": email})

    def title(self, given: Given) -> str:
        where = "; ".join(part for part in (" ".join(given["address"].split()), given["email"]) if part)
        return f"{given['party'].name} is reached at: {where}"

    def row(self, given: Given) -> RegisterRow:
        party: Party = given["party"]
        return party

    def effective_on(self, given: Given, now: datetime) -> date:
        return house_day(now)

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        party = given["party"]
        return (
            {"address": party.address, "email": party.email},
            {"address": given["address"], "email": given["email"]},
        )

    def write(self, given: Given, change: Change) -> Party:
        row: Party = change.update(given["party"], {"address": given["address"], "email": given["email"]})
        return row


def _lines(text: str) -> str:
    """The lines of an address without empty ones and outer white space."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
