"""Showing back what was understood before it is recorded, and the proof that just that was shown (fault 1 and 3).

The first click shows the figures in words and what follows from them; the second records. The page of the second click carries a
seal over all that was typed, the files, who asks for which act, and the sentences shown: typed anew, or with other consequences
since, it asks again. Files wait in `documents.pending` under a signed ticket of their own.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.datastructures import MultiValueDict

from documents import pending
from tranches.services.tables import Looked
from tranches.terms.typed import Understood

SEAL = "seen"
BACK = "back"
KEPT = "kept-"
_OURS = ("csrfmiddlewaretoken", SEAL, BACK)
_SALT = "tranches.shown-back"
SHOWN_ROWS = 50  # of a table; the file itself is filed whole


@dataclass(frozen=True)
class Figure:
    """One figure as it was understood."""

    label: str
    understood: Understood[Any]


@dataclass(frozen=True)
class ShownBack:
    """What the page shows before the second click: figures in words, tables as read, and what follows."""

    figures: tuple[Figure, ...] = ()
    follows: tuple[str, ...] = ()
    table: "ShownTable | None" = None
    doubts: tuple[str, ...] = ()  # about the papers that came with it


@dataclass(frozen=True)
class ShownTable:
    """A table as it was understood; `wrong` lines have to be mended before anything is loaded."""

    looked: Looked[Any]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @classmethod
    def of(cls, looked: Looked[Any]) -> "ShownTable":
        """The first rows, each cell as it will be recorded."""
        shown = list(looked.rows.items())[:SHOWN_ROWS]
        return cls(
            looked, [(number, [_cell(value) for value in vars(row).values()]) for row, number in shown]
        )

    @property
    def count(self) -> int:
        return len(self.looked.rows)

    @property
    def left_out(self) -> int:
        return self.count - len(self.rows)

    @property
    def sealed(self) -> str:
        return f"{self.looked.sheet.how}|{self.count}"


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


# --- Files that wait ---


def files_of(request: HttpRequest) -> "MultiValueDict[str, UploadedFile]":
    """The files that came with this click, and those kept from the click before where none came in their place."""
    files: MultiValueDict[str, UploadedFile] = MultiValueDict()
    for name in request.FILES:
        files.setlist(name, request.FILES.getlist(name))
    for name, ticket in _tickets(request):
        content = None if name in files else pending.take(ticket["file"])
        if content is not None:
            files[name] = SimpleUploadedFile(ticket["name"], content)
    return files


def kept(
    request: HttpRequest, files: "MultiValueDict[str, UploadedFile]", wrong: set[str]
) -> dict[str, tuple[str, str]]:
    """Keep the files that are right for the next click: by field, the signed ticket and the file's name."""
    before = dict(_tickets(request))
    found = {}
    for name, upload in _each(files):
        if name in wrong:
            continue
        if name in request.FILES or name not in before:
            upload.seek(0)
            ticket: dict[str, Any] = {
                "file": pending.keep(upload.read()),
                "name": upload.name or "",
                "who": request.user.pk,
            }
        else:
            ticket = before[name]
        found[name] = (signing.dumps(ticket, salt=_SALT), ticket["name"])
    return found


def _each(files: "MultiValueDict[str, UploadedFile]") -> Iterator[tuple[str, UploadedFile]]:
    """The files by field, in the order of the fields' names; where a field came with several, its last."""
    for name in sorted(files):
        upload = files[name]
        if isinstance(upload, UploadedFile):
            yield name, upload


def drop_kept(request: HttpRequest) -> None:
    """The act is done: what waited for it is cleared away."""
    for _, ticket in _tickets(request):
        pending.drop(ticket["file"])


def _tickets(request: HttpRequest) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tickets that this person was given, by field; one that is not ours, another's or too old counts as none."""
    for key, value in request.POST.items():
        if key.startswith(KEPT):
            try:
                ticket = signing.loads(str(value), salt=_SALT, max_age=pending.LONGEST_SECONDS)
            except signing.BadSignature:
                continue
            if ticket["who"] == request.user.pk:
                yield key.removeprefix(KEPT), ticket


# --- The seal ---


def typed_values(data: QueryDict) -> list[tuple[str, str]]:
    """What was typed and chosen, to be sent again as it is; nothing of our own machinery."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in _OURS and not name.startswith(KEPT)
        for value in values
    ]


def seal(request: HttpRequest, files: "MultiValueDict[str, UploadedFile]", shown: ShownBack) -> str:
    """A seal over who asks for what, all that was typed, the files and all that is shown."""
    digests = []
    for name, upload in _each(files):
        upload.seek(0)
        digests.append((name, hashlib.sha256(upload.read()).hexdigest()))
        upload.seek(0)
    what = {
        "who": request.user.pk,
        "where": request.path,
        "typed": sorted(typed_values(request.POST)),
        "files": digests,
        "shown": [[each.label, each.understood.sentence] for each in shown.figures],
        "follows": shown.follows,
        "doubts": shown.doubts,
        "table": shown.table.sealed if shown.table else "",
    }
    return salted_hmac(_SALT, json.dumps(what, sort_keys=True), algorithm="sha256").hexdigest()


def was_seen(request: HttpRequest, wanted: str) -> bool:
    """Whether this click comes from the page that showed just this."""
    return constant_time_compare(request.POST.get(SEAL, ""), wanted)
