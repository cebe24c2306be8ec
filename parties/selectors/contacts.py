"""Where a party is and was reached, from the history of its register entry."""

from datetime import datetime
from typing import NamedTuple

from parties.models import Party


class Contact(NamedTuple):
    """An address and e-mail as they stood from a moment on."""

    since: datetime
    address: str
    email: str


def contacts_of(party: Party) -> list[Contact]:
    """Where the party was reached, the newest first: one entry for each change of address or e-mail."""
    found: list[Contact] = []
    rows = party.history.order_by("history_date", "history_id")
    for since, address, email in rows.values_list("history_date", "address", "email"):
        if not found or (found[-1].address, found[-1].email) != (address, email):
            found.append(Contact(since, address, email))
    return found[::-1]
