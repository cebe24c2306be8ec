"""Which messages may wait for the mail of the day: the heads of the record always, others where their reader wishes it.

What somebody has to answer, and what touches an account, is no wish: it goes out at once.
"""

from collections.abc import Sequence

from documents.models import OutboxMessage
from documents.services.daily_mail import register_patient
from parties.models import AccountPreferences

# By the first part of a message's purpose. A head that waits a few hours still names all that was recorded before it.
HEADS = frozenset({"head", "checkpoint"})
WISHED = {
    "deadlines": frozenset({"remind"}),
    "events": frozenset(
        {
            "claim",
            "confirmed",
            "corporate-action",
            "disposition",
            "dividend",
            "dividend-passed-on",
            "hold",
            "notice",
            "recovery",
            "report",
            "stop",
        }
    ),
}


def may_wait(messages: Sequence[OutboxMessage]) -> set[int]:
    """The keys of those that may wait."""
    wishes = {
        row.user.email.casefold(): {kind for key in row.digested for kind in WISHED.get(key, ())}
        for row in AccountPreferences.objects.exclude(digested=[])
        .filter(user__is_active=True)
        .select_related("user")
    }
    return {
        message.pk
        for message in messages
        if (kind := message.purpose.partition("/")[0]) in HEADS
        or kind in wishes.get(message.to_address.casefold(), ())
    }


register_patient(may_wait)
