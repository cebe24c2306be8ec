"""The closing binder: what a law firm would keep of one deal, or of one party."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords

# A party's binder is told from a deal's by its reference, which names nobody (I9) and means nothing to a reader.
OF_PARTY = "P-"


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
        return self.called

    @property
    def called(self) -> str:
        """What a reader calls it: a deal by its reference, a party by its name."""
        if not self.reference.startswith(OF_PARTY):
            return self.reference
        return f"{self.title} (simulation)" if self.is_simulation else self.title
