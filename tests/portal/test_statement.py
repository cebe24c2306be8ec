"""The seller's page, the objection, the check of a paper, the front step."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.journal.record import head_of
from documents.models import Document
from parties.models import User
from tests.desk.helpers import INLINE, flowing
from tests.portal.world import PDF, Deal, build, give_role, proven, sign_in, with_tranches
from tests.walls.tools import past_the_services
from tranches.models import DisputeNotice

STATEMENT = "/portal/agreements/KX-2025/"


def words(response) -> str:
    """The text of a page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", flowing(response)).split())


def test_the_seller_sees_every_figure_with_its_derivation_and_the_head(deal: Deal) -> None:
    deal.submitted(actual="600000000")
    text = words(proven(deal.people["seller"]).get(STATEMENT))
    assert "Statement of your shares in escrow" in text
    assert "15,000,000" in text
    assert "entitled to 2,706,766 of 3,000,000" in text
    assert "39,000,000/133" in text
    assert "SPA 5.2(1)" in text
    assert "RMB 600,000,000" in text
    assert "Notice of deduction" in text
    head = head_of(deal.agreement.binder)
    assert " ".join(head.digest[at : at + 8] for at in range(0, 64, 8)) in text
    assert f"has {head.count} events" in text


def test_the_seller_has_a_statement_made_and_downloads_it(deal: Deal) -> None:
    client = proven(deal.people["seller"])
    key = re.search(r'name="key" value="([^"]+)"', flowing(client.get(STATEMENT)))
    assert key is not None
    for _ in range(2):
        assert client.post(reverse("portal:statement", args=["KX-2025"]), {"key": key[1]}).status_code == 302
    paper = Document.objects.get(kind__contains="statement")
    assert client.get(reverse("document", args=[paper.public_id])).content.startswith(b"%PDF-")
    assert str(paper.public_id) in flowing(client.get(STATEMENT))


def test_a_party_objects_with_a_number_and_a_paper_and_all_see_it(deal: Deal) -> None:
    deal.submitted()
    address = reverse("portal:objection", args=["KX-2025", 1])
    client = proven(deal.people["seller"])
    sent = {
        "key": "o-1",
        "part": "fangle-lai",
        "text": "The revenue of December is missing.",
        "extent": "number",
        "contested_shares": "100,000",
        "file": SimpleUploadedFile("objection.pdf", PDF),
    }
    assert client.post(address, sent).status_code == 302
    notice = DisputeNotice.objects.get()
    assert (notice.contested_shares, notice.party.part) == (100_000, "seller")
    assert notice.document is not None
    seen = words(proven(deal.people["b"]).get(reverse("portal:tranche", args=["KX-2025", 1])))
    assert "The revenue of December is missing." in seen
    assert deal.tranche().state == "report_received"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "Say what you object to"),
        ({"extent": "number", "contested_shares": ""}, "Enter how many shares are contested"),
        ({"extent": "number", "contested_shares": "3000001"}, "from 1 to 3,000,000"),
        ({"file": SimpleUploadedFile("paper.pdf", b"MZ not a pdf")}, "neither a PDF nor a scan"),
    ],
)
def test_a_faulty_objection_is_refused_with_its_sentence_and_nothing_is_recorded(
    deal: Deal, change: dict, sentence: str
) -> None:
    sent = {"key": "o-1", "part": "kaixin-holdings", "text": "We disagree.", "extent": "whole"} | change
    response = proven(deal.people["a"]).post(reverse("portal:objection", args=["KX-2025", 1]), sent)
    assert response.status_code in (409, 422)
    text = flowing(response)
    assert sentence in text
    assert "The objection was not recorded" in text
    if change.get("text") is None:
        assert "We disagree." in text
    assert not DisputeNotice.objects.exists()


def test_nobody_objects_for_a_party_he_does_not_act_for(deal: Deal) -> None:
    sent = {"key": "o-1", "part": "fangle-lai", "text": "no", "extent": "whole"}
    response = proven(deal.people["a"]).post(reverse("portal:objection", args=["KX-2025", 1]), sent)
    assert response.status_code == 422
    assert not DisputeNotice.objects.exists()


@pytest.mark.parametrize("who", ["a", "b", "seller"])
def test_pages_obey_the_policy_and_carry_both_languages(deal: Deal, who: str) -> None:
    instruction = deal.submitted(shares=2_999_999)
    client = proven(deal.people[who])
    for page in (
        reverse("portal:home"),
        STATEMENT,
        reverse("portal:tranche", args=["KX-2025", 1]),
        reverse("portal:instruction", args=[instruction.public_id]),
        reverse("portal:objection", args=["KX-2025", 1]),
    ):
        response = client.get(page)
        text = flowing(response)
        assert response.status_code == 200
        assert 'lang="zh-Hans"' in text
        assert not INLINE.search(text)
        assert "script" not in response.headers["Content-Security-Policy"]
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), page


def test_the_inbox_says_what_waits_for_me_and_what_for_others(deal: Deal) -> None:
    deal.submitted()
    text = words(proven(deal.people["a"]).get(reverse("portal:home")))
    mine, others = text.split("Waiting for others")
    assert "Answer JWI-1" in mine
    assert "you may sign for Kaixin Holdings (Party A)" in mine
    assert "Zhejiang Kaixin Auto Co., Ltd.: answer JWI-1" in others


def test_answers_stay_on_record_for_the_one_who_gave_them(deal: Deal) -> None:
    from tests.portal.world import answer

    instruction = deal.submitted()
    client = proven(deal.people["a"])
    client.post(*answer(instruction, answer="reject", part="kaixin-holdings", reason="not our figure"))
    assert "not our figure" in words(client.get(reverse("portal:answers")))
    assert "not our figure" not in words(proven(deal.people["b"]).get(reverse("portal:answers")))


# --- The check of a paper ------------------------------------------------------------------------


def test_a_printed_head_is_confirmed_without_signing_in(deal: Deal, client: Client) -> None:
    head = head_of(deal.agreement.binder)
    address = reverse("check_head", args=[deal.agreement.binder.public_id, head.count, head.digest])
    text = words(client.get(address))
    assert "This paper’s head is part of our record" in text
    assert "KX-2025" not in text


def test_a_head_stays_part_of_the_record_when_the_record_goes_on(deal: Deal, client: Client) -> None:
    head = head_of(deal.agreement.binder)
    deal.submitted()
    address = reverse("check_head", args=[deal.agreement.binder.public_id, head.count, head.digest])
    assert "is part of our record" in words(client.get(address))


def test_an_unknown_binder_and_a_wrong_head_get_the_same_answer(deal: Deal, client: Client) -> None:
    head = head_of(deal.agreement.binder)
    wrong = "0" * 64
    binder, unknown = deal.agreement.binder.public_id, uuid.UUID(int=7)
    answers = [
        client.get(reverse("check_head", args=[name, head.count, wrong])) for name in (binder, unknown)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert "This does not match our record" in words(answers[0])


@pytest.mark.parametrize(
    ("count", "digest"), [("0", "0" * 64), ("99999999999999999999", "a" * 64), ("-1", "x"), ("٣", "b" * 64)]
)
def test_a_malformed_head_does_not_match(deal: Deal, client: Client, count: str, digest: str) -> None:
    response = client.get(reverse("check_head", args=[deal.agreement.binder.public_id, count, digest]))
    assert response.status_code == 200
    assert "This does not match our record" in words(response)


# --- The front step ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "door"),
    [
        ("a", "portal:home"),
        ("seller", "portal:home"),
        ("clerk", "admin:index"),
        ("compliance", "review:journal"),
    ],
)
def test_the_front_step_leads_to_ones_door(deal: Deal, who: str, door: str) -> None:
    assert sign_in(deal.people[who]).get("/").url == reverse(door)


def test_who_has_two_doors_chooses(deal: Deal) -> None:
    give_role(deal, "clerk", "issuer", signs=False)
    text = flowing(sign_in(deal.people["clerk"]).get("/"))
    assert reverse("portal:home") in text
    assert reverse("admin:index") in text


def test_who_has_no_role_is_told_whom_to_ask(deal: Deal) -> None:
    user = deal.people["a"]
    user.person = None
    with past_the_services(User):
        user.save(update_fields=["person"])
    response = sign_in(user).get("/")
    assert response.status_code == 403
    assert "A supervisor of the escrow agent" in words(response)


@pytest.mark.parametrize(
    "page", ["/portal/", STATEMENT, STATEMENT + "tranches/1/", "/portal/answers/", "instruction"]
)
def test_queries_do_not_grow_with_the_tranches(db: None, clock: object, page: str) -> None:
    counts = []
    for number in (5, 40):
        text = with_tranches(number).replace("KX-2025", f"KX-{number}")
        deal = build(text=text, other=bool(counts))
        instruction = deal.submitted()
        client = proven(deal.people["a"])
        address = page.replace("KX-2025", f"KX-{number}")
        if page == "instruction":
            address = reverse("portal:instruction", args=[instruction.public_id])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 60
