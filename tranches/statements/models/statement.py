"""The statements made as of two dates, so that the same dates give the same paper (EA 1.2)."""

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from tranches.models.agreement import EscrowAgreement


class DatedStatement(WrittenOnce):
    """A statement of what was true on `as_at`, as known on `known_on`; its paper is handed out again, never made again. Append-only.

    `known_until` is the moment up to which the record was read: the end of `known_on`, or the making where that day was not over.
    `content_digest` is of what the statement says, without its frame and the day of issue.
    """

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="dated_statements")
    as_at = models.DateField()
    known_on = models.DateField()
    known_until = models.DateTimeField()
    content_digest = models.CharField(max_length=64)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "as_at", "known_on", "content_digest"), name="dated_statement_once"
            ),
            models.CheckConstraint(
                condition=models.Q(known_on__gte=models.F("as_at")), name="dated_statement_known_on_its_day"
            ),
        )

    def __str__(self) -> str:
        return f"as at {day_words(self.as_at)}, known on {day_words(self.known_on)}"
