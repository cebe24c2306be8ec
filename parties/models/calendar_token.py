"""The address of an account's calendar feed."""

from django.db import models
from simple_history.models import HistoricalRecords

from parties.models.user import User


class CalendarToken(models.Model):
    """A secret that opens the deadlines of one account to a calendar program, and nothing else. Only its SHA-256 is kept.

    It is shown once, when it is made; a new one ends the one before, and revoking ends it for good.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("user", "-made_at")
        constraints = (
            models.UniqueConstraint(
                fields=("user",), condition=models.Q(revoked_at__isnull=True), name="calendar_token_one_live"
            ),
        )

    def __str__(self) -> str:
        return "revoked" if self.revoked_at else "live"
