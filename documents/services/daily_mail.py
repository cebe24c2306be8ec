"""Mail that may wait for the mail of the day: of one address it goes out together, at most once a day.

Each message stands in the outbox by itself, put there in the transaction of its act; only sending puts them together. So nothing
is lost where a sender is killed: what has no outcome is tried again, as every message is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile

from django.conf import settings

from documents.days import begins_at, day_words, house_day
from documents.models import OutboxMessage
from documents.sentences import counted

# Says which of the messages may wait, by their keys. What nobody names goes out at once and alone.
Patient = Callable[[Sequence[OutboxMessage]], set[int]]
_PATIENT: list[Patient] = []


def register_patient(patient: Patient) -> None:
    """Let this function say which messages may wait; the same one twice is one."""
    if patient not in _PATIENT:
        _PATIENT.append(patient)


def batches(messages: Iterable[OutboxMessage], now: datetime) -> Iterator[list[OutboxMessage]]:
    """What goes out now, one mail a list. Left out is what may wait, where its address had its mail of the day already."""
    found = list(messages)
    patient = _patient(found)
    together: dict[str, list[OutboxMessage]] = {}
    for message in found:
        if message.pk in patient:
            together.setdefault(_address(message), []).append(message)
        else:
            yield [message]
    had = _had_their_mail(together, now)
    yield from (batch for address, batch in together.items() if address not in had)


def mail_of(batch: Sequence[OutboxMessage], now: datetime) -> tuple[str, str]:
    """Subject and body of one mail: a single message as it stands; several by their subjects, then each in full, word for word.

    Lines that all of them end with stand once, at the end.
    """
    if len(batch) == 1:
        return batch[0].subject, batch[0].body
    bodies = [message.body.rstrip("\n").split("\n") for message in batch]
    shared = len(list(takewhile(lambda line: len(set(line)) == 1, zip(*map(reversed, bodies), strict=False))))
    lines = [f"{counted(len(batch), 'message')} in the mail of the day · 每日汇总 {len(batch)} 则:", ""]
    lines += [f"{number}. {message.subject}" for number, message in enumerate(batch, start=1)]
    for number, body in enumerate(bodies, start=1):
        own = body[: len(body) - shared]
        lines += ["", f"--- {number} ---", "", *own]
        while lines[-1] == "":
            lines.pop()
    tail = bodies[0][len(bodies[0]) - shared :]
    return (
        f"{counted(len(batch), 'message')} of {day_words(house_day(now))}",
        "\n".join([*lines, "", "---", *tail]) + "\n",
    )


def _patient(messages: Sequence[OutboxMessage]) -> set[int]:
    return set().union(*(named(messages) for named in _PATIENT)) if messages else set()


def _had_their_mail(addresses: Iterable[str], now: datetime) -> set[str]:
    """Of the addresses, those to which something that may wait went out on this day of the house."""
    wanted = set(addresses)
    if not wanted:
        return set()
    begun = begins_at(house_day(now), settings.TIME_ZONE)
    rows = OutboxMessage.objects.filter(claims__outcome__sent_at__gte=begun).distinct()
    sent = [message for message in rows if _address(message) in wanted]
    patient = _patient(sent)
    return {_address(message) for message in sent if message.pk in patient}


def _address(message: OutboxMessage) -> str:
    return message.to_address.casefold()
