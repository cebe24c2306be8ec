"""Mail that carries a link only its reader may have."""

from django.conf import settings
from django.db import models


class LinkMail(models.Model):
    """That a link was asked for. The link itself is made when the mail is sent and stands in no table, nor in the outbox.

    A request over an unknown name leaves the same row without an account, and nothing is sent: what the visitor sees and waits
    for is the same.
    """

    class Purpose(models.TextChoices):
        RESET = "reset", "A new password"
        CONFIRM = "confirm", "Confirmation of an address"

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="link_mails"
    )
    address = models.EmailField(blank=True)
    asked_at = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return self.get_purpose_display()
