"""The machine-readable content of a paper: its sheet as canonical JSON, attached to the PDF, and read out of one again.

Whoever holds the paper has the figures without retyping them (PDF/A-3, ISO 19005-3). The pages are what was signed and sent; the
attachment says the same for a machine, and is never read in the web process.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint import Attachment

FILENAME = "content.json"
LARGEST = 5 * 1024 * 1024
"""The bytes that a content may have once it is unpacked; a statement over five years has some ten thousand."""

_DEEPEST = 12
"""How many levels a content may nest; the sheets need half of that."""


@dataclass(frozen=True)
class Content:
    """What a paper says, as canonical JSON, and the moment it was made."""

    json: bytes
    made_at: dt.datetime


class NoContent(Exception):
    """The bytes are no PDF, or carry no content that could be read; the message says which."""


def attachment_of(content: Content) -> Attachment:
    """The content as the renderer attaches it. Its dates are the sheet's own: same sheet, same bytes."""
    from weasyprint import Attachment

    from documents.papers.fetcher import ClosedFetcher

    made_at = content.made_at.astimezone(dt.UTC)
    return Attachment(
        string=content.json.decode(),
        name=FILENAME,
        created=made_at,
        modified=made_at,
        description="What this paper says, as canonical JSON",
        relationship="Source",
        url_fetcher=ClosedFetcher(),
    )


def listed_once(_: object, pdf: Any) -> None:
    """Name each attachment of the catalogue once: WeasyPrint 70 lists those of the document twice."""
    pdf.catalog["AF"] = type(pdf.catalog["AF"])(dict.fromkeys(pdf.catalog["AF"]))


def content_in(file: bytes) -> dict[str, Any]:
    """The content attached to a PDF that came from anywhere. Raises NoContent.

    Bounded: one attachment of our name is unpacked, to at most `LARGEST` bytes; nothing in it is followed.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # slow to load, and needed only here

    try:
        names = PdfFileReader(io.BytesIO(file), strict=False).root["/Names"]["/EmbeddedFiles"]["/Names"]
        named = {str(names[place]): names[place + 1] for place in range(0, len(names) - 1, 2)}
        packed = named[FILENAME]["/EF"]["/F"]
        found = json.loads(_unpacked(packed))
    except NoContent:
        raise
    except KeyError:
        raise NoContent("it carries no attached content") from None
    except Exception as trouble:  # foreign bytes: whatever is wrong in them, there is nothing to read
        raise NoContent(f"its attached content cannot be read ({type(trouble).__name__})") from None
    if not isinstance(found, dict):
        raise NoContent("its attached content is none of a paper")
    return found


def _unpacked(stream: Any) -> bytes:
    kind, packed = str(stream.get("/Filter", "")), bytes(stream.encoded_data)
    if kind not in ("", "/FlateDecode"):
        raise NoContent("its attached content is packed in a way that we do not use")
    unpacked = zlib.decompressobj().decompress(packed, LARGEST + 1) if kind else packed
    if len(unpacked) > LARGEST:
        raise NoContent(f"its attached content has more than {LARGEST:,} bytes")
    return unpacked


def differences(ours: Any, theirs: Any, place: str = "", depth: int = 0) -> list[str]:
    """Where two contents differ, with both values: `lines 1, shares: 3000000 on record, 4000000 in this file`. Empty: equal."""
    if depth <= _DEEPEST and isinstance(ours, dict) and isinstance(theirs, dict):
        pairs = {_within(place, key): (ours.get(key), theirs.get(key)) for key in (*ours, *theirs)}
    elif (
        depth <= _DEEPEST and isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs)
    ):
        pairs = {
            f"{place} {number}": pair for number, pair in enumerate(zip(ours, theirs, strict=True), start=1)
        }
    elif type(ours) is type(theirs) and ours == theirs:
        return []
    else:
        return [f"{place or 'all of it'}: {_short(ours)} on record, {_short(theirs)} in this file"]
    return [line for name, pair in pairs.items() for line in differences(*pair, name, depth + 1)]


def _within(place: str, key: str) -> str:
    return ", ".join(filter(None, (place, key.replace("_", " "))))


def _short(value: Any) -> str:
    written = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return written if len(written) <= 60 else f"{written[:59]}…"
