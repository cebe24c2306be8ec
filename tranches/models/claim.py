"""A delivery that went to the wrong account: the claim, what came back of it, and its end without a return (EA 3.2, 4.1).

Append-only throughout: a confirmed release is never edited. What a claim still has open is a sum, never stored.
"""

from django.db import models

from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import EscrowAgreement
from tranches.models.release import Release, ReleaseLine


class DeliveryClaim(WrittenOnce):
    """Confirmed shares of one release line that went elsewhere than instructed, and from whom they are claimed. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="delivery_claims")
    number = models.PositiveIntegerField()
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="claims")
    release_line = models.ForeignKey(ReleaseLine, on_delete=models.PROTECT, related_name="claims")
    shares = models.BigIntegerField()
    went_to = models.CharField("where the shares went", max_length=200)
    claimed_from = models.CharField(max_length=200)
    grounds = models.TextField()
    found_on = models.DateField()
    claimed_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="delivery_claim_number_once"),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="delivery_claim_positive"),
            models.CheckConstraint(
                condition=models.Q(claimed_on__gte=models.F("found_on")), name="delivery_claim_dates_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"W-{self.number}"


class ClaimRecovery(WrittenOnce):
    """Shares of a claim that came back to the agent's account, as a clerk read it from the paper. Append-only.

    Nothing is posted by it: a second person checks it first.
    """

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="claim_recoveries")
    claim = models.ForeignKey(DeliveryClaim, on_delete=models.PROTECT, related_name="recoveries")
    number = models.PositiveIntegerField()
    shares = models.BigIntegerField()
    came_back_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("claim", "number")
        verbose_name_plural = "claim recoveries"
        constraints = (
            models.UniqueConstraint(fields=("claim", "number"), name="claim_recovery_number_once"),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="claim_recovery_positive"),
        )

    def __str__(self) -> str:
        return f"recovery {self.number}"


class RecoveryCheck(WrittenOnce):
    """A second person's answer to a recovery: accepted, and posted with it, or not. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="recovery_checks")
    recovery = models.OneToOneField(ClaimRecovery, on_delete=models.PROTECT, related_name="check_record")
    is_accepted = models.BooleanField()
    finding = models.TextField()
    checked_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "accepted" if self.is_accepted else "not accepted"


class ClaimSettlement(WrittenOnce):
    """The end of what is open of a claim without shares coming back, by a second person and on a paper. Append-only."""

    class Outcome(models.TextChoices):
        PASSED_ON = "passed_on", "The account holder passed the shares on to the right recipient"
        REPLACED = "replaced", "The right recipient was given other shares in their place"
        UNFOUNDED = "unfounded", "The account was the right one after all"

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="claim_settlements")
    claim = models.OneToOneField(DeliveryClaim, on_delete=models.PROTECT, related_name="settlement")
    outcome = models.CharField(max_length=12, choices=Outcome)
    shares = models.BigIntegerField()
    reason = models.TextField()
    settled_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="claim_settlement_positive"),
        )

    def __str__(self) -> str:
        return self.get_outcome_display()
