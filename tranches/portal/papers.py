"""Handing out a filed document: through the doorway, as a download, never as a page of ours. All three doors use it."""

from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents import vault
from documents.models import ReadEntry
from documents.services.reading import Handed, hand_out
from tranches.selectors.access import actor_for, document_for

# What somebody filed gets no script, no origin and no plugin, should a browser show it after all.
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
@login_required
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The bytes as filed, checked against their digest on the way (a damaged file raises, and is not handed out)."""
    actor = actor_for(request)
    found = document_for(actor, public_id)
    response = HttpResponse(vault.read(found.sha256), content_type=found.media_type)
    response.headers["Content-Disposition"] = disposition(found.filename)
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    title = f"{found.title} ({found.filename})"
    handed = Handed(
        ReadEntry.What.DOCUMENT, title, (found.binder,), found, found.sha256, found.size_bytes, actor
    )
    hand_out(response, handed)
    return response


def disposition(filename: str) -> str:
    """`attachment` with the name in ASCII and, where it differs, in UTF-8 (RFC 6266); no character can end the header."""
    plain = (
        "".join(c if c.isascii() and (c.isalnum() or c in " -_.()") else "_" for c in filename) or "document"
    )
    extended = "" if plain == filename else f"; filename*=UTF-8''{quote(filename, safe='')}"
    return f'attachment; filename="{plain}"{extended}'
