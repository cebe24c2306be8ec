"""A row that is written once is its own history: who wrote it, when and why stand in it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models


class WrittenOnce(models.Model):
    """A row of a table that is append-only by wall. `documents.services.recorded.create` alone fills these three.

    `recorded_by` is empty for the program. A table that had names of its own for them says which: `WHEN`, `BY` and `WHY`.
    """

    WHEN: ClassVar[str] = "recorded_at"
    BY: ClassVar[str] = "recorded_by"
    WHY: ClassVar[str] = "recorded_reason"

    recorded_at = models.DateTimeField(db_index=True)
    # Without an index: nobody looks for all that an account wrote in one table.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    recorded_reason = models.TextField("why it was recorded", blank=True)

    class Meta:
        abstract = True

    def written(self, *, at: datetime, by: int | None, why: str) -> None:
        """Note when, by which account (none for the program) and why the row is written."""
        setattr(self, self.WHEN, at)
        setattr(self, f"{self.BY}_id", by)
        setattr(self, self.WHY, why)
