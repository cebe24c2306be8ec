"""What every letter to the transfer agent comes back with, whether it asks for a release or for a disposition."""

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from tranches.models.agreement import SecurityLine


class LetterAnswer(WrittenOnce):
    """What the transfer agent answered to a letter, or to what was still open of it.

    A letter has as many answers as it takes: a confirmation in part leaves the rest open. `confirmed_shares` went out, `back_shares`
    are refused or recalled; both in units of the security line `line`, and together with those of the earlier answers never more
    than the letter asked for there.
    """

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        PARTLY_CONFIRMED = "partly_confirmed", "Confirmed in part"
        REFUSED = "refused", "Refused"
        RECALLED = "recalled", "Recalled"

    line = models.ForeignKey(SecurityLine, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    confirmed_shares = models.BigIntegerField()
    back_shares = models.BigIntegerField(default=0)
    reference = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    answered_on = models.DateField()
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(WrittenOnce.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.get_kind_display())


class LetterRecall(WrittenOnce):
    """The request to the transfer agent not to carry out a letter already sent."""

    reason = models.TextField()
    requested_on = models.DateField()

    class Meta(WrittenOnce.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"recall requested on {day_words(self.requested_on)}"
