"""The joint written instruction, its lines, and the approvals that make it joint."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import DeliveryAccount, Person
from tranches.models.agreement import AgreementParty, EscrowAgreement
from tranches.models.report import Assessment
from tranches.models.tranche import Tranche


class InstructionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    APPROVED = "approved", "Approved"
    EXECUTED = "executed", "Executed"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Superseded"


I = InstructionState  # noqa: E741


class Instruction(models.Model):
    """What the agent is told to release, on which authority: jointly by the signing parts, or by a paper that replaces them.

    `content` is the canonical content that is signed and `digest` its SHA-256; neither ever changes. `attempt` counts the tries
    to carry it out: a revocation, a refusal or a partial confirmation starts the next, and only authorisations and checklist
    ticks of the current attempt count.
    """

    class Basis(models.TextChoices):
        JOINT = "joint", "Joint written instruction"
        SETTLEMENT = "settlement", "Settlement signed by all parties"
        AWARD = "award", "Arbitral award"
        JUDGMENT = "judgment", "Judgment"
        RETURN = "return", "Joint instruction to return"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="instructions")
    number = models.PositiveIntegerField()
    basis = models.CharField(max_length=12, choices=Basis)
    state = FSMField(default=I.DRAFT, choices=I, editable=False)
    attempt = models.PositiveIntegerField(default=1, editable=False)
    recipient = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    delivery_account = models.ForeignKey(
        DeliveryAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="instructions"
    )
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    difference_reason = models.TextField(blank=True)
    proposal = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    executed_paper = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prepared_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="instruction_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=I.values), name="instruction_state_known"),
        )

    def __str__(self) -> str:
        return f"JWI-{self.number}"

    @property
    def is_return(self) -> bool:
        """Whether it returns kept shares to the issuer, in place of releasing any."""
        return bool(self.basis == self.Basis.RETURN)

    @property
    def is_signed(self) -> bool:
        """Whether the signing parts' approvals are its authority, not a governing paper."""
        return self.basis in SIGNED

    @transition(field=state, source=[I.DRAFT], target=I.SUBMITTED)
    def submit(self) -> None:
        """Put before the signers, with the proposal on file."""

    @transition(field=state, source=[I.SUBMITTED], target=I.APPROVED)
    def approve(self) -> None:
        """An approval of each signing part over the same digest is at hand (EA 3.1(b))."""

    @transition(field=state, source=[I.DRAFT], target=I.APPROVED)
    def accept_authority(self) -> None:
        """A settlement, award or judgment was checked by a second person and stands in for the joint instruction (EA 3.3)."""

    @transition(field=state, source=[I.APPROVED], target=I.SUBMITTED)
    def void_approval(self) -> None:
        """An approval was revoked before authorisation."""

    @transition(field=state, source=[I.SUBMITTED], target=I.REJECTED)
    def reject(self) -> None:
        """A signing part said no."""

    @transition(field=state, source=[I.DRAFT, I.SUBMITTED, I.APPROVED], target=I.WITHDRAWN)
    def withdraw(self) -> None:
        """Taken back before anything was authorised."""

    @transition(field=state, source=[I.DRAFT, I.SUBMITTED, I.APPROVED], target=I.SUPERSEDED)
    def supersede(self) -> None:
        """A later report, instruction or governing paper takes its place."""

    @transition(field=state, source=[I.APPROVED], target=I.EXECUTED)
    def execute(self) -> None:
        """Every line is confirmed; or it released nothing, and that was accepted by two persons."""

    @transition(field=state, source=[I.EXECUTED], target=I.APPROVED)
    def reopen(self) -> None:
        """A delivery went to the wrong account and came back: what is open again is delivered by a next attempt."""


SIGNED = (Instruction.Basis.JOINT, Instruction.Basis.RETURN)
"""What the signing parts approve; every other basis rests on a governing paper (EA 3.3)."""


class InstructionLine(WrittenOnce):
    """So many shares of one tranche, and where the entitlement comes from. Append-only."""

    class Origin(models.TextChoices):
        OWN = "own", "Own year"
        OFFSET = "offset", "Offset"
        GOVERNED = "governed", "Fixed by the governing paper"
        RETURN = "return", "Kept, returned for cancellation"

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="lines")
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="instruction_lines")
    origin = models.CharField(max_length=10, choices=Origin)
    offset_by = models.ForeignKey(Tranche, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shares = models.BigIntegerField()
    computed_shares = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("instruction", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(shares__gte=0), name="instruction_line_not_negative"),
            models.UniqueConstraint(
                fields=("instruction", "tranche"), name="instruction_line_once_per_tranche"
            ),
        )

    def __str__(self) -> str:
        return f"{self.shares:,} shares"


class PaperSignature(WrittenOnce):
    """A signature on paper, as a clerk read it from the scan; an approval only once a second person checked it. Append-only."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="paper_signatures")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    received_on = models.DateField()
    digest = models.CharField(max_length=64)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    filed_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("instruction", "id")

    def __str__(self) -> str:
        return f"signature of {day_words(self.signed_on)}"


class Approval(WrittenOnce):
    """A signer's answer over a digest, in a capacity he has that day. Append-only.

    `meaning` is the sentence recorded with his name. `acknowledged_difference` is instructed less computed, as he saw it;
    `acknowledged_opinion` the words for every opinion other than an unqualified one that a report behind it carries.
    `alone` says whether the register let him sign for the party alone that day; if not, a second signatory must approve too.
    """

    class Answer(models.TextChoices):
        APPROVE = "approve", "Approved"
        REJECT = "reject", "Rejected"

    class Via(models.TextChoices):
        PORTAL = "portal", "Portal"
        PAPER = "paper", "Paper"

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="approvals")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approvals")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(max_length=8, choices=Answer)
    via = models.CharField(max_length=8, choices=Via)
    digest = models.CharField(max_length=64)
    alone = models.BooleanField(default=True)
    meaning = models.TextField()
    reason = models.TextField(blank=True)
    factor = models.CharField(max_length=60, blank=True)
    acknowledged_difference = models.BigIntegerField(null=True, blank=True)
    acknowledged_opinion = models.TextField(blank=True)
    effective_on = models.DateField()
    paper_signature = models.OneToOneField(
        PaperSignature, null=True, blank=True, on_delete=models.PROTECT, related_name="approval"
    )
    checked_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("instruction", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(via="portal", paper_signature__isnull=True, user__isnull=False)
                | models.Q(via="paper", paper_signature__isnull=False, checked_person__isnull=False),
                name="approval_has_its_proof",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_answer_display()} on {day_words(self.effective_on)}"


class ApprovalRevocation(WrittenOnce):
    """An approval taken back before the agent authorised the release. Append-only."""

    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="revocation")
    reason = models.TextField()
    revoked_on = models.DateField()

    def __str__(self) -> str:
        return f"revoked on {day_words(self.revoked_on)}"
