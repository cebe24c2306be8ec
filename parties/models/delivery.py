"""Where shares are delivered to."""

from django.db import models
from simple_history.models import HistoricalRecords

from parties.models.party import Party


class DeliveryAccount(models.Model):
    """A recipient's account for shares, as verified. A new account is a new row; the newest in force on a day is the one used."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="delivery_accounts")
    description = models.CharField("account, as printed on the letter", max_length=300)
    starts_on = models.DateField("in force from")
    verified_on = models.DateField(null=True, blank=True)
    verified_how = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("party", "-starts_on", "-id")

    def __str__(self) -> str:
        return self.description
