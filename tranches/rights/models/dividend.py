"""Dividends on the shares in escrow (SPA 3.2, EA 1.3): declared, what of them is the recipient's, received, passed on.

Append-only throughout. A wrong dividend is set aside and recorded anew; an entitlement that a later posting changed gets a
correction beside it. What is open is a sum, never stored.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import EscrowAgreement, SecurityLine, TermsVersion


class Dividend(WrittenOnce):
    """A dividend as the issuer declared it, in money or in shares.

    `amount_per_share` is exact decimal text in the currency's main unit; a scrip dividend has `ratio_new` shares for every
    `ratio_old` instead.
    """

    class Kind(models.TextChoices):
        CASH = "cash", "In money"
        SCRIP = "scrip", "In shares"

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="dividends")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    declared_on = models.DateField()
    record_on = models.DateField("record date")
    payment_on = models.DateField("payment date")
    amount_per_share = models.CharField(max_length=30, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    ratio_new = models.PositiveIntegerField(null=True, blank=True)
    ratio_old = models.PositiveIntegerField(null=True, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="dividend_number_once"),
            models.CheckConstraint(
                condition=models.Q(
                    kind="cash", amount_per_share__gt="", currency__gt="", ratio_new__isnull=True
                )
                | models.Q(kind="scrip", amount_per_share="", currency="", ratio_new__gt=0, ratio_old__gt=0),
                name="dividend_in_money_or_shares",
            ),
            models.CheckConstraint(
                condition=models.Q(payment_on__gte=models.F("record_on")),
                name="dividend_paid_after_record_date",
            ),
        )

    def __str__(self) -> str:
        return f"D-{self.number}"

    @property
    def is_cash(self) -> bool:
        return self.kind == self.Kind.CASH


class DividendSetAside(WrittenOnce):
    """A dividend that was recorded wrongly, or that the issuer took back: it counts no more. Append-only."""

    dividend = models.OneToOneField(Dividend, on_delete=models.PROTECT, related_name="set_aside")
    reason = models.TextField()
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "dividends set aside"

    def __str__(self) -> str:
        return f"{self.dividend} set aside"


class DividendEntitlement(WrittenOnce):
    """What the recipient is due, by the ledger at the end of the record date as it was known then; the newest counts.

    `shares_in_name` all stood in the agent's name, `shares` of them carry the recipient's right. `derivation` holds the portions by
    tranche and account, `remainder` what the rounding moved (exact, in minor units or shares). Append-only.
    """

    dividend = models.ForeignKey(Dividend, on_delete=models.PROTECT, related_name="entitlements")
    number = models.PositiveIntegerField()
    line = models.ForeignKey(SecurityLine, on_delete=models.PROTECT, related_name="+")
    terms_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")
    shares_in_name = models.BigIntegerField()
    shares = models.BigIntegerField()
    amount_minor = models.BigIntegerField(null=True, blank=True)
    shares_due = models.BigIntegerField(null=True, blank=True)
    remainder = models.CharField(max_length=60)
    derivation = models.JSONField(encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("dividend", "number")
        constraints = (
            models.UniqueConstraint(fields=("dividend", "number"), name="entitlement_number_once"),
            models.CheckConstraint(
                condition=models.Q(shares__gte=0, shares_in_name__gte=models.F("shares")),
                name="entitlement_within_what_stood",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gte=0, shares_due__isnull=True)
                | models.Q(amount_minor__isnull=True, shares_due__gte=0),
                name="entitlement_in_money_or_shares",
            ),
        )

    def __str__(self) -> str:
        return f"entitlement {self.number} of {self.dividend}"

    @property
    def due(self) -> int:
        """What is due: minor units of the currency, or shares."""
        return (self.amount_minor if self.shares_due is None else self.shares_due) or 0


class DividendReceipt(WrittenOnce):
    """Money that the transfer agent paid to the escrow agent, after what it withheld. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="dividend_receipts")
    dividend = models.ForeignKey(Dividend, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    withheld_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    received_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("dividend", "number")
        constraints = (
            models.UniqueConstraint(fields=("dividend", "number"), name="dividend_receipt_number_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0, withheld_minor__gte=0),
                name="dividend_receipt_positive",
            ),
        )

    def __str__(self) -> str:
        return f"receipt of {day_words(self.received_on)}"


class DividendPayment(WrittenOnce):
    """Money passed on to the recipient, with the advice made for him. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="dividend_payments")
    dividend = models.ForeignKey(Dividend, on_delete=models.PROTECT, related_name="payments")
    number = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    advice = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("dividend", "number")
        constraints = (
            models.UniqueConstraint(fields=("dividend", "number"), name="dividend_payment_number_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="dividend_payment_positive"),
        )

    def __str__(self) -> str:
        return f"payment of {day_words(self.paid_on)}"


class ScripDelivery(WrittenOnce):
    """Shares paid as a dividend that reached the recipient, outside the escrow and its ledger. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="scrip_deliveries")
    dividend = models.ForeignKey(Dividend, on_delete=models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField()
    shares = models.BigIntegerField()
    delivered_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    advice = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("dividend", "number")
        verbose_name_plural = "scrip deliveries"
        constraints = (
            models.UniqueConstraint(fields=("dividend", "number"), name="scrip_delivery_number_once"),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="scrip_delivery_positive"),
        )

    def __str__(self) -> str:
        return f"delivery of {day_words(self.delivered_on)}"
