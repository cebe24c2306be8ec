"""Accounting firms and their approval by the issuer (SPA 4.2)."""

from django.db import models
from simple_history.models import HistoricalRecords

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models.entry import RegisterRow
from parties.models.party import Party


class AccountingFirm(RegisterRow):
    """A firm that writes reports. Whether its reports count depends on the approvals below."""

    name = models.CharField(max_length=200, unique=True)
    name_zh = models.CharField("name in Chinese", max_length=200, blank=True)
    licence = models.CharField("licence number", max_length=100, blank=True)
    address = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FirmApproval(WrittenOnce, RegisterRow):
    """The issuer's approval of a firm, with its letter. A later one ratifies earlier reports. Append-only."""

    firm = models.ForeignKey(AccountingFirm, on_delete=models.PROTECT, related_name="approvals")
    approved_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="firm_approvals")
    approved_on = models.DateField()
    letter = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-approved_on", "-id")

    def __str__(self) -> str:
        return f"approved on {day_words(self.approved_on)}"


class FirmRevocation(WrittenOnce, RegisterRow):
    """The end of an approval, from a day on. Append-only: an approval is never edited away."""

    approval = models.OneToOneField(FirmApproval, on_delete=models.PROTECT, related_name="revocation")
    revoked_on = models.DateField()
    letter = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"revoked on {day_words(self.revoked_on)}"
