"""The key of an acting form: made when the form is shown, spent when it is sent."""

from django.db import models

from documents.models.written_once import WrittenOnce


class IdempotencyKey(WrittenOnce):
    """One effect per key. A repeat with the same content answers with the first result; with other content it is refused."""

    key = models.CharField(max_length=64, unique=True)
    act = models.CharField(max_length=60)
    actor_id_text = models.CharField(max_length=40, blank=True)
    content_digest = models.CharField(max_length=64)
    result_model = models.CharField(max_length=80, blank=True)
    result_pk = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.key
