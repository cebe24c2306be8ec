"""What a person wants of the desk for himself."""

from django.conf import settings
from django.db import models


class AccountPreferences(models.Model):
    """Language and notices of one account. A convenience of its owner: no act, no right and no paper rests on it.

    `digested` holds the keys of the notices that he wants once a day instead of at once (`parties.selectors.preferences`).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="preferences"
    )
    language = models.CharField(max_length=10, blank=True)
    digested = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "account preferences"

    def __str__(self) -> str:
        return self.language
