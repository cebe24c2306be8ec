"""Where a party is reached: address and e-mail on the register. A change is an event; what stood before stays readable."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.record import record
from documents.services.filing import file_document
from documents.services.recorded import update
from parties.models import Party

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
) -> Party:
    """Change where a party is reached. Refuses an e-mail that is none, an address that is not, and a change of nothing.

    The numbers that call-backs dial are not changed here: they have a register of their own, kept by two persons.
    """
    address, email = _lines(address), email.strip()
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
    before = {"address": party.address, "email": party.email}
    after = {"address": address, "email": email}
    if before == after:
        raise RuleViolation("nothing_changed", "The register has exactly this already. Nothing was changed.")
    party.address, party.email = address, email
    update(party, "address", "email", actor=actor, now=now, reason=reason)
    document = None
    if paper is not None:
        document = file_document(
            binder=party.binder, intake=paper, kind="contact_change", title=f"Change of address of {party.name}",
            dated_on=changed_on, actor=actor, now=now, subject=("party", party.name),
        )  # fmt: skip
    record(
        binder=party.binder, kind="party.changed", subject=("party", str(party.public_id)), actor=actor,
        effective_on=changed_on, now=now, before=before, after=after, documents=(document,) if document else (), reason=reason,
    )  # fmt: skip
    return party


def _lines(text: str) -> str:
    """The lines of an address without empty ones and outer white space."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
