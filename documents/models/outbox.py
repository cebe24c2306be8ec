"""The outbox: messages written in the transaction of the act they tell of, and sent when it is committed.

A message that was rolled back was never sent, and one that was committed is not forgotten.
"""

from django.db import models

from documents.models.binder import Binder
from documents.models.written_once import WrittenOnce


class OutboxMessage(WrittenOnce):
    """One message to one address. `purpose` names its occasion: the same occasion makes one message only. Append-only."""

    WHEN = "made_at"
    recorded_at = None  # type: ignore[assignment]

    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="outbox")
    purpose = models.CharField(max_length=300, unique=True)
    to_address = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return self.subject


class OutboxClaim(WrittenOnce):
    """One try to send a message, taken before the mail server is asked: of two senders only one gets the number. Append-only."""

    WHEN = "claimed_at"
    recorded_at = None  # type: ignore[assignment]

    message = models.ForeignKey(OutboxMessage, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveIntegerField()
    claimed_at = models.DateTimeField()

    class Meta:
        ordering = ("message", "number")
        constraints = (models.UniqueConstraint(fields=("message", "number"), name="outbox_claim_once"),)

    def __str__(self) -> str:
        return f"try {self.number}"


class OutboxSend(WrittenOnce):
    """How a try ended: sent, or failed with its reason. Append-only; a claim without one was cut off by a crash."""

    claim = models.OneToOneField(OutboxClaim, on_delete=models.PROTECT, related_name="outcome")
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=False, failed_at__isnull=True, reason="")
                | (models.Q(sent_at__isnull=True, failed_at__isnull=False) & ~models.Q(reason="")),
                name="outbox_sent_or_failed",
            ),
        )

    def __str__(self) -> str:
        return "sent" if self.sent_at else "failed"
