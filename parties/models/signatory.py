"""Authorised signatories: who could sign for a party on a day."""

from django.db import models
from simple_history.models import HistoricalRecords

from documents.models import Document
from parties.models.party import Party, Person


class Signatory(models.Model):
    """A person with authority to sign for a party, from a day to a day (both included), on a certificate on file."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatories")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatory_of")
    title = models.CharField("office held", max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    certificate = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("party", "person")
        verbose_name_plural = "signatories"
        constraints = (
            models.UniqueConstraint(fields=("party", "person", "starts_on"), name="signatory_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="signatory_dates_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.title or "signatory"
