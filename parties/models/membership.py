"""Who acts for whom, in which role, since when and until when."""

from django.db import models
from simple_history.models import HistoricalRecords

from parties.models.entry import RegisterRow
from parties.models.party import Party, Person


class Role(models.TextChoices):
    """The business roles. A clerk and a supervisor are the escrow agent's; compliance reviews and changes nothing."""

    CLERK = "clerk", "Clerk"
    SUPERVISOR = "supervisor", "Supervisor"
    COMPLIANCE = "compliance", "Compliance officer"
    OFFICER = "officer", "Company officer"
    SELLER = "seller", "Recipient in his own name"


class Membership(RegisterRow):
    """A person in a role for a party, from a day to a day (both included)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("party", "role", "person")
        constraints = (
            models.UniqueConstraint(fields=("person", "party", "role", "starts_on"), name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_dates_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}"
