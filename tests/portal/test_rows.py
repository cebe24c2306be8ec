"""Who sees what: another's object is a 404 like a missing one, on every route of the portal, and for papers."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from escrow_site.middleware import DOWNLOAD_POLICY
from parties.models import Entry
from tests.desk.helpers import flowing
from tests.portal.world import PDF, Deal, answer, called, proven, sign_in, suspended
from tranches.models import Approval, DisputeNotice

A = "kaixin-holdings"
MISSING = uuid.UUID(int=0)

# What is sent to each route of the portal, for an agreement, a tranche, an instruction and a paper by name.
ROUTES: dict[str, Callable[[Client, dict], object]] = {
    "agreement": lambda client, it: client.get(reverse("portal:agreement", args=[it["reference"]])),
    "statement": lambda client, it: client.post(
        reverse("portal:statement", args=[it["reference"]]), {"key": "k"}
    ),
    "tranche": lambda client, it: client.get(reverse("portal:tranche", args=[it["reference"], 1])),
    "objection": lambda client, it: client.get(reverse("portal:objection", args=[it["reference"], 1])),
    "objection sent": lambda client, it: client.post(
        reverse("portal:objection", args=[it["reference"], 1]),
        {"key": "k", "part": A, "text": "no", "extent": "whole"},
    ),
    "docket": lambda client, it: client.get(reverse("portal:docket", args=[it["reference"]])),
    "notices": lambda client, it: client.get(reverse("portal:notices", args=[it["reference"]])),
    "rights": lambda client, it: client.get(reverse("portal:rights", args=[it["reference"]])),
    "meeting": lambda client, it: client.get(reverse("portal:meeting", args=[it["meeting"]])),
    "meeting sent": lambda client, it: client.post(
        reverse("portal:meeting", args=[it["meeting"]]), {"key": "k", "choice_1": "for"}
    ),
    "readings": lambda client, it: client.get(reverse("portal:readings", args=[it["reference"]])),
    "readings sent": lambda client, it: client.post(
        reverse("portal:readings", args=[it["reference"]]), {"do": "paper", "key": "k"}
    ),
    "what_if": lambda client, it: client.get(reverse("portal:what_if", args=[it["reference"]])),
    "what_if sent": lambda client, it: client.post(
        reverse("portal:what_if", args=[it["reference"]]),
        {"do": "save", "key": "k", "name": "n", "actual-1": "5"},
    ),
    "saved_what_if": lambda client, it: client.get(
        reverse("portal:saved_what_if", args=[it["reference"], MISSING])
    ),
    "set_aside": lambda client, it: client.post(reverse("portal:set_aside", args=[it["reference"], MISSING])),
    "instruction": lambda client, it: client.get(reverse("portal:instruction", args=[it["instruction"]])),
    "amendment": lambda client, it: client.get(reverse("portal:amendment", args=[it["amendment"]])),
    "amendment_answer": lambda client, it: client.post(
        reverse("portal:amendment_answer", args=[it["amendment"]]),
        {"key": "k", "seen_digest": it["digest"], "part": A, "answer": "approve"},
    ),
    "versions": lambda client, it: client.get(reverse("portal:versions", args=[it["reference"]])),
    "register_entry": lambda client, it: client.get(reverse("portal:register_entry", args=[it["entry"]])),
    "register_entry sent": lambda client, it: client.post(
        reverse("portal:register_entry", args=[it["entry"]]), {"key": "k", "text": "not mine"}
    ),
    "answer": lambda client, it: client.post(
        reverse("portal:answer", args=[it["instruction"]]),
        {"key": "k", "seen_digest": it["digest"], "part": A, "answer": "approve"},
    ),
    "revoke": lambda client, it: client.post(
        reverse("portal:revoke", args=[it["instruction"], A]), {"key": "k", "reason": "no"}
    ),
    "suspend": lambda client, it: client.get(reverse("portal:suspend", args=[it["reference"], 1])),
    "suspend sent": lambda client, it: client.post(
        reverse("portal:suspend", args=[it["reference"], 1]),
        {"key": "k", "text": "breach", "extent": "whole"},
    ),
    "lift_suspension": lambda client, it: client.get(reverse("portal:lift_suspension", args=[it["hold"]])),
    "lift_suspension sent": lambda client, it: client.post(
        reverse("portal:lift_suspension", args=[it["hold"]]), {"key": "k", "reason": "no"}
    ),
    "document": lambda client, it: client.get(reverse("document", args=[it["paper"]])),
}


def test_every_route_of_the_portal_is_in_the_table() -> None:
    from tranches.portal.urls import urlpatterns

    personal = {"home", "answers"}
    assert {pattern.name for pattern in urlpatterns} - personal == {name.split()[0] for name in ROUTES} - {
        "document"
    }


@pytest.mark.parametrize("who", ["a", "seller"])
@pytest.mark.parametrize("route", ROUTES)
def test_another_deals_object_is_a_404_like_a_missing_one(
    deal: Deal, other: Deal, who: str, route: str
) -> None:
    foreign = other.submitted()
    client = proven(deal.people[who])
    theirs = {
        "reference": other.agreement.reference,
        "instruction": foreign.public_id,
        "digest": foreign.digest,
        "paper": foreign.proposal.public_id,
        "meeting": called(other).public_id,
        "amendment": other.amended().public_id,
        "hold": suspended(other).public_id,
        "entry": Entry.objects.filter(binder=other.party("issuer").binder_id, act="admit")
        .latest("pk")
        .public_id,
    }
    nothing = {
        "reference": "NO-1",
        "instruction": MISSING,
        "digest": foreign.digest,
        "paper": MISSING,
        "meeting": MISSING,
        "amendment": MISSING,
        "hold": MISSING,
        "entry": MISSING,
    }
    found, missing = ROUTES[route](client, theirs), ROUTES[route](client, nothing)
    assert (found.status_code, missing.status_code) == (404, 404)
    assert _without_tokens(flowing(found)) == _without_tokens(flowing(missing))
    assert not Approval.objects.exists()
    assert not DisputeNotice.objects.exists()


def test_what_an_officer_sees_does_not_depend_on_another_deal(deal: Deal) -> None:
    from tests.portal.world import build

    deal.submitted()
    client = proven(deal.people["a"])
    pages = [reverse("portal:home"), reverse("portal:agreement", args=["KX-2025"]), reverse("portal:answers")]

    def seen() -> list[str]:
        return [_without_tokens(flowing(client.get(page))) for page in pages]

    before = seen()
    build(other=True).submitted()
    assert seen() == before


def test_a_draft_is_the_agents_own(deal: Deal) -> None:
    instruction = deal.submitted()
    from tranches.services.instruction.instructions import prepare_instruction, withdraw_instruction

    withdraw_instruction(
        instruction=instruction, reason="typing error", actor=deal.actor("clerk"), now=instruction.prepared_at
    )
    draft = prepare_instruction(
        tranche=deal.tranche(), actor=deal.actor("clerk"), now=instruction.prepared_at
    )
    client = proven(deal.people["a"])
    assert client.get(reverse("portal:instruction", args=[draft.public_id])).status_code == 404
    assert client.get(reverse("document", args=[draft.proposal.public_id])).status_code == 404
    assert "JWI-2" not in flowing(client.get(reverse("portal:agreement", args=["KX-2025"])))


@pytest.mark.parametrize("who", ["a", "b", "seller"])
def test_officers_and_seller_enter_neither_desk_nor_review(deal: Deal, who: str) -> None:
    client = proven(deal.people[who])
    assert client.get(reverse("admin:index")).status_code in (302, 403)
    assert client.get("/desk/tranches/tranche/").status_code in (302, 403)
    assert client.get("/review/").status_code in (403, 404)


@pytest.mark.parametrize("who", ["clerk", "supervisor", "compliance"])
def test_the_agents_people_are_told_that_the_portal_is_not_their_door(deal: Deal, who: str) -> None:
    response = sign_in(deal.people[who]).get(reverse("portal:home"))
    assert response.status_code == 403
    assert "The portal is for the officers" in flowing(response)


@pytest.mark.parametrize("name", ["portal:home", "portal:answers"])
def test_a_visitor_is_sent_to_sign_in(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))
    assert client.get(reverse("document", args=[MISSING])).url.startswith(reverse("account_login"))


# --- Papers --------------------------------------------------------------------------------------


def test_a_paper_leaves_as_a_download_with_a_sandbox_and_its_own_type(deal: Deal) -> None:
    instruction = deal.submitted()
    report = deal.tranche().reports.get().document
    response = proven(deal.people["seller"]).get(reverse("document", args=[report.public_id]))
    assert response.content == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == DOWNLOAD_POLICY
    assert response.headers["Cache-Control"] == "no-store"
    proposal = proven(deal.people["a"]).get(reverse("document", args=[instruction.proposal.public_id]))
    assert proposal.content.startswith(b"%PDF-")


def test_a_file_name_cannot_end_the_header() -> None:
    from tranches.portal.papers import disposition

    assert (
        disposition("报告.pdf") == "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf"
    )
    assert "\r" not in disposition('a"\r\nSet-Cookie: x.pdf')
    assert disposition('a"b.pdf').startswith('attachment; filename="a_b.pdf"')


def test_a_damaged_file_is_not_handed_out(deal: Deal, vault_root) -> None:
    from documents import vault

    deal.submitted()
    report = deal.tranche().reports.get().document
    path = vault.path_of(report.sha256)
    path.chmod(0o640)
    path.write_bytes(b"%PDF-1.7 something else")
    client = proven(deal.people["a"])
    client.raise_request_exception = False
    assert client.get(reverse("document", args=[report.public_id])).status_code == 500


def test_evidence_of_the_release_checklist_stays_inside_the_house(deal: Deal) -> None:
    from datetime import date

    from documents.intake import check_upload
    from tranches.services.release.releases import tick_checklist

    instruction = deal.submitted()
    proven(deal.people["a"]).post(*answer(instruction, part=A))
    proven(deal.people["b"]).post(*answer(instruction, part="zhejiang-kaixin-auto", key="k-2"))
    instruction.refresh_from_db()
    tick = tick_checklist(
        instruction=instruction,
        item="identity_and_sanctions",
        note_text="checked",
        paper=check_upload(PDF, "passport.pdf"),
        checked_on=date(2026, 12, 21),
        valid_until=date(2027, 6, 1),
        actor=deal.actor("clerk"),
        now=instruction.prepared_at,
    )
    page = reverse("document", args=[tick.document.public_id])
    assert proven(deal.people["a"]).get(page).status_code == 404
    assert sign_in(deal.people["clerk"]).get(page).status_code == 200


def _without_tokens(text: str) -> str:
    """The page without what differs on every load: the form's token and its key."""
    import re

    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return re.sub(r'name="key" value="[^"]*"', "", text)
