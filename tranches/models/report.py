"""The accountant's report and the assessment it leads to."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import AccountingFirm, Person
from tranches.models.agreement import EscrowAgreement, SecurityLine, TermsVersion
from tranches.models.tranche import Tranche


class Report(WrittenOnce):
    """A written report on one assessment period (EA 3.1(a), SPA 4.2). Append-only: a correction is another report.

    `actual_minor` is the figure in minor units of the currency (fen for yuan); it may be negative.
    """

    class Opinion(models.TextChoices):
        UNQUALIFIED = "unqualified", "Unqualified"
        QUALIFIED = "qualified", "Qualified"
        ADVERSE = "adverse", "Adverse"
        DISCLAIMER = "disclaimer", "Disclaimer"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    firm = models.ForeignKey(AccountingFirm, on_delete=models.PROTECT, related_name="reports")
    dated_on = models.DateField()
    received_on = models.DateField()
    actual_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    opinion = models.CharField(max_length=12, choices=Opinion, default=Opinion.UNQUALIFIED)
    standard = models.CharField("accounting standard", max_length=120, blank=True)
    is_audited = models.BooleanField(default=True)
    is_consolidated = models.BooleanField(default=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("tranche", "number")
        constraints = (models.UniqueConstraint(fields=("tranche", "number"), name="report_number_once"),)

    def __str__(self) -> str:
        return f"report {self.number}"


class ShortfallConsent(WrittenOnce):
    """The consent of all parties to a release on a report that shows a shortfall. Append-only.

    Asked for only where the terms read EA 3.1(a) so (`report_with_shortfall = needs_all_parties`). `signed_by` lists the letters
    of the parties whose signatures stand on it.
    """

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="shortfall_consent")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    signed_by = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    dated_on = models.DateField()
    received_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"consent of {day_words(self.dated_on)}"


class Assessment(WrittenOnce):
    """What the terms yield from the actuals known so far, for every tranche of the agreement. Append-only.

    `result` is the plain form of `tranches.terms.sums.assessment.Assessment`; it names the version of the terms and the security line
    it was made with, and is never made again.
    """

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments"
    )
    terms_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="assessments")
    line = models.ForeignKey(SecurityLine, on_delete=models.PROTECT, related_name="assessments")
    actuals = models.JSONField(encoder=DjangoJSONEncoder)
    result = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    effective_on = models.DateField()

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="assessment_number_once"),
        )

    def __str__(self) -> str:
        return f"assessment {self.number}"
