"""What ties the record to the world outside: heads that left the building, the daily root of the house, time stamps on it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.days import day_words
from documents.models.binder import Binder


class Anchor(models.Model):
    """The head of a binder as it was given out: number and digest of its newest event, and the root of its log. Append-only.

    A chain alone finds no cut-off tail and no complete re-chaining; whoever kept this head does. `whole` is what the next head
    goes on from (`documents.journal.merkle.Growing`), in hexadecimal digits; it is believed only where it gives `log_root`.
    """

    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="anchors")
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    log_root = models.CharField(max_length=64)
    whole = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("binder", "count")
        constraints = (
            models.UniqueConstraint(fields=("binder", "count"), name="anchor_once_a_head"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="anchor_of_an_event"),
        )

    def __str__(self) -> str:
        return f"head {self.count}"


class Checkpoint(models.Model):
    """The heads of all binders on one day, under one root. Append-only; one a day.

    `heads` is what the root was computed over: binder, count, digest and log_root of each. Only the root leaves the building
    whole; of the heads each reader gets his own with its proof.
    """

    made_on = models.DateField(unique=True)
    made_at = models.DateTimeField()
    root = models.CharField(max_length=64)
    heads = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("made_on",)

    def __str__(self) -> str:
        return f"checkpoint of {day_words(self.made_on)}"


class TimeStamp(models.Model):
    """A time-stamp authority's token over the root of a checkpoint (RFC 3161), as it came, once it was verified. Append-only."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="time_stamps")
    authority = models.CharField(max_length=200)
    serial = models.CharField(max_length=80)
    stamped_at = models.DateTimeField()
    token = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("checkpoint", "id")

    def __str__(self) -> str:
        return f"time stamp {self.serial}"
