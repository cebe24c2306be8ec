"""What a person wants of the desk for himself: stored, and no act."""

from collections.abc import Iterable

from django.conf import settings

from documents.errors import RuleViolation
from parties.models import AccountPreferences, User
from parties.selectors.preferences import FREE


def choose_language(user: User, language: str) -> None:
    """Store the language. Refuses one that the desk does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise RuleViolation(
            "no_such_language",
            "The desk does not speak this language. Choose one of the list.",
            field="language",
        )
    AccountPreferences.objects.update_or_create(user=user, defaults={"language": language})


def choose_digested(user: User, keys: Iterable[str]) -> None:
    """Store which mail is wanted once a day. Refuses mail that always comes at once, and what is none."""
    wanted = sorted(set(keys))
    if set(wanted) - set(FREE):
        raise RuleViolation(
            "mandatory_mail", "This mail always comes at once. Nothing was changed.", field="digested"
        )
    AccountPreferences.objects.update_or_create(user=user, defaults={"digested": wanted})
