"""Disclosures to outsiders: what is to go to whom, who consented, and that it went (SPA 9.2)."""

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import AgreementParty, EscrowAgreement


class Disclosure(WrittenOnce):
    """What is to be shown to somebody who is no party, and why. Nothing goes out by this row alone. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="disclosures")
    number = models.PositiveIntegerField()
    outsider = models.CharField(max_length=200)
    purpose = models.TextField()
    proposed_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="disclosure_number_once"),
        )

    def __str__(self) -> str:
        return f"Disclosure {self.number}"


class DisclosedDocument(WrittenOnce):
    """One document of a disclosure. Append-only."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="contents")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("disclosure", "id")
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "document"), name="disclosed_document_once"),
        )

    def __str__(self) -> str:
        return str(self.document)


class DisclosureConsent(WrittenOnce):
    """A party's written consent to one disclosure. Append-only."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="consents")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    dated_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("disclosure", "id")
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "party"), name="disclosure_consent_once"),
        )

    def __str__(self) -> str:
        return f"consent of {day_words(self.dated_on)}"


class DisclosureMade(WrittenOnce):
    """The documents went to the outsider, once every other party's consent was on file. Append-only."""

    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="made")
    made_on = models.DateField()
    how = models.CharField(max_length=300)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "disclosures made"

    def __str__(self) -> str:
        return f"made on {day_words(self.made_on)}"
