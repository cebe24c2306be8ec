"""Stages of a dispute, contrary instructions, the issuer's claim and its lifting of a suspension (SPA 8.1, 10.2; EA 3.3)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from parties.models import Signatory
from tests import worlds
from tests.services.papers import award
from tests.services.test_holds import confirm, lift, object_to, propose, stand
from tests.unchanged import refused
from tests.walls.tools import past_the_services
from tests.worlds import World, pdf
from tranches.models import Account, DamagesClaim, DamagesClaimEnd, DisputeStage, Hold, HoldLift
from tranches.papers.open_matters import open_matters_of
from tranches.papers.statement_sheet import OpenMatter
from tranches.selectors.assessment.assessments import current_assessment, proposal_for, result_of
from tranches.selectors.dispute.disputes import open_stage, stage_words
from tranches.selectors.dispute.pauses import days_paused, holds_of, pauses_within
from tranches.selectors.docket.docket import docket_of
from tranches.selectors.ledger.as_of import now_of, states_as_of
from tranches.selectors.ledger.balances import balances
from tranches.selectors.terms import terms_of
from tranches.services.dispute.disputes import end_damages_claim, record_damages_claim, record_dispute_stage
from tranches.services.dispute.lifting import lift_own_suspension
from tranches.services.suspending import open_suspension

STAGE = worlds.submitted


def stage(world: World, name: str, **changes: Any) -> DisputeStage:
    arguments: dict[str, Any] = {
        "tranche": world.tranche(1),
        "stage": name,
        "began_on": world.today(),
        "case_reference": "2027-1",
        "paper": pdf(name),
        **world.as_("clerk1"),
    }
    return record_dispute_stage(**(arguments | changes))


def suspended(world: World, **changes: Any) -> Hold:
    return stand(world, ground="suspension", reason="breach", paper=pdf("notice"), **changes)


def claim(world: World, hold: Hold, **changes: Any) -> DamagesClaim:
    arguments: dict[str, Any] = {
        "hold": Hold.objects.get(pk=hold.pk),
        "amount": Decimal("250000.50"),
        "currency": "CNY",
        "ground": "competing business",
        "paper": pdf("claim"),
        "claimed_on": world.today(),
        **world.as_("clerk1"),
    }
    return record_damages_claim(**(arguments | changes))


def end(world: World, of: DamagesClaim, **changes: Any) -> DamagesClaimEnd:
    arguments: dict[str, Any] = {
        "claim": DamagesClaim.objects.get(pk=of.pk),
        "outcome": "settled",
        "ended_on": world.today(),
        "paper": pdf("end"),
        **world.as_("clerk1"),
    }
    return end_damages_claim(**(arguments | changes))


def open_matters(world: World) -> tuple[OpenMatter, ...]:
    seen = now_of(world.agreement, world.now)
    return open_matters_of(
        world.agreement, terms_of(world.agreement), seen, states_as_of(world.agreement, seen)
    )


# --- Stages --------------------------------------------------------------------------------------


def test_a_dispute_goes_from_negotiation_to_the_tribunal_to_its_award_and_the_statement_says_so(
    world: World,
) -> None:
    notice = object_to(world)
    stage(world, "negotiation", notice=notice, paper=None)
    world.later(days=20)
    second = stage(world, "arbitration")
    assert (second.seat, second.case_reference) == ("Shanghai", "2027-1")
    assert "CIETAC" in stage_words(second)
    matters = [matter.text for matter in open_matters(world)]
    assert any(text.startswith("Dispute about tranche 1: arbitration") for text in matters)
    world.later(days=20)
    assert stage(world, "award").forum == second.forum
    assert open_stage(world.tranche(1)) is None
    assert world.tranche(1).state == "report_received", "a stage moves nothing"
    stage(world, "negotiation")


@pytest.mark.parametrize(
    ("before", "after"),
    [((), "award"), ((), "ended"), (("negotiation",), "negotiation"), (("negotiation",), "award")],
)
def test_a_stage_follows_on_the_one_before(world: World, before: tuple[str, ...], after: str) -> None:
    for name in before:
        stage(world, name)
    with refused("stage_out_of_order"):
        stage(world, after)


def test_a_stage_has_its_days_its_case_and_its_paper(world: World) -> None:
    stage(world, "negotiation")
    with refused("dates_out_of_order"):
        stage(world, "arbitration", began_on=world.today() - timedelta(days=1))
    with refused("future_date"):
        stage(world, "arbitration", began_on=world.today() + timedelta(days=1))
    with refused("missing"):
        stage(world, "arbitration", case_reference=" ")
    with refused("stage_without_paper"):
        stage(world, "arbitration", paper=None)
    with refused("stage_out_of_order"):
        stage(world, "mood")


def test_an_objection_to_another_tranche_is_behind_neither_a_stage_nor_a_hold(world: World) -> None:
    other = object_to(world, tranche=world.tranche(2))
    with refused("notice_of_other_tranche"):
        stage(world, "negotiation", notice=other)
    with refused("notice_of_other_tranche"):
        propose(world, notice=other)


# --- Contrary instructions -----------------------------------------------------------------------


def test_a_contrary_instruction_is_received_shown_and_suggests_a_hold_on_that_ground(world: World) -> None:
    contrary = object_to(
        world, "clerk1", "B", kind="contrary", contested_shares=1_000_000, paper=pdf("contrary")
    )
    assert str(contrary) == f"contrary instruction {contrary.number}"
    assert world.tranche(1).state == "report_received"
    confirm(world, propose(world, ground="conflict", notice=contrary))
    assert world.tranche(1).state == "disputed"
    lift(world, Hold.objects.get(), exit="lifted")
    assert world.tranche(1).state == "report_received"


def test_a_contrary_instruction_has_its_paper_and_comes_from_who_instructs(world: World) -> None:
    with refused("contrary_without_paper"):
        object_to(world, "clerk1", "B", kind="contrary")
    with refused("not_a_signing_party"):
        object_to(world, "clerk1", "C", kind="contrary", paper=pdf("contrary"))
    with refused("wrong_kind"):
        object_to(world, "clerk1", "B", kind="rumour")


# --- The issuer's suspension ---------------------------------------------------------------------


def test_the_issuer_lifts_its_own_suspension_and_the_tranche_goes_on_where_it_stood(world: World) -> None:
    hold = suspended(world)
    assert world.tranche(1).state == "disputed"
    lift_own_suspension(hold=hold, party=world.part("A"), reason="settled", **world.as_("officer_a"))
    assert world.tranche(1).state == "report_received"
    assert HoldLift.objects.get().person == world.users["officer_a"].person


def test_nobody_else_suspends_so_and_not_without_notice_reason_or_shares_to_hold(world: World) -> None:
    given = {"tranche": world.tranche(1), "reason": "breach", "paper": pdf("notice")}
    with refused("not_your_suspension"):
        open_suspension(**given, party=world.part("B"), **world.as_("officer_b"))
    for who in ("officer_b", "clerk1", "supervisor", "seller"):
        with refused("not_permitted"):
            open_suspension(**given, party=world.part("A"), **world.as_(who))
    with refused("not_permitted"):
        open_suspension(**given, party=world.part("C"), **world.as_("seller"))
    own = {"party": world.part("A"), **world.as_("officer_a")}
    with refused("missing"):
        open_suspension(**(given | {"reason": " "}), **own)
    with refused("hold_without_paper"):
        open_suspension(**(given | {"paper": None}), **own)
    with refused("hold_out_of_bounds"):
        open_suspension(**given, shares=3_000_001, **own)
    hold = open_suspension(**given, **own)
    with refused("cannot_suspend"):
        open_suspension(**given, **own)
    confirm(world, hold)
    assert world.tranche(1).state == "disputed"
    with refused("cannot_suspend"):
        open_suspension(**given, shares=5, **own)
    with past_the_services(Signatory):
        Signatory.objects.filter(person=world.users["officer_a"].person).update(
            ends_on=world.today() - timedelta(days=1)
        )
    with refused("no_authority"):
        open_suspension(**(given | {"tranche": world.tranche(2)}), **own)


def test_nobody_else_lifts_it_so_and_nothing_else_is_lifted_so(world: World) -> None:
    hold = suspended(world)
    with refused("not_your_suspension"):
        lift_own_suspension(hold=hold, party=world.part("B"), reason="x", **world.as_("officer_b"))
    with refused("not_permitted"):
        lift_own_suspension(hold=hold, party=world.part("A"), reason="x", **world.as_("officer_b"))
    with refused("missing"):
        lift_own_suspension(hold=hold, party=world.part("A"), reason=" ", **world.as_("officer_a"))
    dispute = stand(world, 2)
    with refused("not_your_suspension"):
        lift_own_suspension(hold=dispute, party=world.part("A"), reason="x", **world.as_("officer_a"))
    lift_own_suspension(hold=hold, party=world.part("A"), reason="settled", **world.as_("officer_a"))
    with refused("hold_decided"):
        lift_own_suspension(hold=hold, party=world.part("A"), reason="again", **world.as_("officer_a"))


def test_who_may_not_sign_for_the_issuer_lifts_nothing(world: World) -> None:
    hold = suspended(world)
    with past_the_services(Signatory):
        Signatory.objects.filter(person=world.users["officer_a"].person).update(
            ends_on=world.today() - timedelta(days=1)
        )
    with refused("no_authority"):
        lift_own_suspension(hold=hold, party=world.part("A"), reason="x", **world.as_("officer_a"))


def test_a_claim_stands_beside_the_suspension_until_it_is_settled_and_moves_nothing(world: World) -> None:
    hold = suspended(world)
    made = claim(world, hold)
    assert (made.amount_minor, made.state_word) == (25_000_050, "open")
    matters = [matter.text for matter in open_matters(world)]
    assert any("CNY 250,000.50, beside hold 1 on tranche 1" in text for text in matters)
    lift_own_suspension(hold=hold, party=world.part("A"), reason="x", **world.as_("officer_a"))
    world.later(days=3)
    assert end(world, made, amount=Decimal(100_000)).claim.state_word == "settled"
    assert not any("Claim 1" in m.text for m in open_matters(world))
    with refused("claim_over"):
        end(world, made)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal(0)}, "amount_unusable"),
        ({"amount": Decimal("-5")}, "amount_unusable"),
        ({"amount": Decimal("0.001")}, "amount_unusable"),
        ({"currency": "SHELLS"}, "unknown_currency"),
        ({"ground": " "}, "missing"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    hold = suspended(world)
    with refused(code):
        claim(world, hold, **changes)
    with refused("future_date"):
        claim(world, hold, claimed_on=world.today() + timedelta(days=1))


def test_a_claim_belongs_to_a_confirmed_suspension(world: World) -> None:
    dispute = stand(world)
    with refused("no_suspension"):
        claim(world, dispute)
    proposed = propose(world, 2, ground="suspension", paper=pdf("notice"))
    with refused("no_suspension"):
        claim(world, proposed)


def test_the_end_of_a_claim_is_in_order(world: World) -> None:
    made = claim(world, suspended(world))
    with refused("dates_out_of_order"):
        end(world, made, ended_on=world.today() - timedelta(days=1))
    with refused("wrong_outcome"):
        end(world, made, outcome="forgotten")
    with refused("amount_of_withdrawn"):
        end(world, made, outcome="withdrawn", amount=Decimal(1))
    assert end(world, made, outcome="withdrawn").amount_minor is None


# --- Holds on what was deducted, and paused time -------------------------------------------------


def _deducted(world: World) -> None:
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    world.carry_out(world.instruction())
    assert world.tranche(1).state == "deducted"


def test_a_deducted_tranche_is_held_as_a_whole_and_goes_back_to_deducted(world: World) -> None:
    _deducted(world)
    hold = stand(world)
    assert (world.tranche(1).state, world.tranche(1).state_before_dispute) == ("disputed", "deducted")
    lift(world, hold)
    assert world.tranche(1).state == "deducted"


def test_a_part_of_what_was_deducted_is_held_and_blocks_only_that_number(world: World) -> None:
    _deducted(world)
    with refused("hold_out_of_bounds"):
        stand(world, shares=293_235)
    stand(world, shares=200_000)
    world.day(2027, 12, 20)
    world.report(2, 800_000_000)
    assert sum(line.shares for line in proposal_for(world.tranche(1))) == 139_345
    world.instruct(2)
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    by_tranche = {line.instruction_line.tranche.number: line.shares for line in world.release().lines.all()}
    assert by_tranche == {1: 93_234, 2: 3_000_000}


def test_the_quantity_of_an_award_flows_into_a_later_offset(world: World) -> None:
    award(world, {1: 2_800_000})
    world.carry_out(world.instruction())
    assert balances(world.agreement).of(Account.KEPT, 1) == 200_000
    world.day(2027, 12, 20)
    world.report(2, 900_000_000)
    entitled = result_of(current_assessment(world.agreement), 1)
    assert entitled is not None
    # What is left of the shortfall is as the award left it: 65 million of 293,233 shares, 44.3 million of 200,000.
    assert entitled["entitled"] == 2_981_693
    assert sum(line.shares for line in proposal_for(world.tranche(1))) == 181_693


def test_paused_days_are_shown_from_and_to_beside_each_clock_and_overlapping_holds_count_once(
    world: World,
) -> None:
    first = stand(world)
    world.later(days=10)
    second = stand(world)
    world.later(days=5)
    lift(world, first)
    world.later(days=5)
    lift(world, second)
    world.later(days=5)
    stand(world)
    world.later(days=2)
    pauses = pauses_within(holds_of(world.tranche(1)), worlds.date(2026, 11, 30), world.today())
    assert [(pause.first, pause.lifted_on, pause.days) for pause in pauses] == [
        (worlds.date(2026, 12, 18), worlds.date(2027, 1, 7), 20),
        (worlds.date(2027, 1, 12), None, 2),
    ]
    assert days_paused(pauses) == 22
    release = next(
        entry
        for entry in docket_of(world.agreement, world.today())
        if entry.key.endswith("release/tranche 1")
    )
    assert (release.days_paused, release.pauses) == (22, pauses)


def test_what_lies_before_a_clock_does_not_pause_it(world: World) -> None:
    lift(world, stand(world))
    hold = stand(world)
    world.later(days=4)
    lift(world, hold)
    assert pauses_within(holds_of(world.tranche(1)), world.today(), world.today()) == ()
