"""Authorised signatories: who could sign for a party on a day."""

from django.db import models
from simple_history.models import HistoricalRecords

from documents.models import Document
from parties.models.entry import RegisterRow
from parties.models.party import Party, Person


class Signatory(RegisterRow):
    """A person with authority to sign for a party, from a day to a day (both included).

    `signing` says whether the signature counts alone or only together with that of another signatory of the party. The
    certificate of incumbency says who certified the authority and on which day; the specimen is what a signature on paper is
    held against. An entry without a certificate is shown as such.
    """

    class Signing(models.TextChoices):
        SINGLE = "single", "Alone"
        JOINT = "joint", "Jointly with another signatory"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatories")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatory_of")
    title = models.CharField("office held", max_length=120, blank=True)
    signing = models.CharField("signs", max_length=6, choices=Signing, default=Signing.SINGLE)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    certificate = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    certified_on = models.DateField("certificate dated", null=True, blank=True)
    certified_by = models.CharField("certificate given by", max_length=200, blank=True)
    specimen = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

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
            models.CheckConstraint(
                condition=models.Q(signing__in=("single", "joint")), name="signatory_signing_known"
            ),
        )

    def __str__(self) -> str:
        return self.title or "signatory"

    @property
    def signs_alone(self) -> bool:
        """Whether his signature binds the party without another one."""
        return bool(self.signing == self.Signing.SINGLE)
