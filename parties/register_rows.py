"""Which tables are the register: their rows are told by the journal, whole (I12)."""

from documents.journal.rows import tell
from parties.models import (
    AccountingFirm,
    ContactNumber,
    DeliveryAccount,
    Entry,
    EntryDecision,
    FirmApproval,
    FirmRevocation,
    Membership,
    NumberEnd,
    Party,
    Person,
    Signatory,
    User,
)

# What an account's owner moves himself, and what is a secret; neither is a statement of the register.
OF_THE_OWNER = ("password", "last_login", "email", "must_change_password")
REGISTER = (
    Party,
    Person,
    Membership,
    Signatory,
    AccountingFirm,
    FirmApproval,
    FirmRevocation,
    ContactNumber,
    NumberEnd,
    DeliveryAccount,
)


def tell_registers() -> None:
    """Called once, when the app is ready."""
    for model in REGISTER:
        tell(model)
    tell(User, without=OF_THE_OWNER)
    tell(Entry)
    tell(EntryDecision)
