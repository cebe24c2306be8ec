"""In the portal: an opinion to acknowledge, an instruction ahead of its report, a suspension to lift, and each party's own money."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import time_machine
from django.test import Client
from django.urls import reverse

from documents.intake import check_upload
from tests.desk.helpers import INLINE, flowing
from tests.portal.world import PDF, TODAY, Deal, answer, proven, suspended
from tranches.models import Approval, HoldLift, Instruction
from tranches.money.services.fees import issue_fee_invoice, raise_fees, settle_fee_payer
from tranches.money.services.prices import record_closing_price
from tranches.selectors.seen import seen_of
from tranches.services.dispute.disputes import record_damages_claim, record_dispute_stage
from tranches.services.instruction.instructions import LineSpec, prepare_instruction, submit_instruction

A, B = "kaixin-holdings", "zhejiang-kaixin-auto"
SEEN = "the report on tranche 1 carries a qualified opinion"


def seen(client: Client, name: str, *arguments: object) -> str:
    shown = client.get(reverse(f"portal:{name}", args=arguments))
    text = flowing(shown)
    assert shown.status_code == 200, text
    assert not INLINE.search(text)
    return text


def ahead(deal: Deal, shares: int = 3_000_000) -> Instruction:
    instruction = prepare_instruction(
        tranche=deal.tranche(),
        lines=[LineSpec(deal.tranche(), "own", shares)],
        actor=deal.actor("clerk"),
        now=TODAY,
    )
    return submit_instruction(instruction=instruction, actor=deal.actor("clerk"), now=TODAY)


def test_an_opinion_is_acknowledged_by_its_sentence_or_nothing_is_recorded(deal: Deal) -> None:
    instruction = deal.submitted(opinion="qualified")
    client = proven(deal.people["a"])
    text = seen(client, "instruction", instruction.public_id)
    assert "I have seen that <strong" in text
    assert SEEN in text
    refused = client.post(*answer(instruction, part=A))
    assert refused.status_code == 422
    assert "Tick the sentence about the opinion" in flowing(refused)
    stale = client.post(
        *answer(instruction, part=A, opinion="the report on tranche 1 carries an adverse opinion")
    )
    assert stale.status_code == 409
    assert not Approval.objects.exists()
    assert client.post(*answer(instruction, part=A, opinion=SEEN)).status_code == 302
    assert Approval.objects.get().acknowledged_opinion == SEEN
    assert "acknowledged that the report" in seen(client, "instruction", instruction.public_id)


def test_an_approval_ahead_of_the_report_says_what_it_waits_for(deal: Deal) -> None:
    instruction = ahead(deal)
    client = proven(deal.people["a"])
    text = seen(client, "instruction", instruction.public_id)
    assert "The accountant’s report on tranche 1 has not come in" in text
    done = client.post(*answer(instruction, part=A), follow=True)
    assert "It stands when the accountant’s report gives this quantity" in flowing(done)
    proven(deal.people["b"]).post(*answer(instruction, part=B, key="k-2"))
    instruction.refresh_from_db()
    assert (instruction.state, deal.tranche().state) == ("submitted", "pending")


def test_a_report_that_is_missing_is_shown_with_its_days_and_no_error(deal: Deal) -> None:
    client = proven(deal.people["seller"])
    assert "No accountant’s report is on file" in seen(client, "tranche", "KX-2025", 1)
    with time_machine.travel(TODAY + timedelta(days=40), tick=False):
        late = proven(deal.people["seller"])
        assert "days late" in seen(late, "tranche", "KX-2025", 1)
        assert "Accountant’s report, none is on file" in seen(late, "docket", "KX-2025")


def test_the_issuer_lifts_its_suspension_and_everybody_else_finds_no_such_page(deal: Deal) -> None:
    hold = suspended(deal)
    url = reverse("portal:lift_suspension", args=[hold.public_id])
    assert url in seen(proven(deal.people["a"]), "tranche", "KX-2025", 1)
    for who in ("b", "seller"):
        client = proven(deal.people[who])
        assert url not in seen(client, "tranche", "KX-2025", 1)
        assert client.get(url).status_code == 404
        assert client.post(url, {"key": "k", "reason": "no"}).status_code == 404
    client = proven(deal.people["a"])
    mark = seen_of(hold).mark
    assert client.post(url, {"key": "k", "reason": " "}).status_code == 422
    assert not HoldLift.objects.exists()
    assert client.post(url, {"key": "k", "reason": "the breach was cured", "marks": mark}).status_code == 302
    assert (HoldLift.objects.get().exit, deal.tranche().state) == ("lifted", "pending")
    assert client.get(url).status_code == 404
    assert (
        client.post(url, {"key": "k", "reason": "the breach was cured", "marks": mark}).status_code == 302
    ), "a double click"
    assert client.post(url, {"key": "k-2", "reason": "again", "marks": mark}).status_code == 409


def test_who_of_the_issuer_may_not_sign_is_told_so(deal: Deal) -> None:
    hold = suspended(deal)
    url = reverse("portal:lift_suspension", args=[hold.public_id])
    refused = proven(deal.people["a2"]).post(
        url, {"key": "k", "reason": "cured", "marks": seen_of(hold).mark}
    )
    assert refused.status_code == 409
    assert "No authority to sign" in flowing(refused)
    assert not HoldLift.objects.exists()


def test_stages_and_claims_are_shown_to_all_parties(deal: Deal) -> None:
    hold = suspended(deal)
    paper = check_upload(PDF, "paper.pdf")
    desk = {"actor": deal.actor("clerk"), "now": TODAY, "paper": paper}
    record_damages_claim(
        hold=hold,
        amount=Decimal(250_000),
        currency="CNY",
        ground="competing business",
        claimed_on=TODAY.date(),
        **desk,
    )
    record_dispute_stage(
        tranche=deal.tranche(), stage="arbitration", began_on=TODAY.date(), case_reference="DX2026-88", **desk
    )
    for who in ("a", "b", "seller"):
        client = proven(deal.people[who])
        for text in (seen(client, "tranche", "KX-2025", 1), seen(client, "agreement", "KX-2025")):
            assert "case DX2026-88" in text
            assert "competing business" in text


def test_the_payer_sees_its_invoices_and_nobody_else_does(deal: Deal) -> None:
    desk = {"actor": deal.actor("clerk"), "now": TODAY}
    entry = raise_fees(agreement=deal.agreement, **desk)
    settle_fee_payer(
        agreement=deal.agreement,
        payer=deal.agreement.agreement_parties.get(part="issuer"),
        answered_on=date(2026, 12, 1),
        paper=check_upload(PDF, "answer.pdf"),
        **desk,
    )
    issue_fee_invoice(entry=entry, **desk)
    assert "Fees you pay" in seen(proven(deal.people["a"]), "agreement", "KX-2025")
    for who in ("b", "seller"):
        assert "Fees you pay" not in seen(proven(deal.people[who]), "agreement", "KX-2025")


def test_recipient_and_debtor_see_what_late_release_would_cost_and_the_other_company_does_not(
    deal: Deal,
) -> None:
    deal.submitted()
    record_closing_price(
        agreement=deal.agreement,
        day=date(2026, 12, 18),
        price=Decimal("0.75"),
        currency="USD",
        source="exchange",
        actor=deal.actor("clerk"),
        now=TODAY,
    )
    for who in ("a", "seller"):
        text = seen(proven(deal.people[who]), "tranche", "KX-2025", 1)
        assert "Late release" in text
        assert "USD 225.00" in text
    assert "Late release" not in seen(proven(deal.people["b"]), "tranche", "KX-2025", 1)
