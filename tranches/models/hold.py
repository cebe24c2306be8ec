"""Disputes and holds: what a party objects to, and what the agent therefore does not release."""

import uuid

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import AgreementParty, EscrowAgreement
from tranches.models.tranche import Tranche


class DisputeNotice(WrittenOnce):
    """A party's objection, or an instruction that contradicts another; received and shown to all (EA 3.3). Append-only.

    Suspending is another act, the agent's own.
    """

    class Kind(models.TextChoices):
        OBJECTION = "objection", "Objection"
        CONTRARY = "contrary", "Contrary instruction"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="dispute_notices")
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="dispute_notices")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OBJECTION)
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="dispute_notices")
    text = models.TextField()
    contested_shares = models.BigIntegerField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="dispute_notice_number_once"),
            models.CheckConstraint(
                condition=models.Q(contested_shares__isnull=True) | models.Q(contested_shares__gt=0),
                name="dispute_notice_shares_positive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()} {self.number}"


class Hold(WrittenOnce):
    """A proposed or standing hold on a tranche. Append-only; it stands once a second person confirmed it, until it is lifted.

    `shares` is None for the whole tranche (its state is then `disputed`), else the number that must not leave escrow.
    """

    class Ground(models.TextChoices):
        DISPUTE = "dispute", "Dispute about the quantity"
        SUSPENSION = "suspension", "Suspension by the issuer"
        COURT_ORDER = "court_order", "Court order"
        CONFLICT = "conflict", "Conflicting instructions"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="holds")
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="holds")
    number = models.PositiveIntegerField()
    ground = models.CharField(max_length=12, choices=Ground)
    shares = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField()
    notice = models.ForeignKey(
        DisputeNotice, null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="hold_number_once"),
            models.CheckConstraint(
                condition=models.Q(shares__isnull=True) | models.Q(shares__gt=0), name="hold_shares_positive"
            ),
        )

    def __str__(self) -> str:
        return f"hold {self.number}"


class HoldConfirmation(WrittenOnce):
    """The second person of the agent: from here on the hold stands. Append-only."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="confirmation")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField()

    def __str__(self) -> str:
        return f"confirmed on {day_words(self.confirmed_on)}"


class HoldLift(WrittenOnce):
    """The end of a hold, and the paper that ended it. Append-only."""

    class Exit(models.TextChoices):
        SETTLEMENT = "settlement", "Settlement signed by all parties"
        AWARD = "award", "Arbitral award"
        JUDGMENT = "judgment", "Judgment"
        WITHDRAWAL = "withdrawal", "Withdrawal of the dispute"
        LIFTED = "lifted", "Lifted by who asked for it"
        NOT_CONFIRMED = "not_confirmed", "Not confirmed by a second person"

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="lift")
    exit = models.CharField(max_length=14, choices=Exit)
    reason = models.TextField(blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_on = models.DateField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"lifted on {day_words(self.lifted_on)}"
