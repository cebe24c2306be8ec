"""Companies and natural persons."""

from django.db import models
from simple_history.models import HistoricalRecords

from documents.models import Binder
from parties.models.entry import RegisterRow


class Person(RegisterRow):
    """A natural person. Rules about "two different persons" look here, never at accounts (I10)."""

    name = models.CharField(max_length=200)
    name_zh = models.CharField("name in Chinese", max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Party(RegisterRow):
    """Somebody who can be a party to an agreement, or its transfer agent: a company, or one person in his own name.

    Name, address and telephone are those that papers print. Call-backs dial the confirmed numbers of their own register.
    A simulation is a world of its own: its parties bear its reference, and no real register gains an entry by it.
    """

    class Kind(models.TextChoices):
        COMPANY = "company", "Company"
        PERSON = "person", "Person"

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    simulation = models.CharField("only in the simulation", max_length=40, blank=True)
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
        constraints = (models.UniqueConstraint(fields=("name", "simulation"), name="party_name_once"),)

    def __str__(self) -> str:
        return f"{self.name} (simulation {self.simulation})" if self.simulation else self.name
