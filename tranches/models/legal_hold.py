"""Legal holds: while one stands, nothing of the deal's record may be destroyed, whatever its years of retention say (SPA 9)."""

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import EscrowAgreement


class LegalHold(WrittenOnce):
    """A hold on the record of a deal and on the registers of its parties, set on a paper. Append-only.

    It moves no share and stops no act: that is a `Hold` on a tranche.
    """

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="legal_holds")
    number = models.PositiveIntegerField()
    reason = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    set_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="legal_hold_number_once"),
        )

    def __str__(self) -> str:
        return f"legal hold {self.number}"


class LegalHoldLift(WrittenOnce):
    """The end of a legal hold, by another person than the one who set it, on a paper of its own. Append-only; once a hold."""

    hold = models.OneToOneField(LegalHold, on_delete=models.PROTECT, related_name="lift")
    reason = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    lifted_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"lifted on {day_words(self.lifted_on)}"
