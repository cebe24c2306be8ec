"""Notices by courier (SPA 11.3): sent, to whom at which address, deemed received, and what the courier proved."""

import uuid

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import AgreementParty, EscrowAgreement


class Notice(WrittenOnce):
    """One notice between the parties, sent by courier. Append-only.

    When it is deemed received follows from `sent_on` and the terms and is stored nowhere. E-mail and portal only inform.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    sender = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="notices_sent")
    sent_on = models.DateField()
    courier = models.CharField(max_length=100)
    tracking_number = models.CharField(max_length=100)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="notice_number_once"),
            models.UniqueConstraint(
                fields=("agreement", "courier", "tracking_number"), name="notice_consignment_once"
            ),
        )

    def __str__(self) -> str:
        return f"notice {self.number}"


class NoticeAddressee(WrittenOnce):
    """Whom a notice was sent to, with name and address as they stood on the register that day. Append-only."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="addressees")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="notices_received")
    name = models.CharField(max_length=200)
    address = models.TextField()

    class Meta:
        ordering = ("notice", "id")
        constraints = (
            models.UniqueConstraint(fields=("notice", "party"), name="notice_addressee_once"),
            models.CheckConstraint(condition=~models.Q(address=""), name="notice_addressee_has_address"),
        )

    def __str__(self) -> str:
        return self.name


class NoticeReceipt(WrittenOnce):
    """What the courier proved about one addressee: handed over, or returned. It moves no deadline. Append-only."""

    class Outcome(models.TextChoices):
        DELIVERED = "delivered", "Delivered"
        REFUSED = "refused", "Acceptance refused"
        RETURNED = "returned", "Came back undelivered"

    addressee = models.OneToOneField(NoticeAddressee, on_delete=models.PROTECT, related_name="receipt")
    outcome = models.CharField(max_length=10, choices=Outcome)
    happened_on = models.DateField()
    signed_for_by = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_outcome_display().lower()} on {day_words(self.happened_on)}"
