from parties.models.calendar_token import CalendarToken
from parties.models.contact_number import ContactNumber, NumberConfirmation, NumberEnd
from parties.models.delivery import DeliveryAccount
from parties.models.firm import AccountingFirm, FirmApproval, FirmRevocation
from parties.models.membership import Membership, Role
from parties.models.party import Party, Person
from parties.models.signatory import Signatory
from parties.models.user import User

__all__ = [
    "AccountingFirm", "CalendarToken", "ContactNumber", "DeliveryAccount", "FirmApproval", "FirmRevocation", "Membership",
    "NumberConfirmation", "NumberEnd", "Party", "Person", "Role", "Signatory", "User",
]  # fmt: skip
