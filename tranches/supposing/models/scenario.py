"""Suppositions about figures to come, saved under a name. No supposition is a fact of the agreement, and none is evidence."""

import uuid

from django.core.validators import MinLengthValidator
from django.db import models

from documents.models import WrittenOnce
from parties.models import Party, Person
from tranches.models.agreement import EscrowAgreement, TermsVersion


class SavedScenario(WrittenOnce):
    """Figures that somebody supposed, under a name. Only the party that saved it sees it: what a company expects is its own.

    `actuals` holds the supposed figures by tranche number as decimal text in major units; figures on record are not copied,
    unless `replaces_recorded` says that they are to give way. Append-only: another set of figures is another row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="scenarios")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80, validators=[MinLengthValidator(1)])
    actuals = models.JSONField()
    replaces_recorded = models.BooleanField(default=False)
    terms_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "-number")
        constraints = (models.UniqueConstraint(fields=("agreement", "number"), name="scenario_number_once"),)

    def __str__(self) -> str:
        return self.name


class ScenarioSetAside(WrittenOnce):
    """The saved scenario is no longer listed. It stays where it is: nothing saved is removed."""

    scenario = models.OneToOneField(SavedScenario, on_delete=models.PROTECT, related_name="set_aside")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "scenarios set aside"

    def __str__(self) -> str:
        return f"{self.scenario} set aside"
