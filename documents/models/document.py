"""A filed document: its bytes are in the vault under their digest, this row says what they are."""

import uuid

from django.conf import settings
from django.db import models

from documents.models.binder import Binder
from documents.models.written_once import WrittenOnce


class Document(WrittenOnce):
    """A paper that came in or that we made. Append-only: a wrong filing is answered by filing again.

    `subject` is text (`tranche`, `KX-2025/3`), not a foreign key: the evidence does not depend on the application above it.
    """

    WHEN, BY = "filed_at", "filed_by"
    recorded_at = recorded_by = None  # type: ignore[assignment]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    reference = models.CharField(max_length=80, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_reference = models.CharField(max_length=80, blank=True)
    filename = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    dated_on = models.DateField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filed_by_name = models.CharField(max_length=200)
    made_here = models.BooleanField(default=False)
    doubts = models.CharField(max_length=300, blank=True)  # what intake found odd; it was filed all the same

    class Meta:
        ordering = ("-filed_at", "-id")
        indexes = (
            models.Index(fields=("binder", "subject_type", "subject_reference"), name="document_subject"),
            models.Index(fields=("sha256",), name="document_sha256"),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="document_not_empty"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_sha256_hex"
            ),
        )

    def __str__(self) -> str:
        return self.title
