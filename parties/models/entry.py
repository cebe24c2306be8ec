"""An entry of the register: what one person wants it to say, and what a second person answered. Both append-only."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.models import Binder


class Entry(models.Model):
    """One change of a register, as it was entered: the act, its content as canonical data, and who entered it.

    Where the act asks for a second person (`needs_second`), nothing rests on it before his decision. `about` is the natural
    person it concerns, who neither enters nor confirms it. Without `person` it is the opening of a register by its operator.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="entries")
    act = models.CharField(max_length=40)
    title = models.CharField("what it says", max_length=400)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    about = models.ForeignKey(
        "parties.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="entries_about"
    )
    person = models.ForeignKey(
        "parties.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="by"
    )
    user = models.ForeignKey(
        "parties.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    factor = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    needs_second = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        verbose_name = "entry of the register"
        verbose_name_plural = "entries of the register"

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it waits for its second person."""
        return self.needs_second and not hasattr(self, "decision")


class EntryDecision(models.Model):
    """What the second person answered: confirmed, refused, or withdrawn by who entered it. Append-only."""

    class Answer(models.TextChoices):
        CONFIRM = "confirm", "Confirmed"
        REFUSE = "refuse", "Refused"
        WITHDRAW = "withdraw", "Withdrawn"

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="decision")
    answer = models.CharField(max_length=10, choices=Answer)
    how = models.CharField("how it was compared", max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    person = models.ForeignKey(
        "parties.Person", on_delete=models.PROTECT, related_name="+", verbose_name="by"
    )
    user = models.ForeignKey(
        "parties.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    factor = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        verbose_name = "decision on an entry"
        verbose_name_plural = "decisions on entries"

    def __str__(self) -> str:
        return str(self.get_answer_display())

    @property
    def journal_key(self) -> str:
        """A decision has its entry's name: there is one for each."""
        return str(self.entry.public_id)


class RegisterRow(models.Model):
    """A row of a register: it stands as its entry made it, and bears the name of the first one. Nothing else writes it (I12)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(
        Entry, null=True, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="stands by"
    )

    class Meta:
        abstract = True
