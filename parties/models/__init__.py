from parties.models.calendar_token import CalendarToken
from parties.models.contact_number import ContactNumber, NumberEnd
from parties.models.delivery import DeliveryAccount
from parties.models.entry import Entry, EntryDecision, RegisterRow
from parties.models.firm import AccountingFirm, FirmApproval, FirmRevocation
from parties.models.link_mail import LinkMail
from parties.models.membership import Membership, Role
from parties.models.party import Party, Person
from parties.models.preferences import AccountPreferences
from parties.models.session import AccountSession, KeptForm
from parties.models.sign_in import SignIn
from parties.models.signatory import Signatory
from parties.models.user import User

__all__ = [
    "AccountPreferences",
    "AccountSession",
    "AccountingFirm",
    "CalendarToken",
    "ContactNumber",
    "DeliveryAccount",
    "Entry",
    "EntryDecision",
    "FirmApproval",
    "FirmRevocation",
    "KeptForm",
    "LinkMail",
    "Membership",
    "NumberEnd",
    "Party",
    "Person",
    "RegisterRow",
    "Role",
    "SignIn",
    "Signatory",
    "User",
]
