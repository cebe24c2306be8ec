"""Forms posted after their session had ended: their text is kept for half an hour, for the same account alone."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from documents.errors import RuleViolation
from parties.models import KeptForm, User
from parties.session_store import kept_for

MOST_CHARACTERS = 64 * 1024
MOST_FORMS = 5  # of one account at a time; the oldest goes
# What is typed to prove who one is, or carried by the page to do so, is never written down.
SECRET = re.compile(r"passw|passphrase|pwd|passkey|code|otp|pin$|secret|token|credential", re.IGNORECASE)


@transaction.atomic
def keep_form(
    *,
    user_id: int,
    path: str,
    fields: Iterable[tuple[str, str]],
    files: Iterable[tuple[str, str]],
    now: datetime,
) -> str:
    """Keep what was typed and return the key to it. Refuses more than 65,536 characters: nothing is kept by halves."""
    given = [(name, text) for name, text in fields if name != "csrfmiddlewaretoken"]
    kept = [(name, text) for name, text in given if not SECRET.search(name)]
    files = list(files)
    if len(path) + sum(len(one) + len(other) for one, other in [*kept, *files]) > MOST_CHARACTERS:
        raise RuleViolation(
            "form_too_long",
            "Your session had ended, and what you sent was too long to be kept. Nothing was recorded. Sign in, then go back in "
            "the browser to find what you typed.",
        )
    KeptForm.objects.filter(kept_at__lte=now - kept_for()).delete()
    key = secrets.token_urlsafe(32)
    KeptForm.objects.create(
        user_id=user_id,
        key_digest=digest_of(key),
        path=path,
        fields=kept,
        left_out=[name for name, _ in given if SECRET.search(name)],
        files=files,
        kept_at=now,
    )
    older = list(KeptForm.objects.filter(user_id=user_id).values_list("pk", flat=True)[MOST_FORMS:])
    KeptForm.objects.filter(pk__in=older).delete()
    return key


def kept_form(*, user: User, key: str, now: datetime) -> KeptForm | None:
    """The form that the key opens for this account; another account's, an old and an unknown one are all none."""
    rows = KeptForm.objects.filter(user=user, key_digest=digest_of(key), kept_at__gt=now - kept_for())
    return rows.first()


def forget_form(*, user: User, key: str) -> None:
    KeptForm.objects.filter(user=user, key_digest=digest_of(key)).delete()


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
