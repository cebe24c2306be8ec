"""What stops delivery to the recipient: death, assignment, attachment, an objection; until details are verified (EA 3.1(b), 4.1)."""

import uuid

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import DeliveryAccount, Person
from tranches.models.agreement import EscrowAgreement


class DeliveryStop(WrittenOnce):
    """An event on the recipient's side with its paper: from its recording on nothing is delivered to him. Append-only.

    `shares` is the number attached; None where everything to the recipient stands still. It stands until it is lifted.
    """

    class Ground(models.TextChoices):
        DEATH = "death", "Death of the recipient"
        ASSIGNMENT = "assignment", "Assignment by the recipient"
        ATTACHMENT = "attachment", "Attachment by a court or creditor"
        OBJECTION = "objection", "Objection to an entry of the register"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="delivery_stops")
    number = models.PositiveIntegerField()
    ground = models.CharField(max_length=12, choices=Ground)
    shares = models.BigIntegerField(null=True, blank=True)
    text = models.TextField()
    happened_on = models.DateField()
    received_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        "parties.Entry", null=True, blank=True, on_delete=models.PROTECT, related_name="objections"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="delivery_stop_number_once"),
            models.CheckConstraint(
                condition=models.Q(shares__isnull=True) | models.Q(shares__gt=0, ground="attachment"),
                name="delivery_stop_shares_of_attachment",
            ),
        )

    def __str__(self) -> str:
        return f"stop {self.number}"

    @property
    def needs_details(self) -> bool:
        """Whether somebody else takes the recipient's place, so that his details must be verified first."""
        return bool(self.ground in (self.Ground.DEATH, self.Ground.ASSIGNMENT))


class SuccessorDetails(WrittenOnce):
    """Who takes the recipient's place and where the shares go, as one person took it in. Append-only; the newest counts."""

    stop = models.ForeignKey(DeliveryStop, on_delete=models.PROTECT, related_name="details")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    delivery_account = models.CharField(max_length=300)
    identity_document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("stop", "number")
        verbose_name_plural = "successor details"
        constraints = (
            models.UniqueConstraint(fields=("stop", "number"), name="successor_details_number_once"),
        )

    def __str__(self) -> str:
        return f"details {self.number}"

    @property
    def agreement(self) -> EscrowAgreement:
        return self.stop.agreement


class DetailsVerification(WrittenOnce):
    """The second person's verification of the details; it registers the new delivery account. Append-only."""

    details = models.OneToOneField(SuccessorDetails, on_delete=models.PROTECT, related_name="verification")
    how = models.CharField(max_length=300)
    verified_on = models.DateField()
    delivery_account = models.OneToOneField(DeliveryAccount, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"verified on {day_words(self.verified_on)}"


class DeliveryLift(WrittenOnce):
    """The end of a stop, by another person than the one who recorded it, with the paper that ends it. Append-only."""

    stop = models.OneToOneField(DeliveryStop, on_delete=models.PROTECT, related_name="lift")
    reason = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    lifted_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"lifted on {day_words(self.lifted_on)}"
