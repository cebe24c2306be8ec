"""The agent's own corrections to a business calendar."""

from django.db import models
from simple_history.models import HistoricalRecords

from documents.days import day_words


class CalendarDay(models.Model):
    """One day of one calendar as it really is, where the published rule says otherwise or nothing yet."""

    calendar = models.CharField(max_length=20)
    day = models.DateField()
    is_business_day = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("calendar", "day")
        constraints = (models.UniqueConstraint(fields=("calendar", "day"), name="calendar_day_once"),)

    def __str__(self) -> str:
        return f"{self.calendar} {day_words(self.day)}"
