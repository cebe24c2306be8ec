"""When the record was last checked as a whole, by what, and with which result."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class VerificationRun(models.Model):
    """One run of the checks, whatever came out. Append-only, and no part of the journal: checking changes nothing.

    `counted` holds the binders whose chains were read, each with its number of events; `findings` counts the faults, and
    `first` is the sentence of the first one.
    """

    class Result(models.TextChoices):
        CLEAN = "clean", "Clean"
        FOUND = "found", "Faults found"
        UNCHECKED = "unchecked", "Could not check"

    scope = models.CharField(max_length=120)
    result = models.CharField(max_length=10, choices=Result)
    findings = models.PositiveIntegerField()
    first = models.TextField(blank=True)
    counted = models.JSONField(encoder=DjangoJSONEncoder)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(result="found", findings__gte=1)
                | (~models.Q(result="found") & models.Q(findings=0)),
                name="verification_result_fits",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_result_display()}, {self.scope}"
