"""The outbox: put a message in with the act it tells of; send it later, once, whatever happens to the others."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.models import Binder, OutboxClaim, OutboxMessage, OutboxSend
from documents.services.daily_mail import batches, mail_of
from documents.services.recorded import create

MOST_TRIES = 10
ABANDONED_AFTER = timedelta(minutes=15)  # a try that has no outcome by then was cut off
LONGEST_REASON = 500

# Mail that may stand in no table is made when it is sent: each sender says how many went out, and a sentence for each failure.
Sender = Callable[[BaseEmailBackend, datetime], tuple[int, list[str]]]
_SENDERS: list[Sender] = []


def register_sender(sender: Sender) -> None:
    """Let `send_mail_outbox` run another sender too; the same one twice is one."""
    if sender not in _SENDERS:
        _SENDERS.append(sender)


def senders() -> Iterator[Sender]:
    yield from _SENDERS


def put_message(
    *,
    binder: Binder,
    purpose: str,
    to_address: str,
    to_name: str = "",
    subject: str,
    body: str,
    actor: Actor,
    now: datetime,
) -> OutboxMessage | None:
    """Put one message into the outbox, in the transaction of the act it tells of; None where this purpose has one already.

    Refuses an address that is none, and line breaks or other control characters in what becomes a header.
    """
    refuse_in_header(address=to_address, name=to_name, subject=subject)
    if OutboxMessage.objects.filter(purpose=purpose).exists():
        return None
    message = OutboxMessage(
        binder=binder,
        purpose=purpose,
        to_address=to_address,
        to_name=to_name,
        subject=subject,
        body=body,
        made_at=now,
    )
    try:
        with transaction.atomic():
            return create(message, actor=actor, now=now, reason=purpose)
    except IntegrityError:
        if OutboxMessage.objects.filter(purpose=purpose).exists():
            return None  # another process was quicker
        raise


def refuse_in_header(*, address: str, **headers: str) -> None:
    """Refuse what could end a header and begin another: every control character and line separator; and a wrong address."""
    for name, text in {"address": address, **headers}.items():
        if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
            raise RuleViolation(
                "header_injection",
                f"The {name} of a message is one line. Take the line break or control character out of it.",
                field=name,
            )
    try:
        validate_email(address)
    except ValidationError:
        raise RuleViolation(
            "wrong_address",
            f"“{address[:80]}” is no e-mail address. Correct it on the register.",
            field="email",
        ) from None


def waiting(now: datetime) -> list[OutboxMessage]:
    """What is to be sent: never sent, tried less than ten times, and not in another sender's hands at this moment.

    Whether it was sent is asked of the very tries that are counted: they are read after the messages, and another sender may have
    sent one in between.
    """
    unsent = OutboxMessage.objects.exclude(claims__outcome__sent_at__isnull=False)
    found = []
    for message in unsent.prefetch_related("claims__outcome"):
        claims = sorted(message.claims.all(), key=lambda claim: claim.number)
        newest = claims[-1] if claims else None
        in_hand = (
            newest is not None
            and not hasattr(newest, "outcome")
            and newest.claimed_at > now - ABANDONED_AFTER
        )
        sent = any(entry.outcome.sent_at for entry in claims if hasattr(entry, "outcome"))
        if len(claims) < MOST_TRIES and not in_hand and not sent:
            found.append(message)
    return found


def claim(message: OutboxMessage, *, actor: Actor, now: datetime) -> OutboxClaim | None:
    """Take the next try of a message, in a transaction of its own; None when another sender has taken it since it was read.

    The number follows from the tries that `waiting` saw, not from those there are now: else a message that another sender has
    sent in between would go out a second time.
    """
    number = len(message.claims.all()) + 1
    try:
        with transaction.atomic():
            return create(
                OutboxClaim(message=message, number=number, claimed_at=now),
                actor=actor,
                now=now,
                reason="about to be sent",
            )
    except IntegrityError:
        return None


def send(
    taken: Sequence[OutboxClaim], *, backend: BaseEmailBackend, actor: Actor, now: datetime
) -> list[OutboxSend]:
    """Hand the claimed messages to the mail server as one mail and record of each how it ended.

    A failure is recorded with its reason, not raised.
    """
    reason = ""
    subject, body = mail_of([entry.message for entry in taken], now)
    try:
        mail = EmailMessage(
            subject=subject,
            body=body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[_named(taken[0].message)],
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )
        if not backend.send_messages([mail]):
            reason = "the mail server took no message"
    except Exception as trouble:  # whatever a mail server does, the next message is still sent
        reason = f"{type(trouble).__name__}: {trouble}"[:LONGEST_REASON]
    sent_at, failed_at = (None, now) if reason else (now, None)
    with transaction.atomic():
        return [
            create(
                OutboxSend(claim=entry, sent_at=sent_at, failed_at=failed_at, reason=reason),
                actor=actor,
                now=now,
                reason=reason or "sent",
            )
            for entry in taken
        ]


def send_all(
    messages: Iterable[OutboxMessage], *, backend: BaseEmailBackend, actor: Actor, now: datetime
) -> tuple[list[OutboxMessage], list[tuple[OutboxMessage, str]], int]:
    """Send each message that is due and that no other sender has taken.

    Those that went out, those that failed with the reason, and in how many mails: what may wait goes out together (`daily_mail.py`).
    """
    sent: list[OutboxMessage] = []
    failed: list[tuple[OutboxMessage, str]] = []
    mails = 0
    for batch in batches(messages, now):
        taken = _claimed(batch, actor, now)
        if not taken:
            continue
        outcomes = send(taken, backend=backend, actor=actor, now=now)
        mails += outcomes[0].sent_at is not None
        for outcome in outcomes:
            if outcome.sent_at is None:
                failed.append((outcome.claim.message, outcome.reason))
            else:
                sent.append(outcome.claim.message)
    return sent, failed, mails


def _claimed(batch: Sequence[OutboxMessage], actor: Actor, now: datetime) -> list[OutboxClaim]:
    """The next try of each message of a mail.

    Where the first is in another sender's hands, the mail is his, and the rest waits for the next run.
    """
    taken: list[OutboxClaim] = []
    for message in batch:
        entry = claim(message, actor=actor, now=now)
        if entry is not None:
            taken.append(entry)
        elif not taken:
            break
    return taken


def _named(message: OutboxMessage) -> str:
    """`"Name" <address>`; the name quoted, so that no character of it is read as another address."""
    if not message.to_name:
        return message.to_address
    name = message.to_name.replace("\\", "").replace('"', "")
    return f'"{name}" <{message.to_address}>'
