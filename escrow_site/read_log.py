"""No bytes without a record: every file, and every page that says so, is in the read log before it leaves (SPA 9)."""

import hashlib
import os
from collections.abc import Callable
from typing import IO, Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from documents.database.reader import HOUSE, reading_as
from documents.models import ReadEntry
from documents.services.reading import Handed, digest_of, handed_by, write_read
from tranches.selectors.access import actor_for, is_agent

# What a page of ours is made of. Everything else, and everything that is sent as a file, is something handed out.
PAGE_TYPES = frozenset({"text/html", "text/javascript", "application/json"})
SERVED = frozenset({200, 206})
HEADER_TITLE = "filename="


class ReadLog:
    """Write down what a response hands out before it leaves; if that fails, so does the request.

    A view says what it hands out by `documents.services.reading.hand_out`. A file whose view said nothing is recorded with what
    the response tells. A part (`Range`), a repeated request and `HEAD`, which tells name and size, are recorded each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code not in SERVED:
            return response
        handed = handed_by(response) or (_untold(response) if _is_file(response) else None)
        if handed is not None:
            actor = handed.actor or actor_for(request)
            match = request.resolver_match
            with reading_as(HOUSE):  # the house's own record of what left it, whoever took it
                write_read(
                    handed,
                    actor=actor,
                    door=_door(request, handed, is_agent(actor), actor.role_names),
                    route=match.view_name if match else "",
                    method=request.method or "",
                    now=timezone.now(),
                )
        return response


def _is_file(response: HttpResponseBase) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return "Content-Disposition" in response.headers or kind not in PAGE_TYPES


def _untold(response: HttpResponseBase) -> Handed:
    """What the response itself tells: its name, and its digest where the bytes can be read twice."""
    said = response.headers.get("Content-Disposition", "")
    title = said.partition(HEADER_TITLE)[2].partition(";")[0].strip('"') or "a file without a name"
    what = ReadEntry.What.EXPORT
    if not response.streaming:
        content: bytes = cast(Any, response).content
        return Handed(what, title, sha256=digest_of(content), size_bytes=len(content))
    file = cast("IO[bytes] | None", getattr(response, "file_to_stream", None))
    if file is None or not file.seekable():
        return Handed(what, title)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    sha256 = hashlib.file_digest(cast(Any, file), "sha256").hexdigest()
    file.seek(0)
    return Handed(what, title, sha256=sha256, size_bytes=size)


def _door(request: HttpRequest, handed: Handed, agent: bool, roles: frozenset[str]) -> str:
    """The door by its address; the address all doors share (a document's) counts for the door of the reader's role."""
    if handed.what == ReadEntry.What.CALENDAR:
        return ReadEntry.Door.CALENDAR
    for door in (ReadEntry.Door.DESK, ReadEntry.Door.PORTAL, ReadEntry.Door.REVIEW):
        if request.path_info.startswith(f"/{door}/"):
            return door
    if not roles:
        return ReadEntry.Door.OTHER
    if not agent:
        return ReadEntry.Door.PORTAL
    return ReadEntry.Door.REVIEW if roles == {"compliance"} else ReadEntry.Door.DESK
