"""Late release: the prices that value the shares, decided reasons for a delay, and the statements made of it (SPA 8.2)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import AgreementParty, EscrowAgreement, TermsVersion
from tranches.models.tranche import Tranche


class ClosingPrice(WrittenOnce):
    """What one share closed at on a day, as exact decimal text. A later row for the same day corrects it. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="closing_prices")
    number = models.PositiveIntegerField()
    day = models.DateField()
    price = models.CharField(max_length=30)
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=200)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "day", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="closing_price_number_once"),
        )

    def __str__(self) -> str:
        return f"close of {day_words(self.day)}"


class DelayReason(WrittenOnce):
    """The recorded decision whether a debtor had a justified reason for a period of delay, whose decision it is, and its ground.

    Append-only; for a day that two decisions name, the later recorded one counts.
    """

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="delay_reasons")
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="delay_reasons")
    number = models.PositiveIntegerField()
    debtor = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    is_justified = models.BooleanField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    ground = models.TextField()
    author = models.CharField("decided by", max_length=200)
    decided_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="delay_reason_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="delay_reason_dates_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"decision {self.number}"


class PenaltyStatement(WrittenOnce):
    """What a debtor's delay comes to until a day, with its derivation, as it was made then. Append-only."""

    agreement = models.ForeignKey(
        EscrowAgreement, on_delete=models.PROTECT, related_name="penalty_statements"
    )
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="penalty_statements")
    number = models.PositiveIntegerField()
    debtor = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    days = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    terms_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="penalty_statement_number_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gte=0), name="penalty_statement_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"P-{self.number}"
