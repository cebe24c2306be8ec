"""Companies and natural persons."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords

from documents.models import Binder


class Person(models.Model):
    """A natural person. Rules about "two different persons" look here, never at accounts (I10)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    name_zh = models.CharField("name in Chinese", max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """Somebody who can be a party to an agreement, or its transfer agent: a company, or one person in his own name.

    Name, address and telephone are those that papers print. Call-backs dial the confirmed numbers of their own register.
    """

    class Kind(models.TextChoices):
        COMPANY = "company", "Company"
        PERSON = "person", "Person"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200, unique=True)
    name_zh = models.CharField("name in Chinese", max_length=200, blank=True)
    jurisdiction = models.CharField(max_length=100, blank=True)
    registration = models.CharField("registration number", max_length=100, blank=True)
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField("telephone, as printed", max_length=60, blank=True)
    binder = models.OneToOneField(Binder, on_delete=models.PROTECT, related_name="party", editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.name
