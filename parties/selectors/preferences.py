"""The kinds of mail that a person may have once a day, and those that always come at once."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parties.models import AccountPreferences, User


@dataclass(frozen=True)
class Mail:
    """A kind of mail. A mandatory one comes at once, whatever is wished."""

    key: str
    label: str | Promise
    mandatory: bool = False


MAILS = (
    Mail("credentials", _("Changes of your password, e-mail address and second factors"), mandatory=True),
    Mail("signing", _("An instruction or amendment waits for your signature"), mandatory=True),
    Mail("events", _("Reports, releases, payments and other acts on your agreements")),
    Mail("deadlines", _("Reminders of deadlines")),
)
FREE = tuple(mail.key for mail in MAILS if not mail.mandatory)


def preferences_of(user: User) -> AccountPreferences:
    """Those of the account; an unsaved row with what holds without any."""
    return AccountPreferences.objects.filter(user=user).first() or AccountPreferences(user=user)
