"""The end of an agreement: notice of the return, the issuer's cancellation, and the closing (SPA 5.2(1), EA 2)."""

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import EscrowAgreement
from tranches.models.instruction import Instruction
from tranches.models.release import Release


class ReturnNotice(WrittenOnce):
    """The notice to the recipient that kept shares go back to the issuer. Append-only; no return is authorised without it."""

    instruction = models.OneToOneField(Instruction, on_delete=models.PROTECT, related_name="return_notice")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    noticed_on = models.DateField()
    how = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"notice of {day_words(self.noticed_on)}"


class Cancellation(WrittenOnce):
    """The issuer's confirmation that the shares one letter returned are cancelled. Append-only; one a letter."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="cancellation")
    shares = models.BigIntegerField()
    cancelled_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="cancellation_shares_positive"),
        )

    def __str__(self) -> str:
        return f"cancelled on {day_words(self.cancelled_on)}"


class Closing(WrittenOnce):
    """The agreement is closed: nothing is in escrow, and what was returned is cancelled. Append-only, once an agreement.

    `expired_on` is the day it ended: by expiry, by termination, or with the hand-over of its shares to a successor (`way`).
    """

    class Way(models.TextChoices):
        EXPIRED = "expired", "Expired"
        HANDED_OVER = "handed_over", "Handed over"
        TERMINATED = "terminated", "Terminated by all parties"

    agreement = models.OneToOneField(EscrowAgreement, on_delete=models.PROTECT, related_name="closing")
    way = models.CharField(max_length=12, choices=Way, default=Way.EXPIRED)
    expired_on = models.DateField()
    closed_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"closed on {day_words(self.closed_on)}"
