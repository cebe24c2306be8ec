"""The parties' consent to signing in the portal: the paper as one person filed it, compared by another (EA 3.1(b), SPA 9.2)."""

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import EscrowAgreement


class PortalConsent(WrittenOnce):
    """The paper by which every party consents. Nothing rests on it before another person has compared it. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="portal_consents")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    dated_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "id")
        verbose_name = "consent to portal signing"
        verbose_name_plural = "consents to portal signing"

    def __str__(self) -> str:
        return f"consent of {day_words(self.dated_on)}"


class PortalConsentCheck(WrittenOnce):
    """A second person found every party's signature on the consent. Append-only."""

    consent = models.OneToOneField(PortalConsent, on_delete=models.PROTECT, related_name="check_record")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "check of a consent"
        verbose_name_plural = "checks of consents"

    def __str__(self) -> str:
        return f"checked by {self.person}"
