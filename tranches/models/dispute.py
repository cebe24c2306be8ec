"""What a dispute went through, and what the issuer claims beside a suspension (SPA 8.1, 10.2)."""

import uuid

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import AgreementParty, EscrowAgreement
from tranches.models.hold import DisputeNotice, Hold
from tranches.models.tranche import Tranche


class DisputeStage(WrittenOnce):
    """A stage that a dispute about a tranche entered, as the parties or the tribunal told the agent (SPA 10.2). Append-only.

    A dispute runs from its negotiation or its arbitration to an award or another end; the next stage after an end begins
    another dispute. `began_on` is the day the stage began, `forum`, `seat` and `case_reference` are those of the tribunal.
    """

    class Stage(models.TextChoices):
        NEGOTIATION = "negotiation", "Negotiation"
        ARBITRATION = "arbitration", "Arbitration"
        AWARD = "award", "Award made"
        ENDED = "ended", "Ended without an award"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="dispute_stages")
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="dispute_stages")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=12, choices=Stage)
    notice = models.ForeignKey(
        DisputeNotice, null=True, blank=True, on_delete=models.PROTECT, related_name="stages"
    )
    began_on = models.DateField()
    forum = models.CharField(max_length=200, blank=True)
    seat = models.CharField(max_length=120, blank=True)
    case_reference = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="dispute_stage_number_once"),
            models.CheckConstraint(
                condition=~models.Q(stage="arbitration")
                | (models.Q(forum__gt="") & models.Q(seat__gt="") & models.Q(case_reference__gt="")),
                name="dispute_stage_arbitration_named",
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=("negotiation", "ended")) | models.Q(document__isnull=False),
                name="dispute_stage_has_its_paper",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_stage_display().lower()} since {day_words(self.began_on)}"


class DamagesClaim(WrittenOnce):
    """What the issuer claims of the seller beside its suspension, in minor units (SPA 8.1). Append-only; the agent judges nothing."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="damages_claims")
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="claims")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    ground = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    claimed_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="damages_claim_number_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="damages_claim_amount_positive"
            ),
        )

    def __str__(self) -> str:
        return f"claim {self.number}"

    @property
    def state_word(self) -> str:
        """`open`, `settled` or `withdrawn`."""
        end = getattr(self, "end", None)
        return str(end.get_outcome_display()).lower() if end else "open"


class DamagesClaimEnd(WrittenOnce):
    """How a claim ended, on which paper; a settled one may name what is paid. Append-only."""

    class Outcome(models.TextChoices):
        SETTLED = "settled", "Settled"
        WITHDRAWN = "withdrawn", "Withdrawn"

    claim = models.OneToOneField(DamagesClaim, on_delete=models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=10, choices=Outcome)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount_minor__isnull=True)
                | models.Q(outcome="settled", amount_minor__gte=0),
                name="damages_claim_end_amount_of_settled",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display().lower()} on {day_words(self.ended_on)}"
