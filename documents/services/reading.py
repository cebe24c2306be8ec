"""Writing the read log: a view says what it hands out, the door writes it down before the bytes leave."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponseBase

from documents.actor import Actor
from documents.models import Binder, Document, ReadEntry


@dataclass(frozen=True)
class Handed:
    """What a response hands out, in which binders it lies, and to whom where the session does not tell."""

    what: str
    title: str
    binders: tuple[Binder, ...] = ()
    document: Document | None = None
    sha256: str = ""
    size_bytes: int | None = None
    actor: Actor | None = None


def hand_out(response: HttpResponseBase, handed: Handed) -> None:
    """Put on the response what it hands out. The middleware of the read log writes it down, or lets nothing leave."""
    response.handed = handed  # type: ignore[attr-defined]


def handed_by(response: HttpResponseBase) -> Handed | None:
    """What the view said it hands out, if it said anything."""
    return getattr(response, "handed", None)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_read(
    handed: Handed, *, actor: Actor, door: str, route: str, method: str, now: datetime
) -> list[ReadEntry]:
    """Write one row for each binder concerned, one without a binder where there is none."""
    binders: Iterable[Binder | None] = handed.binders or (None,)
    rows = [
        ReadEntry(
            binder=binder,
            document=handed.document,
            what=handed.what,
            title=handed.title[:300],
            sha256=handed.sha256,
            size_bytes=handed.size_bytes,
            route=route[:80],
            method=method,
            door=door,
            user_id=actor.user_id,
            person_number=actor.person_id,
            reader_name=actor.name,
            reader_capacity=actor.capacity,
            factor=actor.factor,
            read_at=now,
        )
        for binder in binders
    ]
    return ReadEntry.objects.bulk_create(rows)
