"""Dividends and votes at the desk: every act through its form, and what the page says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE, agreement_act, done, fill, page, paper, refused, standing
from tests.rights.acts import called, declared, direct
from tests.worlds import World
from tranches.rights.models import Dividend, DividendEntitlement, Meeting, ProxyLetter, VotingDirection

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]
DIVIDEND = {
    "kind": "cash",
    "declared_on": "2026-03-02",
    "record_on": "2026-03-10",
    "payment_on": "2026-03-31",
    "amount_per_share": "0.025",
    "currency": "usd",
}
MEETING = {
    "called": "Annual general meeting",
    "meeting_on": "2026-03-20",
    "record_on": "2026-03-10",
    "cut_off_on": "2026-03-18",
    "cut_off_time": "17:00",
    "resolutions": "Elect the directors\n\nAmend the articles\n",
}


def rights_page(world: World) -> str:
    return reverse("admin:tranches_escrowagreement_rights", args=(world.agreement.pk,))


@pytest.fixture
def world(clock: Stand) -> World:
    found = worlds.funded()
    clock(found.day(2026, 3, 2))
    return found


def test_dividend_walks_through_its_forms(world: World, enter: Enter, clock: Stand) -> None:
    client = enter("clerk1")
    text = page(client.get(rights_page(world)))
    assert "No dividend is on record." in text
    assert not INLINE.search(text)
    url = agreement_act(world, "record_dividend")
    refused(
        fill(client, url, **DIVIDEND | {"payment_on": "2026-03-09"}, paper=paper()),
        "before its record date",
        standing(),
    )
    refused(
        fill(client, url, **DIVIDEND | {"amount_per_share": "0"}, paper=paper()), "above zero", standing()
    )
    done(fill(client, url, **DIVIDEND, paper=paper("declaration")))
    assert Dividend.objects.get().currency == "USD"
    assert "no record date has ended" in page(client.get(agreement_act(world, "establish_entitlement")))
    clock(world.day(2026, 3, 11))
    client = enter("clerk1")
    start = page(client.get(reverse("admin:index")))
    assert "The recipient’s entitlement" in start
    assert f"{rights_page(world)}?act=establish_entitlement#act-establish_entitlement" in start
    done(fill(client, agreement_act(world, "establish_entitlement")))
    assert DividendEntitlement.objects.get().amount_minor == 37_500_000
    clock(world.day(2026, 4, 1))
    client = enter("clerk1")
    done(
        fill(
            client,
            agreement_act(world, "record_dividend_receipt"),
            amount="374000",
            withheld="500",
            paper=paper("advice"),
        )
    )
    text = page(client.get(rights_page(world)))
    for words in (
        "USD 375,000.00",
        "USD 500.00 withheld",
        "−500.00 against the expected",
        "Tranche",
        "held",
        "received",
    ):
        assert words in text
    url = agreement_act(world, "pass_on_dividend")
    refused(fill(client, url, amount="374000.01"), "Pass on no more than that", standing())
    done(fill(client, url, amount="374000"))
    text = page(client.get(rights_page(world)))
    assert "advice 1" in text
    assert "passed on in part" in text
    assert not INLINE.search(text)


def test_dividend_in_shares_and_one_set_aside(world: World, enter: Enter, clock: Stand) -> None:
    client = enter("clerk1")
    url = agreement_act(world, "record_dividend")
    done(
        fill(
            client,
            url,
            **DIVIDEND | {"kind": "scrip", "amount_per_share": "", "currency": ""},
            ratio_new="1",
            ratio_old="20",
            paper=paper(),
        )
    )
    assert "1 new for every 20 held" in page(client.get(rights_page(world)))
    done(fill(client, agreement_act(world, "set_aside_dividend"), reason="taken back"))
    assert "set aside" in page(client.get(rights_page(world)))
    done(
        fill(
            client,
            url,
            **DIVIDEND | {"kind": "scrip", "amount_per_share": "", "currency": ""},
            ratio_new="1",
            ratio_old="20",
            paper=paper(),
        )
    )
    clock(world.day(2026, 3, 31))
    client = enter("clerk1")
    done(fill(client, agreement_act(world, "establish_entitlement")))
    done(fill(client, agreement_act(world, "record_scrip_delivery"), shares="750000", paper=paper()))
    assert "delivered" in page(client.get(rights_page(world)))


def test_meeting_is_recorded_directed_on_paper_and_voted_by_another_person(
    world: World, enter: Enter, clock: Stand
) -> None:
    client = enter("clerk1")
    url = agreement_act(world, "record_meeting")
    refused(fill(client, url, **MEETING | {"cut_off_time": "25:00"}, paper=paper()), "HH:MM", standing())
    refused(
        fill(client, url, **MEETING | {"meeting_on": "2026-03-01"}, paper=paper()),
        "The meeting is over",
        standing(),
    )
    done(fill(client, url, **MEETING, paper=paper("notice")))
    meeting = Meeting.objects.get()
    assert meeting.cut_off_at.isoformat() == "2026-03-18T09:00:00+00:00"
    text = page(client.get(rights_page(world)))
    assert "waits for the direction" in text
    assert "no direction was given; without one nothing is voted" in text
    url, first = agreement_act(world, "record_direction"), f"vote_{meeting.pk}_1"
    refused(fill(client, url, **{first: "for"}, paper=paper()), "on each resolution", standing())
    votes = {first: "for", f"vote_{meeting.pk}_2": "against", f"vote_{meeting.pk}_2_shares": "4,000,000"}
    refused(
        fill(client, url, **votes | {f"{first}_shares": "15000001"}, paper=paper()),
        "is no number of votes",
        standing(),
    )
    done(fill(client, url, **votes, paper=paper("direction")))
    assert VotingDirection.objects.get().filed_person == world.users["clerk1"].person
    clock(world.day(2026, 3, 11))
    assert "another person makes the letter" in page(
        enter("clerk1").get(agreement_act(world, "make_proxy_letter"))
    )
    client = enter("clerk2")
    done(fill(client, agreement_act(world, "make_proxy_letter"), how="courier 7"))
    text = page(client.get(rights_page(world)))
    for words in ("PX-1", "courier 7", "with 4,000,000 votes", "Elect the directors"):
        assert words in text
    assert ProxyLetter.objects.get().proxy == "the chair of the meeting"


def test_later_posting_is_flagged_on_the_page(enter: Enter, clock: Stand) -> None:
    from datetime import date

    from tests.rights.acts import entitled
    from tranches.services.agreement.agreements import record_deposit

    world = worlds.loaded()
    world.day(2025, 12, 15)
    world.deposit(10_000_000)
    dividend = declared(world, record_on=date(2025, 12, 15), payment_on=date(2025, 12, 31))
    world.day(2025, 12, 17)
    entitled(world, dividend)
    world.later(days=1)
    record_deposit(
        agreement=world.agreement,
        shares=5_000_000,
        deposited_on=date(2025, 12, 15),
        reference="TA-2",
        paper=worlds.pdf("late"),
        **world.as_("clerk1"),
    )
    clock(world.now)
    text = page(enter("clerk1").get(rights_page(world)))
    assert "known then 10,000,000, known now 15,000,000" in text
    assert "until a correction is recorded beside it" in text


def test_registers_open_and_compliance_only_looks(world: World, enter: Enter) -> None:
    declared(world)
    direct(world, called(world))
    names = (
        "dividend",
        "dividendsetaside",
        "dividendentitlement",
        "dividendreceipt",
        "dividendpayment",
        "scripdelivery",
        "meeting",
        "meetingsetaside",
        "meetingresolution",
        "votingdirection",
        "directionvote",
        "proxyletter",
    )
    client = enter("compliance")
    for name in names:
        assert client.get(reverse(f"admin:tranches_{name}_changelist")).status_code == 200, name
    text = page(client.get(rights_page(world)))
    assert "USD 0.025 a share" in text
    assert 'id="act-record_dividend"' not in text
