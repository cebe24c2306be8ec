"""Ways out of escrow that the agreement leaves to the law: legal disposition, and the hand-over to a successor agent (EA 4.2, 2).

Each step is a row of its own, written once; where a disposition stands follows from the rows it has.
"""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import EscrowAgreement
from tranches.models.answers import LetterAnswer, LetterRecall
from tranches.models.posting import TRANCHE_ACCOUNTS, Account
from tranches.models.tranche import Tranche

# Where a disposition takes shares from. What a letter has reserved is asked back first.
DISPOSABLE = (Account.UNALLOCATED, Account.HELD, Account.KEPT)


class Disposition(WrittenOnce):
    """What the law, or the appointment of a successor, tells the agent to do with shares in escrow. Append-only.

    `content` is the canonical content that the two persons of the agent authorise and `digest` its SHA-256. `signed_by` lists the
    letters of the parties whose signatures the clerk found on an appointment of a successor.
    """

    class Ground(models.TextChoices):
        COURT_ORDER = "court_order", "Court order"
        LAW = "law", "Demand of the law"
        SUCCESSOR = "successor", "Hand-over to a successor agent"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="dispositions")
    number = models.PositiveIntegerField()
    ground = models.CharField(max_length=12, choices=Ground)
    authority = models.CharField("court or authority", max_length=200, blank=True)
    case_reference = models.CharField(max_length=120, blank=True)
    signed_by = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    dated_on = models.DateField()
    received_on = models.DateField()
    to_name = models.CharField("delivered to", max_length=200)
    delivery_account = models.CharField(max_length=300)
    reason = models.TextField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    filed_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="disposition_number_once"),
        )

    def __str__(self) -> str:
        return f"LD-{self.number}"

    @property
    def is_handover(self) -> bool:
        """Whether everything goes to a successor agent, and the agreement with it."""
        return bool(self.ground == self.Ground.SUCCESSOR)


class DispositionLine(WrittenOnce):
    """So many shares out of one account. Append-only."""

    disposition = models.ForeignKey(Disposition, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=20, choices=Account)
    tranche = models.ForeignKey(Tranche, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shares = models.BigIntegerField()

    class Meta:
        ordering = ("disposition", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("disposition", "account", "tranche"), name="disposition_line_once"
            ),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="disposition_line_positive"),
            models.CheckConstraint(
                condition=models.Q(account__in=DISPOSABLE), name="disposition_line_of_escrow"
            ),
            models.CheckConstraint(
                condition=models.Q(account__in=TRANCHE_ACCOUNTS, tranche__isnull=False)
                | (~models.Q(account__in=TRANCHE_ACCOUNTS) & models.Q(tranche__isnull=True)),
                name="disposition_line_tranche_fits",
            ),
        )

    def __str__(self) -> str:
        return f"{self.shares:,} shares"


class DispositionCheck(WrittenOnce):
    """The legal check of the order or appointment by another person of the agent, and the notice it led to. Append-only.

    One that is not effective ends here; there is then no notice.
    """

    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="legal_check")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_effective = models.BooleanField()
    finding = models.TextField()
    notice = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField()

    def __str__(self) -> str:
        return f"checked on {day_words(self.checked_on)}"


class HandOverPack(WrittenOnce):
    """What the successor agent receives: an archive of everything about the agreement. Append-only; the newest counts.

    `head_count` and `head_digest` are the head of the binder's journal that the pack carries.
    """

    disposition = models.ForeignKey(Disposition, on_delete=models.PROTECT, related_name="packs")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    head_count = models.PositiveIntegerField()
    head_digest = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("disposition", "id")

    def __str__(self) -> str:
        return f"pack after {self.head_count} events"


class DispositionAuthorisation(WrittenOnce):
    """One person of the agent authorises the disposition, over the digest he saw. Append-only; a person counts once."""

    disposition = models.ForeignKey(Disposition, on_delete=models.PROTECT, related_name="authorisations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    factor = models.CharField(max_length=60, blank=True)
    effective_on = models.DateField()

    class Meta:
        ordering = ("disposition", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("disposition", "person"), name="disposition_authorised_once_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"authorised on {day_words(self.effective_on)}"


class DispositionLetter(WrittenOnce):
    """The letter to the transfer agent, made by the last authorisation: from here on its shares move no other way. Append-only."""

    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="letter")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()

    def __str__(self) -> str:
        return f"letter of {day_words(self.made_on)}"


class DispositionSending(WrittenOnce):
    """When and how the letter went to the transfer agent. Append-only."""

    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="sending")
    sent_on = models.DateField()
    how = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"sent on {day_words(self.sent_on)}"


class DispositionAnswer(LetterAnswer):
    """What the transfer agent answered to the letter of a disposition. Append-only. What is not confirmed is free where it stands."""

    disposition = models.ForeignKey(Disposition, on_delete=models.PROTECT, related_name="answers")

    class Meta:
        ordering = ("disposition", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confirmed_shares__gte=0, back_shares__gte=0),
                name="disposition_answer_not_negative",
            ),
        )


class DispositionRecall(LetterRecall):
    """The request not to carry out the letter of a disposition. Append-only; its shares stay laid hold of until it is answered."""

    disposition = models.ForeignKey(Disposition, on_delete=models.PROTECT, related_name="recall_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class DispositionEnd(WrittenOnce):
    """How it ended: all of its letter was answered, or the agent set it aside before the letter went out. Append-only."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        PARTLY_CONFIRMED = "partly_confirmed", "Confirmed in part"
        REFUSED = "refused", "Refused"
        RECALLED = "recalled", "Recalled"
        SET_ASIDE = "set_aside", "Set aside"

    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="end")
    kind = models.CharField(max_length=20, choices=Kind)
    ended_on = models.DateField()
    reason = models.TextField(blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()} on {day_words(self.ended_on)}"
