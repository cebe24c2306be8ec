"""Amendments: agreements of all parties that change the terms (SPA 5.3, 11.2), their signatures, and what they moved."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import AgreementParty, EscrowAgreement, TermsVersion
from tranches.models.tranche import Tranche


class AmendmentState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    SIGNED = "signed", "Signed by all"
    IN_FORCE = "in_force", "In force"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


A = AmendmentState
# What is said of an amendment → what is said of a termination.
TERMINATION_WORDS = (
    ("an amendment", "a termination"),
    ("An amendment", "A termination"),
    ("amendment", "termination"),
    ("Amendment", "Termination"),
    ("修订", "终止"),
)


class Amendment(models.Model):
    """A changed set of terms for both agreements, as every party signs it.

    `content` holds the new terms whole, the changes in words and the version they change; `digest` is its SHA-256 and what is
    signed. Neither ever changes: other content is another amendment. `terms_digest` is the digest that the new version of the
    terms will have, so that the database itself can compare the two.
    """

    class Kind(models.TextChoices):
        AMENDMENT = "amendment", "Amendment"
        TERMINATION = "termination", "Termination by all parties"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.AMENDMENT)
    state = FSMField(default=A.DRAFT, choices=A, editable=False)
    based_on = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="amended_by")
    effective_on = models.DateField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    terms_digest = models.CharField(max_length=64)
    source = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    executed_paper = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.OneToOneField(
        TermsVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="amendment"
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prepared_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="amendment_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=A.values), name="amendment_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="in_force", version__isnull=False)
                | (~models.Q(state="in_force") & models.Q(version__isnull=True)),
                name="amendment_in_force_has_its_version",
            ),
        )

    def __str__(self) -> str:
        return f"AM-{self.number}"

    @property
    def is_termination(self) -> bool:
        """Whether it ends the agreement instead of changing it."""
        return bool(self.kind == self.Kind.TERMINATION)

    @property
    def noun(self) -> str:
        """What it is called, in a sentence and in the kinds of its events: `amendment` or `termination`."""
        return str(self.kind)

    @property
    def called(self) -> str:
        """Its number with the word for it where that is not an amendment's: `AM-1`, `termination AM-2`."""
        return f"{self.noun} {self}" if self.is_termination else str(self)

    def worded(self, text: str) -> str:
        """A text about amendments in the word for this one: nobody is asked to sign an amendment that ends the agreement."""
        if not self.is_termination:
            return text
        for word, own in TERMINATION_WORDS:
            text = text.replace(word, own)
        return text

    @transition(field=state, source=[A.DRAFT], target=A.SUBMITTED)
    def submit(self) -> None:
        """Put before all parties, with the proposal on file."""

    @transition(field=state, source=[A.SUBMITTED], target=A.SIGNED)
    def complete(self) -> None:
        """Every party to the agreements has signed the same digest (SPA 5.3, 11.2)."""

    @transition(field=state, source=[A.SUBMITTED], target=A.REJECTED)
    def reject(self) -> None:
        """A party said no; without all of them nothing changes."""

    @transition(field=state, source=[A.DRAFT, A.SUBMITTED, A.SIGNED], target=A.WITHDRAWN)
    def withdraw(self) -> None:
        """Taken back before it came into force; once all have signed, on their paper only."""

    @transition(field=state, source=[A.SIGNED], target=A.IN_FORCE)
    def bring_into_force(self) -> None:
        """Its effective date has come: the terms have another version."""


class AmendmentPaperSignature(WrittenOnce):
    """A signature on the printed amendment, as read from the scan; it counts once a second person checked it. Append-only."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="paper_signatures")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    received_on = models.DateField()
    digest = models.CharField(max_length=64)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    filed_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("amendment", "id")

    def __str__(self) -> str:
        return f"signature of {day_words(self.signed_on)}"


class AmendmentAnswer(WrittenOnce):
    """A party's answer to an amendment over its digest, by a person who could bind it that day. Append-only."""

    class Answer(models.TextChoices):
        SIGN = "sign", "Signed"
        REJECT = "reject", "Rejected"

    class Via(models.TextChoices):
        PORTAL = "portal", "Portal"
        PAPER = "paper", "Paper"
        DESK = "desk", "Desk"

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(max_length=8, choices=Answer)
    via = models.CharField(max_length=8, choices=Via)
    digest = models.CharField(max_length=64)
    meaning = models.TextField()
    reason = models.TextField(blank=True)
    factor = models.CharField(max_length=60, blank=True)
    effective_on = models.DateField()
    paper_signature = models.OneToOneField(
        AmendmentPaperSignature, null=True, blank=True, on_delete=models.PROTECT, related_name="accepted"
    )
    checked_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("amendment", "id")
        constraints = (
            models.UniqueConstraint(fields=("amendment", "party", "answer"), name="amendment_answer_once"),
            models.CheckConstraint(
                condition=models.Q(
                    via__in=("portal", "desk"), paper_signature__isnull=True, user__isnull=False
                )
                | models.Q(via="paper", paper_signature__isnull=False, checked_person__isnull=False),
                name="amendment_answer_has_its_proof",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_answer_display()} on {day_words(self.effective_on)}"


class QuantityChange(WrittenOnce):
    """The shares of a tranche before and after an amendment. Append-only."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="quantity_changes")
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="quantity_changes")
    shares_before = models.BigIntegerField()
    shares_after = models.BigIntegerField()

    class Meta:
        ordering = ("amendment", "id")
        constraints = (
            models.UniqueConstraint(fields=("amendment", "tranche"), name="quantity_change_once"),
            models.CheckConstraint(condition=models.Q(shares_after__gt=0), name="quantity_after_positive"),
        )

    def __str__(self) -> str:
        return f"{self.shares_before:,} → {self.shares_after:,} shares"


class Reallocation(WrittenOnce):
    """Shares held for one tranche that an amendment gives to another: the order that one posting carries out. Append-only."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="reallocations")
    from_tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="+")
    to_tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="+")
    shares = models.BigIntegerField()

    class Meta:
        ordering = ("amendment", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("amendment", "from_tranche", "to_tranche"), name="reallocation_once"
            ),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="reallocation_positive"),
            models.CheckConstraint(
                condition=~models.Q(from_tranche=models.F("to_tranche")), name="reallocation_between_two"
            ),
        )

    def __str__(self) -> str:
        return f"{self.shares:,} shares"
