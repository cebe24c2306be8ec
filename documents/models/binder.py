"""The closing binder: what a law firm would keep of one deal, or of one party."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords


class Binder(models.Model):
    """Every document and every journal event belongs to exactly one binder, and the hash chain runs per binder.

    A deal has one, a party has one; so a dossier of one deal discloses nothing of another, and two deals never wait for each
    other's lock.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    is_simulation = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ("reference",)

    def __str__(self) -> str:
        return self.reference
