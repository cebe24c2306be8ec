"""The assembly's own table: how often somebody guessed."""

from django.db import models


class Counter(models.Model):
    """Guesses at one secret from one side (`escrow_site.limits.counters`). No evidence: expired rows are taken away."""

    key = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of the limit's name and of whose it is: no name that a stranger typed is kept."""
    count = models.PositiveIntegerField(default=0)
    opens_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:12]
