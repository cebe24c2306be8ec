"""The transfer agent's desk as a page: what it shows, what it takes, who may, and what the parties see in the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import worlds
from tests.desk.helpers import INLINE, agreement_act, done, fill, page, paper, refused, standing
from tests.transfer_agent.road import back, claim, listed
from tests.worlds import World
from tranches.models import ClaimSettlement, DeliveryClaim, RecoveryCheck
from tranches.positions.models import PositionStatement
from tranches.positions.selectors.transfer_desk_acts import ON_TRANSFER_DESK
from tranches.selectors.desk.acts import agent_id_of

STAGE = worlds.released
DUE = 2_706_766
Enter = Callable[[str], Client]
Stand = Callable[[datetime], None]


def desk(world: World) -> str:
    return reverse("admin:tranches_escrowagreement_transfer_agent", args=[world.agreement.pk])


def csv(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("table.csv", text.encode(), content_type="text/csv")


@pytest.mark.parametrize("who", ["clerk1", "supervisor", "compliance"])
def test_desk_shows_letters_claims_position_and_lists(
    world: World, enter: Enter, clock: Stand, who: str
) -> None:
    world.position(12_293_227)
    back(world, claim(world, 1_000), 400)
    listed(world, f"reference,date,shares,to\nTA-9,{world.today()},55,Stranger Ltd")
    clock(world.now)
    client = enter(who)
    text = page(client.get(desk(world)))
    for words in (
        "R-1",
        "2,706,766",
        "TA-OK",
        "1,000 shares of W-1 to come back or to be settled",
        "account 9999",
        "waits for its second person",
        "Not reconciled",
        "No likely cause",
        "unmatched",
        "no letter of ours asked for it",
        "but the list of those days does not name them",
    ):
        assert words in text, words
    assert not INLINE.search(text)
    assert client.post(desk(world)).status_code == 405
    assert ('id="act-record_delivery_claim"' in text) == (who != "compliance")


def test_claim_comes_back_by_two_persons_on_the_page(world: World, enter: Enter, clock: Stand) -> None:
    clock(world.now)
    clerk, other = enter("clerk1"), enter("clerk2")
    record = agreement_act(world, "record_delivery_claim")
    typed = {"went_to": "account 9999", "claimed_from": "the transfer agent", "grounds": "its list"}
    before = standing()
    refused(
        fill(clerk, record, shares="2,706,767", paper=paper("claim"), **typed),
        "from 1 to 2,706,766 shares can be claimed",
        before,
    )
    refused(fill(clerk, record, shares="1.5", paper=paper("claim"), **typed), "Enter whole shares", before)
    refused(fill(clerk, record, shares="5", **typed), "Choose the file.", before)
    answer = fill(clerk, record, shares="1,000", paper=paper("claim"), **typed)
    assert answer.status_code == 302
    assert answer["Location"] == desk(world)
    done(fill(clerk, agreement_act(world, "record_recovery"), shares="600", paper=paper("back")))
    assert "a second person checks them" in page(clerk.get(agreement_act(world, "check_recovery")))
    done(fill(other, agreement_act(world, "check_recovery"), is_accepted="yes", finding="as stated"))
    assert RecoveryCheck.objects.get().is_accepted
    done(
        fill(
            other,
            agreement_act(world, "settle_claim"),
            outcome="passed_on",
            reason="sent on",
            paper=paper("sent on"),
        )
    )
    assert ClaimSettlement.objects.get().shares == 400
    text = page(clerk.get(desk(world)))
    assert "Came back in part, the rest settled" in text
    assert " came back</span>" in text


def test_positions_and_lists_are_loaded_and_explained_on_the_page(
    world: World, enter: Enter, clock: Stand
) -> None:
    clock(world.now)
    clerk, other = enter("clerk1"), enter("clerk2")
    day = world.today()
    load = agreement_act(world, "load_position")
    head = "date,holder,security,shares\n"
    refused(
        fill(clerk, load, file=csv(f"{head}{day},x,Class Z,1")),
        "line 2: “Class Z” is not Class A",
        standing(),
    )
    done(fill(clerk, load, file=csv(f'{head}{day},"AUTOA2A, LTD.",Class A ordinary shares,12293227\n')))
    assert PositionStatement.objects.latest("number").difference == -7
    done(fill(other, agreement_act(world, "explain_break"), reason="in transit"))
    text = page(clerk.get(desk(world)))
    assert "PS-2 is reconciled with the ledger: explained" in text
    done(fill(clerk, agreement_act(world, "record_position"), shares="12,293,234", paper=paper("statement")))
    assert "PS-3 is reconciled with the ledger: agrees" in page(clerk.get(desk(world)))
    done(fill(clerk, agreement_act(world, "make_reconciliation")))
    done(
        fill(
            clerk,
            agreement_act(world, "load_transfers"),
            file=csv(f"reference,date,shares,to\nTA-OK,{day},{DUE},Fangle Lai"),
        )
    )
    assert "All match" in page(clerk.get(desk(world)))


def test_compliance_and_parties_do_not_act_here(world: World, enter: Enter, clock: Stand) -> None:
    clock(world.now)
    before = standing()
    for who, codes in (("compliance", (403,)), ("officer_a", (302, 403)), ("seller", (302, 403))):
        client = enter(who)
        for event in ON_TRANSFER_DESK:
            assert client.post(agreement_act(world, event), {"key": "k"}).status_code in codes, (who, event)
        if who != "compliance":
            assert client.get(desk(world)).status_code in (302, 403)
    assert standing() == before


def test_claim_of_another_agreement_cannot_be_chosen(world: World, enter: Enter, clock: Stand) -> None:
    other = worlds.released(reference="KX-OTHER")
    theirs = claim(other, 5)
    claim(world, 5)
    clock(world.now)
    answer = fill(
        enter("clerk1"),
        agreement_act(world, "record_recovery"),
        claim=str(theirs.pk),
        shares="5",
        paper=paper("back"),
    )
    refused(answer, "This can no longer be chosen.", standing())


def test_house_of_another_agent_finds_no_desk(world: World, enter: Enter, clock: Stand) -> None:
    clock(world.now)
    assert agent_id_of(world.agreement)
    missing = reverse("admin:tranches_escrowagreement_transfer_agent", args=[world.agreement.pk + 999])
    assert enter("clerk1").get(missing).status_code == 404


@pytest.mark.parametrize("who", ["officer_a", "officer_b", "seller"])
def test_parties_see_the_claim_and_what_came_back_not_the_agents_evidence(
    world: World, enter: Enter, clock: Stand, who: str
) -> None:
    found = claim(world, 1_000)
    statement = world.position()
    clock(world.now)
    client = enter(who)
    pages = (
        reverse("portal:agreement", args=[world.agreement.reference]),
        reverse("portal:tranche", args=[world.agreement.reference, 1]),
    )
    for url in pages:
        text = page(client.get(url))
        assert "Wrong deliveries" in text
        assert "account 9999" in text
        assert not INLINE.search(text)
    assert client.get(reverse("document", args=[found.document.public_id])).status_code == 200
    assert client.get(reverse("document", args=[statement.document.public_id])).status_code == 404


def test_start_page_names_what_waits_for_a_second_person(world: World, enter: Enter, clock: Stand) -> None:
    back(world, claim(world, 1_000), 400)
    world.position(1)
    clock(world.now)
    for who, mine in (("clerk1", False), ("clerk2", True)):
        text = page(enter(who).get(reverse("admin:index")))
        waiting = text[text.index("Waiting for you") : text.index("Waiting for others")]
        assert ("Check that 400 shares of claim W-1 came back" in waiting) is mine
        assert ("Explain the breaks of PS-2" in waiting) is mine
        assert f'{desk(world)}?act=check_recovery#act-check_recovery"' in text


def test_registers_open_for_the_house(world: World, enter: Enter, clock: Stand) -> None:
    back(world, claim(world, 1_000), 400)
    world.position(1)
    clock(world.now)
    client = enter("compliance")
    for name in (
        "deliveryclaim",
        "claimrecovery",
        "recoverycheck",
        "claimsettlement",
        "positionstatement",
        "positionline",
        "positionbreak",
        "breakexplanation",
        "transferlisting",
        "transferentry",
    ):
        assert client.get(reverse(f"admin:tranches_{name}_changelist")).status_code == 200, name
    assert DeliveryClaim.objects.count() == 1


@pytest.mark.django_db
def test_desk_says_how_far_a_letter_is_answered(enter: Enter, clock: Stand) -> None:
    world = worlds.sent(reference="KX-PART")
    world.confirm({world.release().lines.get().pk: 1_000_000})
    clock(world.now)
    text = page(enter("clerk1").get(desk(world)))
    assert "confirmed 1,000,000 of 2,706,766, 1,706,766 open" in text
    assert "Transfer agent: its answer to the 1,706,766 shares that are open." in text
