"""Who is signed in where, and what was typed into a form that came too late."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class AccountSession(AbstractBaseSession):
    """A session that knows whose it is. No evidence: its owner may end it, and ending deletes the row.

    `seen_at` is coarse, a minute at most behind the last request. The row outlives its session by the time that a form of it is
    still kept for, and opens nothing then (`parties.session_store`).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="sessions"
    )
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    device = models.CharField(max_length=60, blank=True)

    class Meta(AbstractBaseSession.Meta):
        ordering = ("-seen_at",)

    @classmethod
    def get_session_store_class(cls) -> type:
        from parties.session_store import SessionStore  # the store needs this model

        return SessionStore


class KeptForm(models.Model):
    """The text of a form posted after its session ended, for the account of that session alone and for half an hour.

    `fields` holds pairs (name, text); `left_out` the names of what is never kept (passwords, codes); `files` pairs
    (field, name of the file): a file is named and not kept. Only the SHA-256 of its key is stored.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_forms")
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    path = models.CharField(max_length=1000)
    fields = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    files = models.JSONField(default=list)
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-kept_at",)

    def __str__(self) -> str:
        return self.path
