"""The journal: one hash-chained event per act, per binder."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.models.binder import Binder
from documents.models.written_once import WrittenOnce


class Event(WrittenOnce):
    """One act, as it was recorded. Written only by `documents.journal.record`, in the transaction of the act itself.

    `effective_on` is when it took effect or was received (clocks run from it), `recorded_at` when it was written down.
    `before` and `after` hold what changed; `facts` what else is worth keeping; `documents` the digests of the papers behind it.
    """

    BY, WHY = "actor_name", "reason"
    recorded_by = recorded_reason = None  # type: ignore[assignment]

    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_reference = models.CharField(max_length=80)
    actor_id_text = models.CharField(max_length=40, blank=True)
    actor_name = models.CharField(max_length=200)
    actor_capacity = models.CharField(max_length=200)
    factor = models.CharField(max_length=60, blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    documents = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("binder_id", "number")
        constraints = (
            models.UniqueConstraint(fields=("binder", "number"), name="event_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="event_number_from_one"),
        )
        indexes = (
            models.Index(fields=("binder", "subject_type", "subject_reference"), name="event_subject"),
            models.Index(fields=("recorded_at",), name="event_recorded_at"),
        )

    def __str__(self) -> str:
        return f"Event {self.number}"
