"""Every act of the desk, sent through its form: it happens once; a refusal shows the sentence and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import (
    Fields,
    act_page,
    agreement_act,
    done,
    fill,
    page,
    paper,
    refused,
    standing,
)
from tranches.models import (
    Approval,
    DisputeNotice,
    Hold,
    HoldLift,
    Instruction,
    PaperSignature,
    PortalConsent,
    Posting,
    Report,
)
from tranches.selectors.release.checklist import READ

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]


@pytest.fixture
def play(enter: Enter, clock: Stand) -> Callable[..., HttpResponse]:
    """Send the form of an act of tranche one (or another) as somebody, on the world's day."""

    def act(world: worlds.World, who: str, event: str, number: int = 1, **typed: Any) -> HttpResponse:
        clock(world.now)
        return fill(enter(who), act_page(world, event, number), **typed)

    return act


Play = Callable[..., HttpResponse]


# --- Deposits -------------------------------------------------------------------------------------


def test_deposit_is_recorded_and_too_many_shares_are_refused(enter: Enter, clock: Stand) -> None:
    world = worlds.loaded()
    clock(world.day(2025, 12, 15))
    client, url = enter("clerk1"), agreement_act(world, "record_deposit")
    done(fill(client, url, shares="15,000,000", reference="TA-1", paper=paper()))
    assert Posting.objects.filter(kind="deposit").count() == 5
    before = standing()
    text = refused(fill(client, url, shares="1", paper=paper("more")), "The deposit was not recorded", before)
    assert 'value="1"' in text, "what was typed stays"


def test_surplus_stands_unallocated_and_nothing_can_be_allocated_beyond_the_room(
    enter: Enter, clock: Stand
) -> None:
    world = worlds.loaded()
    clock(world.day(2025, 12, 15))
    client = enter("clerk1")
    done(
        fill(
            client,
            agreement_act(world, "record_deposit"),
            shares="15000010",
            surplus_unallocated="on",
            reference="TA-1",
            paper=paper(),
        )
    )
    before = standing()
    url = agreement_act(world, "allocate")
    refused(
        fill(client, url, tranche=str(world.tranche(1).pk), shares="10"), "can take 0 more shares", before
    )


def test_consent_is_recorded_with_its_paper(enter: Enter, clock: Stand) -> None:
    world = worlds.loaded()
    clock(world.day(2025, 12, 15))
    client, url = enter("clerk1"), agreement_act(world, "record_portal_consent")
    refused(fill(client, url, dated_on="2025-12-16", paper=paper()), "is in the future", standing())
    done(fill(client, url, dated_on="2025-12-10", paper=paper()))
    assert not world.part("A").consents_to_portal, "it waits for a second person"
    done(
        fill(
            enter("clerk2"),
            agreement_act(world, "check_portal_consent"),
            consent=str(PortalConsent.objects.get().pk),
        )
    )
    assert world.part("A").consents_to_portal


def test_statement_is_made_once_for_a_double_click(enter: Enter, clock: Stand) -> None:
    world = worlds.funded()
    clock(world.now)
    client, url = enter("clerk1"), agreement_act(world, "make_statement")
    form = Fields(url)
    form.feed(page(client.get(url)))
    done(client.post(url, form.values))
    before = standing()
    done(client.post(url, form.values))
    assert standing() == before


# --- Report and instruction -----------------------------------------------------------------------

REPORT: dict[str, Any] = {
    "dated_on": "2026-12-15",
    "received_on": "2026-12-18",
    "actual": "600,000,000",
    "standard": "PRC GAAP",
}


def test_report_is_recorded_and_assessed(play: Play) -> None:
    world = worlds.funded()
    world.day(2026, 12, 18)
    done(play(world, "clerk1", "record_report", **REPORT, paper=paper("report")))
    assert Report.objects.get().actual_minor == 60_000_000_000
    assert world.tranche(1).state == "report_received"


def test_report_comes_back_with_each_error_at_its_field(play: Play) -> None:
    world = worlds.funded()
    world.day(2026, 12, 18)
    wrong = REPORT | {"dated_on": "15 December", "actual": "600 million"}
    text = refused(play(world, "clerk1", "record_report", **wrong), "The report was not recorded", standing())
    assert 'href="#record_report-actual"' in text
    assert "600 million" in text
    assert "Enter the day as YYYY-MM-DD" in text
    assert "Choose the file." in text


def test_report_dated_before_the_year_ended_is_refused_at_its_field(play: Play) -> None:
    world = worlds.funded()
    world.day(2026, 12, 18)
    early = REPORT | {"dated_on": "2026-11-15"}
    text = refused(
        play(world, "clerk1", "record_report", **early, paper=paper()),
        "The report was not recorded",
        standing(),
    )
    assert 'id="record_report-dated_on-error"' in text


def test_file_that_is_no_paper_is_refused(play: Play) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    world = worlds.funded()
    world.day(2026, 12, 18)
    script = SimpleUploadedFile("report.pdf", b"<script>alert(1)</script>")
    answer = play(world, "clerk1", "record_report", **REPORT, paper=script)
    refused(answer, "neither a PDF nor a scan", standing())


def test_instruction_is_prepared_as_computed_submitted_and_withdrawn(play: Play) -> None:
    world = worlds.reported()
    done(play(world, "clerk1", "prepare_instruction"))
    assert world.instruction().lines.get().shares == 2_706_766
    done(play(world, "clerk1", "submit_instruction"))
    assert world.instruction().state == "submitted"
    before = standing()
    refused(play(world, "clerk1", "withdraw_instruction", reason=""), "Enter: reason.", before)
    done(play(world, "clerk1", "withdraw_instruction", reason="The recipient moved his account."))
    assert world.instruction().state == "withdrawn"


def test_other_quantity_needs_its_reason_and_more_than_held_is_refused(play: Play) -> None:
    world = worlds.reported()
    refused(play(world, "clerk1", "prepare_instruction", line_0="2,706,765"), "Enter the reason", standing())
    more = {"line_0": "3,000,001", "difference_reason": "both asked for it"}
    refused(play(world, "clerk1", "prepare_instruction", **more), "shares in escrow", standing())
    done(
        play(
            world, "clerk1", "prepare_instruction", line_0="2,706,765", difference_reason="both asked for it"
        )
    )
    assert Instruction.objects.get().difference_reason == "both asked for it"


def test_signatures_on_paper_are_recorded_by_one_and_checked_by_another(play: Play, enter: Enter) -> None:
    world = worlds.submitted()
    signatory = world.users["officer_a"].person.signatory_of.get()  # type: ignore[union-attr]
    typed = {"signatory": str(signatory.pk), "signed_on": "2026-12-18", "digest_agrees": "on"}
    refused(play(world, "clerk1", "file_paper_signature", **typed), "Choose the file.", standing())
    done(play(world, "clerk1", "file_paper_signature", **typed, paper=paper("signed")))
    assert PaperSignature.objects.get().person == signatory.person
    blocked = enter("clerk1").get(act_page(world, "check_paper_signature"))
    assert "a second person checks it" in page(blocked)
    done(play(world, "clerk2", "check_paper_signature", compared="on"))
    assert Approval.objects.get().via == "paper"


def test_moved_digest_is_refused(play: Play) -> None:
    world = worlds.submitted()
    signatory = world.users["officer_a"].person.signatory_of.get()  # type: ignore[union-attr]
    typed = {
        "signatory": str(signatory.pk),
        "signed_on": "2026-12-18",
        "digest_agrees": "on",
        "seen_digest": "0" * 64,
    }
    refused(
        play(world, "clerk1", "file_paper_signature", **typed, paper=paper()),
        "signature was not recorded",
        standing(),
    )


# --- Governing papers and holds -------------------------------------------------------------------


def test_settlement_is_recorded_by_one_and_accepted_by_another(play: Play) -> None:
    world = worlds.reported()
    typed = {
        "basis": "settlement",
        "dated_on": "2026-12-17",
        "received_on": "2026-12-18",
        "shares": "2,800,000",
    }
    short = play(
        world, "clerk1", "prepare_governed_instruction", **typed, signed_by=["A", "B"], paper=paper()
    )
    refused(short, "Missing: Party C", standing())
    wrong = play(world, "clerk1", "prepare_governed_instruction", **typed, further="two: 3", paper=paper())
    refused(wrong, "is no line such as", standing())
    everyone = ["A", "B", "C", "D"]
    done(play(world, "clerk1", "prepare_governed_instruction", **typed, signed_by=everyone, paper=paper()))
    refused(play(world, "clerk2", "check_authority", finding=""), "Enter: finding.", standing())
    done(play(world, "clerk2", "check_authority", finding="All four signatures agree with the register."))
    assert world.tranche(1).state == "instructed"


def test_objection_hold_confirmation_and_lift(play: Play, enter: Enter) -> None:
    world = worlds.submitted()
    seller = str(world.part("C").pk)
    refused(
        play(world, "clerk1", "receive_dispute_notice", party=seller, text=""),
        "Enter: what it says.",
        standing(),
    )
    done(play(world, "clerk1", "receive_dispute_notice", party=seller, text="Two stores are missing."))
    assert DisputeNotice.objects.get().contested_shares is None
    many = {"ground": "dispute", "reason": "the objection", "shares": "4,000,000"}
    refused(play(world, "clerk1", "propose_hold", **many), "The hold was not proposed", standing())
    done(play(world, "clerk1", "propose_hold", ground="dispute", reason="the objection"))
    assert "a second person confirms it" in page(enter("clerk1").get(act_page(world, "confirm_hold")))
    done(play(world, "clerk2", "confirm_hold"))
    assert world.tranche(1).state == "disputed"
    refused(play(world, "clerk1", "lift_hold", exit="withdrawal"), "The hold was not lifted", standing())
    done(
        play(world, "clerk2", "lift_hold", exit="withdrawal", reason="C withdrew.", paper=paper("withdrawal"))
    )
    assert (HoldLift.objects.count(), Hold.objects.count(), world.tranche(1).state) == (
        1,
        1,
        "report_received",
    )


# --- Release --------------------------------------------------------------------------------------


def test_release_walks_from_checklist_to_confirmation(play: Play, enter: Enter) -> None:
    world = worlds.instructed()
    refused(play(world, "clerk2", "tick_checklist", item="identity_and_sanctions"), "not ticked", standing())
    assert "item" in page(enter("clerk2").get(act_page(world, "authorise_release")))
    world.position()
    refused(play(world, "supervisor", "record_call_back", outcome="confirmed"), "not recorded", standing())
    assert "you took the instruction in" in page(enter("clerk1").get(act_page(world, "record_call_back")))
    done(play(world, "supervisor", "record_call_back", outcome="confirmed", reached="the recipient"))
    for item in world.agreement.terms_versions.get().content["checklist"]:
        if item["evidence"] not in READ:
            evidence = {"note_text": "agreed", "paper": paper(item["key"]), "valid_until": "2027-01-31"}
            done(play(world, "clerk2", "tick_checklist", item=item["key"], **evidence))
    refused(play(world, "clerk2", "authorise_release"), "Tick this to go on.", standing())
    done(play(world, "clerk2", "authorise_release", read="on"))
    assert "another person must be the second" in page(
        enter("clerk2").get(act_page(world, "authorise_release"))
    )
    done(play(world, "supervisor", "authorise_release", read="on"))
    refused(play(world, "clerk1", "send_release"), "Enter: how.", standing())
    done(play(world, "clerk1", "send_release", how="DHL 4471"))
    line = world.release().lines.get()
    refused(
        play(world, "clerk1", "record_confirmation", **{f"line_{line.pk}": "2,706,767"}),
        "was not recorded",
        standing(),
    )
    done(play(world, "clerk1", "record_confirmation", reference="TA-77", paper=paper("confirmed")))
    assert (world.release().state, world.tranche(1).state) == ("confirmed", "deducted")


def test_refusal_by_the_transfer_agent_puts_the_reservation_back(play: Play) -> None:
    world = worlds.sent()
    refused(play(world, "clerk1", "record_refusal"), "Enter: reason given.", standing())
    done(play(world, "clerk1", "record_refusal", reason="signature guarantee missing"))
    assert world.release().state == "refused"
    assert world.instruction().attempt == 2


def test_letter_is_asked_back_and_recalled(play: Play) -> None:
    world = worlds.sent()
    refused(play(world, "clerk1", "request_recall"), "Enter: reason.", standing())
    done(play(world, "clerk1", "request_recall", reason="the report is corrected"))
    refused(
        play(world, "clerk1", "record_recall", answered_on="2099-01-01", reason="stopped"),
        "future",
        standing(),
    )
    done(play(world, "clerk1", "record_recall", reason="stopped in time"))
    assert world.release().state == "recalled"
