"""A corporate action: what the issuer did to the instrument, and what of the escrow it carries into the next security line.

Prepared by one person with every account before and after, authorised by another. Append-only throughout.
"""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import EscrowAgreement, SecurityLine
from tranches.models.hold import Hold
from tranches.models.instruction import InstructionLine
from tranches.models.posting import Account
from tranches.models.recipient import DeliveryStop
from tranches.models.release import ReleaseLine
from tranches.models.tranche import Tranche
from tranches.terms.sums.conversion import FRACTION_POLICIES, MOST


class CorporateAction(WrittenOnce):
    """A split, consolidation, reclassification, new name or exchange, as its source paper says it. Append-only.

    `ratio_new` shares of the new line stand for `ratio_old` of the one it closes. `stated_shares` is what the transfer agent says
    the escrow account holds afterwards. `content` is the canonical content that is authorised, with every account before and
    after, and `digest` its SHA-256. The cash part of an exchange, or for a fraction of a share, is only recorded.
    """

    class Kind(models.TextChoices):
        SPLIT = "split", "Split"
        CONSOLIDATION = "consolidation", "Consolidation"
        RECLASSIFICATION = "reclassification", "Reclassification"
        RENAMING = "renaming", "New name or ticker"
        EXCHANGE = "exchange", "Exchange in a merger"

    class FractionPolicy(models.TextChoices):
        DOWN = "down", "Down, the fraction in cash"
        HALF_UP = "half_up", "To the nearest, half up"
        UP = "up", "Up"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="corporate_actions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    ratio_new = models.BigIntegerField()
    ratio_old = models.BigIntegerField()
    fraction_policy = models.CharField(max_length=10, choices=FractionPolicy)
    effective_on = models.DateField()
    closes = models.ForeignKey(SecurityLine, on_delete=models.PROTECT, related_name="closing_actions")
    instrument = models.CharField(max_length=200)
    instrument_zh = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200)
    issuer_zh = models.CharField(max_length=200, blank=True)
    ticker = models.CharField(max_length=20, blank=True)
    par_value = models.CharField(max_length=60, blank=True)
    cusip = models.CharField("CUSIP", max_length=12, blank=True)
    stated_shares = models.BigIntegerField()
    cash_minor = models.BigIntegerField(null=True, blank=True)
    cash_currency = models.CharField(max_length=3, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    prepared_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="corporate_action_number_once"),
            models.CheckConstraint(
                condition=models.Q(
                    ratio_new__gt=0, ratio_old__gt=0, ratio_new__lte=MOST, ratio_old__lte=MOST
                ),
                name="corporate_action_ratio_possible",
            ),
            models.CheckConstraint(
                condition=models.Q(fraction_policy__in=FRACTION_POLICIES),
                name="corporate_action_policy_known",
            ),
            models.CheckConstraint(
                condition=models.Q(stated_shares__gte=0), name="corporate_action_shares_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(cash_minor__isnull=True, cash_currency="")
                | models.Q(cash_minor__gt=0, cash_currency__gt=""),
                name="corporate_action_cash_has_currency",
            ),
        )

    def __str__(self) -> str:
        return f"CA-{self.number}"

    @property
    def ratio_text(self) -> str:
        """`10 for 1`: new shares for old ones."""
        return f"{self.ratio_new:,} for {self.ratio_old:,}"


class CorporateActionDecision(WrittenOnce):
    """What the second person decided, or that the preparation was taken back. Append-only; one an action.

    `document` is the before/after sheet, made in the act that authorises.
    """

    class Outcome(models.TextChoices):
        AUTHORISED = "authorised", "Authorised"
        WITHDRAWN = "withdrawn", "Withdrawn"

    action = models.OneToOneField(CorporateAction, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    factor = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome="authorised", digest__gt="", document__isnull=False)
                | models.Q(outcome="withdrawn", reason__gt=""),
                name="corporate_action_decision_has_its_proof",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display().lower()} on {day_words(self.decided_on)}"


class ConversionRow(WrittenOnce):
    """One account inside escrow before and after a corporate action, in the unit of either line. Append-only.

    Reserved shares are told apart by their letter (`release_line`) and by where they were drawn from, so that they find back.
    """

    action = models.ForeignKey(CorporateAction, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    account = models.CharField(max_length=20, choices=Account)
    tranche = models.ForeignKey(
        Tranche, null=True, blank=True, on_delete=models.PROTECT, related_name="conversion_rows"
    )
    release_line = models.ForeignKey(
        ReleaseLine, null=True, blank=True, on_delete=models.PROTECT, related_name="conversion_rows"
    )
    drawn_from = models.CharField(max_length=20, blank=True)
    shares_before = models.BigIntegerField()
    shares_after = models.BigIntegerField()

    class Meta:
        ordering = ("action", "number")
        constraints = (
            models.UniqueConstraint(fields=("action", "number"), name="conversion_row_number_once"),
            models.CheckConstraint(
                condition=models.Q(shares_before__gt=0, shares_after__gte=0),
                name="conversion_row_shares_possible",
            ),
            models.CheckConstraint(
                condition=models.Q(account__in=("reserved", "reserved_return"), release_line__isnull=False)
                | (
                    ~models.Q(account__in=("reserved", "reserved_return"))
                    & models.Q(release_line__isnull=True, drawn_from="")
                ),
                name="conversion_row_of_reserved_names_its_letter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.shares_before:,} → {self.shares_after:,}"


class CarriedLimit(WrittenOnce):
    """A number that bounds shares, brought into the next security line. Append-only.

    Of an instruction line what it still orders, of a hold what it keeps back, of the tranche itself what may still come in; of an
    attachment, which names no tranche, what it keeps from the recipient.
    """

    action = models.ForeignKey(CorporateAction, on_delete=models.PROTECT, related_name="limits")
    tranche = models.ForeignKey(
        Tranche, null=True, blank=True, on_delete=models.PROTECT, related_name="carried_limits"
    )
    instruction_line = models.ForeignKey(
        InstructionLine, null=True, blank=True, on_delete=models.PROTECT, related_name="carried_limits"
    )
    hold = models.ForeignKey(
        Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="carried_limits"
    )
    stop = models.ForeignKey(
        DeliveryStop, null=True, blank=True, on_delete=models.PROTECT, related_name="carried_limits"
    )
    shares_before = models.BigIntegerField()
    shares_after = models.BigIntegerField()

    class Meta:
        ordering = ("action", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("action", "instruction_line"), name="carried_limit_once_an_instruction_line"
            ),
            models.UniqueConstraint(fields=("action", "hold"), name="carried_limit_once_a_hold"),
            models.UniqueConstraint(fields=("action", "stop"), name="carried_limit_once_a_stop"),
            models.CheckConstraint(
                condition=models.Q(tranche__isnull=False, stop__isnull=True, instruction_line__isnull=True)
                | models.Q(tranche__isnull=False, stop__isnull=True, hold__isnull=True)
                | models.Q(
                    tranche__isnull=True, stop__isnull=False, instruction_line__isnull=True, hold__isnull=True
                ),
                name="carried_limit_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(shares_before__gte=0, shares_after__gte=0),
                name="carried_limit_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.shares_before:,} → {self.shares_after:,}"
