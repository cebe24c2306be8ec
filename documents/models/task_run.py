"""What the operator's scheduler ran, and how it ended: so that a task that no longer runs is seen before it is missed."""

from django.db import models


class TaskRun(models.Model):
    """One run of a task. Append-only, and no part of the journal: it tells of the machine, not of a deal.

    `said` is the last line of what it said, or the sentence by which it failed.
    """

    class Task(models.TextChoices):
        BACKUP = "backup", "Backup"
        ANCHOR = "anchor", "Checkpoint of the day"
        REMIND = "remind", "Reminders"

    task = models.CharField(max_length=20, choices=Task)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(db_index=True)
    failed = models.BooleanField()
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-ended_at", "-id")

    def __str__(self) -> str:
        return f"{self.get_task_display()}, {'failed' if self.failed else 'done'}"
