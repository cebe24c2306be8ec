"""The main road through real pages, by clicking: from the accountant's report to the seller's statement and the journal.

The agreement is a simulation whose record stands at 20 December 2026, so that every page's clock stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor, on_disk
from tests.papers.reading import text_of
from tests.worlds import World, loaded
from tranches.models import Account, Release, TrancheState
from tranches.selectors.ledger.balances import balances

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Enter = Callable[..., Visitor]


@pytest.fixture
def world(db: None) -> World:
    """Deposited in December 2025; the parties' consent to portal signing came in a year later, before the first report."""
    world = loaded(is_simulation=True)
    world.day(2025, 12, 15)
    world.deposit()
    world.day(2026, 12, 20)
    world.consent()
    return world


@pytest.fixture
def enter(browser: Browser, live_server: Any, artefacts: Path) -> Iterator[Enter]:
    """Let a person in by the front step; at the end no page may have complained."""
    visitors: list[Visitor] = []

    def let_in(username: str, **window: Any) -> Visitor:
        window.setdefault("viewport", {"width": 1280, "height": 900})
        visitor = Visitor(browser, live_server.url, artefacts, username, **window)
        visitors.append(visitor)
        visitor.sign_in()
        return visitor

    yield let_in
    for visitor in visitors:
        visitor.leave()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


def test_journey_from_the_report_to_the_sellers_statement_and_the_journal(
    world: World, enter: Enter, tmp_path: Path
) -> None:
    _clerk_records_the_report_and_puts_the_instruction_before_the_signers(enter("clerk1"), tmp_path)
    _officer_approves(enter("officer_a"), "02-officer-a", "1 of 2")
    _officer_approves(enter("officer_b"), "03-officer-b", "2 of 2")
    assert world.tranche(1).state == TrancheState.INSTRUCTED
    _another_person_calls_the_recipient_back(enter("supervisor"))
    _first_person_ticks_and_authorises(enter("clerk2"), tmp_path)
    assert not Release.objects.filter(agreement=world.agreement).exists()
    _second_person_authorises(enter("supervisor"))
    assert balances(world.agreement).of(Account.RESERVED, 1) == 2_706_766
    _clerk_sends_and_confirms(enter("clerk1"), tmp_path)
    assert world.tranche(1).state == TrancheState.DEDUCTED
    assert balances(world.agreement).by_tranche(1)["recipient"] == 2_706_766
    assert balances(world.agreement).by_tranche(1)["kept"] == 293_234
    _seller_reads_his_statement(enter("seller"))
    _compliance_reads_the_journal(enter("compliance"))


def _clerk_records_the_report_and_puts_the_instruction_before_the_signers(
    clerk: Visitor, folder: Path
) -> None:
    clerk.sees("Waiting for you", "Agreements at a glance", "Heads of the chains")
    clerk.station("01-a-desk")
    clerk.follow("Kaixin Holdings")
    clerk.sees("Where the 15,000,000 shares are")
    clerk.station("01-b-agreement")
    clerk.page.locator("main a[href*='/tranches/tranche/']").first.click()
    clerk.sees("Pending", "Acts on this tranche")
    clerk.station("01-c-tranche-pending")
    clerk.act(
        "record_report",
        dated_on="2026-12-18",
        received_on="2026-12-20",
        actual="600,000,000",
        opinion="unqualified",
        standard="PRC GAAP",
        is_audited=True,
        paper=on_disk(folder, "Accountant's report", "Operating revenue: RMB 600,000,000"),
    )
    clerk.sees("Report received", "2,706,766", "293,233.08")
    clerk.station("01-d-tranche-reported")
    clerk.act("prepare_instruction")
    clerk.act("submit_instruction")
    clerk.sees("waits for")
    clerk.station("01-e-tranche-submitted")


def _officer_approves(officer: Visitor, name: str, given: str) -> None:
    officer.sees("Waiting for you")
    officer.station(f"{name}-inbox")
    officer.page.locator("main .todo a").first.click()
    officer.sees("2,706,766", "Digest of what is decided on")
    officer.station(f"{name}-instruction")
    officer.page.locator("#id_answer_0").check()
    officer.page.get_by_role("button", name="Sign my answer").click()
    officer.prove_if_asked()
    expect(officer.page.locator("form[action$='/answer/']")).to_have_count(0)
    officer.station(f"{name}-signed")


def _another_person_calls_the_recipient_back(supervisor: Visitor) -> None:
    supervisor.page.locator("main .todo a").first.click()
    supervisor.act("record_call_back", outcome="confirmed", reached="the recipient himself")
    supervisor.sees("Reached, and confirmed")
    supervisor.station("03-z-call-back")


def _first_person_ticks_and_authorises(clerk: Visitor, folder: Path) -> None:
    _position_is_loaded(clerk, folder)
    clerk.page.locator("#site-name a").click()
    clerk.page.locator("main .todo a").first.click()
    evidence = on_disk(folder, "Evidence", "No finding.")
    for item in ("delivery_account", "identity_and_sanctions", "legend_and_opinion", "seal", "position"):
        clerk.act(
            "tick_checklist",
            item=item,
            note_text="Checked, no finding.",
            valid_until="2099-12-31",
            paper=evidence,
        )
    clerk.station("04-a-checklist")
    clerk.sign("Authorise the release", "authorise_release", read=True)
    clerk.sees("Your authorisation")
    clerk.station("04-b-first-person")


def _position_is_loaded(clerk: Visitor, folder: Path) -> None:
    """The transfer agent's statement comes in before the release and agrees with the ledger."""
    clerk.follow("Kaixin Holdings")
    clerk.follow("Transfer agent")
    clerk.sees("Not reconciled", "No letter was made yet")
    clerk.act(
        "record_position",
        shares="15,000,000",
        paper=on_disk(folder, "Statement of position", "15,000,000 shares"),
    )
    clerk.sees("PS-1 is reconciled with the ledger")
    clerk.station("04-0-transfer-agent")


def _second_person_authorises(supervisor: Visitor) -> None:
    supervisor.station("05-a-desk-of-the-second-person")
    supervisor.page.locator("main .todo a").first.click()
    supervisor.follow("Authorise the release")
    supervisor.prove_if_asked()
    supervisor.station("05-b-authorise")
    supervisor.page.locator("#authorise_release-read").check()
    supervisor.page.get_by_role("button", name="Authorise the release").click()
    supervisor.prove_if_asked()
    supervisor.sees("Your authorisation")
    supervisor.station("05-c-reserved")


def _clerk_sends_and_confirms(clerk: Visitor, folder: Path) -> None:
    clerk.page.locator("main .todo a").first.click()
    clerk.act("send_release", how="courier SF-4410072")
    clerk.act(
        "record_confirmation",
        reference="TA-2026-377",
        paper=on_disk(folder, "Confirmation TA-2026-377", "2,706,766 shares."),
    )
    clerk.sees("Deducted", "2,706,766", "293,234")
    clerk.station("06-confirmed")


def _seller_reads_his_statement(seller: Visitor) -> None:
    seller.sees("Your shares in escrow")
    seller.station("07-a-seller")
    seller.page.locator("main .glance a").first.click()
    seller.sees("Statement of your shares in escrow", "2,706,766", "293,234", "12,293,234")
    seller.station("07-b-statement")
    seller.page.get_by_role("button", name="Make a statement").click()
    text = text_of(seller.download("Statement of the escrow account"))
    for figure in ("2,706,766", "293,234", "12,293,234", "15,000,000"):
        assert figure in text


def _compliance_reads_the_journal(officer: Visitor) -> None:
    officer.sees("chains verified")
    officer.station("08-a-review")
    officer.page.get_by_label("Number, digest or words").fill("TA-2026-377")
    officer.page.get_by_role("button", name="Filter").click()
    officer.sees("Transfer confirmed", "sent → confirmed")
    officer.page.locator("a.act-name").first.click()
    officer.sees("How it is chained", "the same")
    officer.station("08-b-review-event")
    officer.page.get_by_role("link", name="Clear").click()
    with officer.page.expect_download() as waiting:
        officer.page.get_by_role("button", name="CSV", exact=True).click()
    path = officer.artefacts / "journal.csv"
    waiting.value.save_as(path)
    copied = path.read_text("utf-8-sig")
    assert "Transfer confirmed" in copied
    assert "TA-2026-377" in copied
    officer.page.goto(f"{officer.address}/desk/")
    officer.sees("You review; nothing here waits for you.")


STARTS = {"clerk1": "desk", "officer_a": "portal", "seller": "portal-seller", "compliance": "review"}


@pytest.mark.parametrize("username", STARTS)
def test_every_door_opens_on_a_telephone(world: World, enter: Enter, username: str) -> None:
    """At 390 px the start page of each door stands in one column: nothing is cut off sideways."""
    visitor = enter(username, viewport={"width": 390, "height": 844})
    visitor.station(f"narrow-{STARTS[username]}")
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
