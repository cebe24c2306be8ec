"""The frame of every desk page: the doors, who is here in which capacity, and the note at the foot."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from documents.actor import Actor

FOOTER = "Dates and times are those of the agreement's time zone; where none is shown, UTC."
REVIEWERS = ("compliance", "supervisor")
DOORS = (
    ("Desk", "admin:index", ""),
    ("Agreements", "admin:tranches_escrowagreement_changelist", "tranches/escrowagreement"),
    ("Documents", "admin:documents_document_changelist", "documents/document"),
    ("Parties", "admin:parties_party_changelist", "parties/party"),
    ("Entries", "admin:parties_entry_changelist", "parties/entry"),
    ("Review", "review:journal", None),
    ("State", "admin:desk_state", None),
)


def frame_context(request: HttpRequest, actor: Actor | None) -> dict[str, Any]:
    """`doors`, `capacity` and `footer` for the shared templates. A door that is not built, or shut for him, is not shown."""
    if actor is None:
        return {"doors": [], "footer": FOOTER}
    return {"doors": list(_doors(request, actor)), "capacity": actor.capacity, "footer": FOOTER}


def _doors(request: HttpRequest, actor: Actor) -> Any:
    start = reverse("admin:index")
    for label, name, under in DOORS:
        if under is None and not actor.has_role(*REVIEWERS):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        inside = f"{start}{under}" if under is not None else url
        current = request.path == start if under == "" else request.path.startswith(inside)
        yield {"label": label, "url": url, "current": current}
