"""The read log: who was handed which confidential thing, when and by which door (SPA 9)."""

from django.conf import settings
from django.db import models

from documents.models.binder import Binder
from documents.models.document import Document


class ReadEntry(models.Model):
    """One handing out, written before the first byte leaves. Append-only, and no part of the journal: reading changes nothing.

    What concerns several binders has a row in each; what concerns none has one without. `sha256` is the digest of the bytes that
    were handed out, empty for a page; `person_number` the key of the natural person behind the account.
    """

    class What(models.TextChoices):
        DOCUMENT = "document", "Document"
        EXPORT = "export", "Export"
        CALENDAR = "calendar", "Calendar feed"
        PAGE = "page", "Page"

    class Door(models.TextChoices):
        DESK = "desk", "Desk"
        PORTAL = "portal", "Portal"
        REVIEW = "review", "Review"
        CALENDAR = "calendar", "Calendar address"
        OTHER = "other", "Another address"

    binder = models.ForeignKey(
        Binder, null=True, blank=True, on_delete=models.PROTECT, related_name="read_entries"
    )
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="read_entries"
    )
    what = models.CharField(max_length=12, choices=What.choices)
    title = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    route = models.CharField(max_length=80, blank=True)
    method = models.CharField(max_length=10)
    door = models.CharField(max_length=12, choices=Door.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person_number = models.BigIntegerField(null=True, blank=True)
    reader_name = models.CharField(max_length=200)
    reader_capacity = models.CharField(max_length=200)
    factor = models.CharField(max_length=60, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ("-read_at", "-id")
        verbose_name_plural = "read entries"
        indexes = (
            models.Index(fields=("binder", "read_at"), name="read_entry_binder"),
            models.Index(fields=("read_at",), name="read_entry_at"),
        )

    def __str__(self) -> str:
        return self.title
