"""Call-backs: the recipient is asked, on a number of the register, whether the delivery is what he expects (EA 3.2)."""

from django.db import models

from documents.models import WrittenOnce
from parties.models import ContactNumber, Person
from tranches.models.hold import Hold
from tranches.models.instruction import Instruction


class CallBack(WrittenOnce):
    """One call before one attempt to release. Append-only; a call nobody answered is on record too.

    `called_at` is when the call was made, `hold` the hold that a denial proposed.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "Reached, and confirmed"
        DENIED = "denied", "Reached, and denied"
        NO_ANSWER = "no_answer", "Nobody reached"

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="call_backs")
    attempt = models.PositiveIntegerField()
    number = models.ForeignKey(ContactNumber, on_delete=models.PROTECT, related_name="calls")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reached = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    called_at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    hold = models.ForeignKey(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("instruction", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome="no_answer") | ~models.Q(reached=""),
                name="call_back_says_whom",
            ),
        )

    def __str__(self) -> str:
        return self.get_outcome_display()
