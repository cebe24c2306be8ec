"""A release: one attempt at the transfer agent to carry out an instruction."""

import uuid

from django.conf import settings
from django.db import models
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import DeliveryAccount, Person
from tranches.models.agreement import EscrowAgreement
from tranches.models.answers import LetterAnswer, LetterRecall
from tranches.models.instruction import Instruction, InstructionLine


class ReleaseState(models.TextChoices):
    AUTHORISED = "authorised", "Authorised"
    SENT = "sent", "Sent"
    CONFIRMED = "confirmed", "Confirmed"
    PARTLY_CONFIRMED = "partly_confirmed", "Confirmed in part"
    REFUSED = "refused", "Refused"
    RECALLED = "recalled", "Recalled"


R = ReleaseState


class ChecklistTick(WrittenOnce):
    """One item of the release checklist, ticked with evidence for one attempt. Append-only; the newest tick of an item counts.

    `valid_until` is the last day that the evidence names, where the item asks for it; `account` the entry of the register that the
    delivery account was compared with.
    """

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="ticks")
    attempt = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    account = models.ForeignKey(
        DeliveryAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("instruction", "id")

    def __str__(self) -> str:
        return self.item.replace("_", " ")


class Authorisation(WrittenOnce):
    """One person of the agent authorises one attempt, over the digest he saw. Append-only; a person counts once."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="authorisations")
    attempt = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    factor = models.CharField(max_length=60, blank=True)
    effective_on = models.DateField()

    class Meta:
        ordering = ("instruction", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("instruction", "attempt", "person"), name="authorisation_once_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"authorised on {day_words(self.effective_on)}"


class Release(models.Model):
    """An authorised attempt: its shares are reserved and its letter is made in the act that creates it (EA 3.2)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="releases")
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    attempt = models.PositiveIntegerField()
    state = FSMField(default=R.AUTHORISED, choices=R, editable=False)
    letter = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authorised_at = models.DateTimeField()
    due_on = models.DateField()

    history = HistoricalRecords()

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="release_number_once"),
            models.UniqueConstraint(fields=("instruction", "attempt"), name="release_once_per_attempt"),
            models.CheckConstraint(condition=models.Q(state__in=R.values), name="release_state_known"),
        )

    def __str__(self) -> str:
        return f"R-{self.number}"

    @transition(field=state, source=[R.AUTHORISED], target=R.SENT)
    def send(self) -> None:
        """The letter went to the transfer agent."""

    @transition(field=state, source=[R.SENT], target=R.CONFIRMED)
    def confirm(self) -> None:
        """The transfer agent confirmed every share, in one answer or in several."""

    @transition(field=state, source=[R.SENT], target=R.PARTLY_CONFIRMED)
    def confirm_partly(self) -> None:
        """The transfer agent confirmed some shares and refused the rest, or the rest was called back: nothing is open any more."""

    @transition(field=state, source=[R.SENT], target=R.REFUSED)
    def refuse(self) -> None:
        """The transfer agent refused; the reservation is undone."""

    @transition(field=state, source=[R.AUTHORISED, R.SENT], target=R.RECALLED)
    def recall(self) -> None:
        """Called back before the transfer agent acted; the reservation is undone."""


class ReleaseLine(WrittenOnce):
    """The shares of one instruction line in one attempt. Append-only."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="lines")
    instruction_line = models.ForeignKey(
        InstructionLine, on_delete=models.PROTECT, related_name="release_lines"
    )
    shares = models.BigIntegerField()

    class Meta:
        ordering = ("release", "id")
        constraints = (
            models.UniqueConstraint(fields=("release", "instruction_line"), name="release_line_once"),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="release_line_shares_positive"),
        )

    def __str__(self) -> str:
        return f"{self.shares:,} shares"


class TransferAgentAnswer(LetterAnswer):
    """What the transfer agent answered to the letter of a release. Append-only (I3). What is put back goes to where it was reserved."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="answers")

    class Meta:
        ordering = ("release", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confirmed_shares__gte=0), name="answer_shares_not_negative"
            ),
            models.CheckConstraint(condition=models.Q(back_shares__gte=0), name="answer_back_not_negative"),
        )


class RecallRequest(LetterRecall):
    """The request not to carry out the letter of a release. Append-only."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="recall_requests")
