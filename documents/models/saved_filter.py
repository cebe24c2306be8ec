"""Filters of lists that a reader keeps under a name."""

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """What one account asks of one list, under its own name. No evidence: its owner may delete it, and nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_filters")
    page = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("user", "page", "name"), name="saved_filter_name_once"),
        )

    def __str__(self) -> str:
        return self.name
