"""The escrow agreement, its parties, its versioned terms and the epochs of its instrument."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from simple_history.models import HistoricalRecords

from documents.models import Binder, Document, WrittenOnce
from parties.models import Party


class EscrowAgreement(models.Model):
    """One deal in escrow. Its row is the lock of everything that happens to it.

    What the parties agreed is in the terms versions; where the shares are is the sum of the postings. Nothing of either is
    stored here twice.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    effective_on = models.DateField()
    is_simulation = models.BooleanField(default=False)
    binder = models.OneToOneField(Binder, on_delete=models.PROTECT, related_name="agreement")
    loaded_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ("reference",)

    def __str__(self) -> str:
        return self.reference


class AgreementParty(models.Model):
    """A party in its part: letter as the agreements name it (A, B, C, D), part as the field names it (issuer, purchaser, …)."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="agreement_parties")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="agreement_parts")
    key = models.CharField(max_length=40)
    letter = models.CharField(max_length=4, blank=True)
    part = models.CharField(max_length=20)
    is_recipient = models.BooleanField(default=False)
    signs_instructions = models.BooleanField("signs the joint instruction", default=False)
    consents_to_portal = models.BooleanField("consent to signing in the portal is on file", default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ("agreement", "letter", "key")
        verbose_name_plural = "agreement parties"
        constraints = (
            models.UniqueConstraint(fields=("agreement", "key"), name="agreement_party_key_once"),
            # A mere recipient is no part of the contracts: an amendment may name another after him.
            models.UniqueConstraint(
                fields=("agreement", "part"),
                condition=~models.Q(part="recipient"),
                name="agreement_part_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.letter} {self.part.replace('_', ' ')}".strip()

    @property
    def journal_key(self) -> str:
        """How the journal names this part for ever."""
        return f"{self.agreement.reference}/{self.key}"


class TermsVersion(WrittenOnce):
    """The whole terms in one version, as canonical data with its digest. Immutable (SPA 5.3, 11.2)."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="terms_versions")
    number = models.PositiveIntegerField()
    effective_on = models.DateField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (models.UniqueConstraint(fields=("agreement", "number"), name="terms_version_once"),)

    def __str__(self) -> str:
        return f"version {self.number}"


class SecurityLine(WrittenOnce):
    """An epoch of the instrument. A corporate action closes one and opens the next with its ratio (new for old). Append-only.

    The first one is the unit of the terms and of every assessment.
    """

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="security_lines")
    number = models.PositiveIntegerField()
    instrument = models.CharField(max_length=200)
    opened_on = models.DateField()
    ratio_new = models.BigIntegerField(default=1)
    ratio_old = models.BigIntegerField(default=1)
    opened_by = models.OneToOneField(
        "tranches.CorporateAction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opened_line",
    )

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="security_line_once"),
            models.CheckConstraint(
                condition=models.Q(ratio_new__gt=0, ratio_old__gt=0), name="security_line_ratio_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1, opened_by__isnull=True)
                | models.Q(number__gt=1, opened_by__isnull=False),
                name="security_line_opened_by_action",
            ),
        )

    def __str__(self) -> str:
        return self.instrument
