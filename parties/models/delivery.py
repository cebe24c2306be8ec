"""Where shares are delivered to."""

from django.db import models

from documents.models import WrittenOnce
from parties.models.entry import RegisterRow
from parties.models.party import Party


class DeliveryAccount(WrittenOnce, RegisterRow):
    """A recipient's account for shares, as two persons entered and confirmed it. A new account is a new row; the newest in force on a
    day is the one used. Append-only."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="delivery_accounts")
    description = models.CharField("account, as printed on the letter", max_length=300)
    starts_on = models.DateField("in force from")

    class Meta:
        ordering = ("party", "-starts_on", "-id")

    def __str__(self) -> str:
        return self.description
