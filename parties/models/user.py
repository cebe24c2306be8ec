"""Accounts."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from simple_history.models import HistoricalRecords

from parties.models.entry import RegisterRow
from parties.models.party import Person


class User(RegisterRow, AbstractUser):
    """An account of a person. What it may do comes from memberships, never from `is_superuser`: that is not a business role."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    # A password that others set is known to others: nothing but its change is open until then.
    must_change_password = models.BooleanField(default=False, editable=False)

    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    def __str__(self) -> str:
        return self.get_full_name() or self.username
