"""The agent's fee: who pays it, what a year costs, invoices and payments (EA 4.4); and the costs of releases (EA 3.2, SPA 6).

Append-only throughout. What is open is a sum, never stored. Nothing here can stand in the way of a release.
"""

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import AgreementParty, EscrowAgreement, TermsVersion
from tranches.models.release import Release


class FeePayerAnswer(WrittenOnce):
    """The parties' answer to the open question who pays the fee, with its paper. The newest counts. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="fee_payer_answers")
    number = models.PositiveIntegerField()
    payer = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="fee_payer_answer_number_once"),
        )

    def __str__(self) -> str:
        return f"answer of {day_words(self.answered_on)}"


class FeeEntry(WrittenOnce):
    """The fee of one year of the escrow period, by the terms it names. Append-only; one a year."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="fee_entries")
    number = models.PositiveIntegerField("fee year")
    starts_on = models.DateField()
    ends_on = models.DateField()
    days = models.PositiveIntegerField()
    year_days = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    terms_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        verbose_name_plural = "fee entries"
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="fee_year_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=0), name="fee_not_negative"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="fee_year_dates_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"fee year {self.number}"


class FeeInvoice(WrittenOnce):
    """The invoice of one year's fee to its payer. Append-only; one an entry."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="fee_invoices")
    entry = models.OneToOneField(FeeEntry, on_delete=models.PROTECT, related_name="invoice")
    number = models.PositiveIntegerField()
    payer = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="fee_invoice_number_once"),
        )

    def __str__(self) -> str:
        return f"F-{self.number}"


class FeePayment(WrittenOnce):
    """Money received on an invoice, in full or in part. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="fee_payments")
    invoice = models.ForeignKey(FeeInvoice, on_delete=models.PROTECT, related_name="payments")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    received_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("invoice", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="fee_payment_positive"),
        )

    def __str__(self) -> str:
        return f"payment of {day_words(self.received_on)}"


class ReleaseCost(WrittenOnce):
    """A cost or tax of one release, and who bears it (EA 3.2, SPA 6). Append-only."""

    class Kind(models.TextChoices):
        HANDLING = "handling", "Handling fee"
        TAX = "tax", "Tax"
        OTHER = "other", "Other cost"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="costs")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.CharField(max_length=200)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    borne_by = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    incurred_on = models.DateField()
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("release", "number")
        constraints = (
            models.UniqueConstraint(fields=("release", "number"), name="release_cost_number_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="release_cost_positive"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()} of {day_words(self.incurred_on)}"
