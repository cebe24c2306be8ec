"""What an amendment moves when it comes into force: quantities by the ledger, the recipient, the signers; never what was assessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from documents.errors import RuleViolation
from parties.services.register import register_delivery_account
from tests.amendments import road
from tests.services.test_holds import stand
from tests.unchanged import refused
from tests.worlds import World, register_number
from tranches.models import Account, AgreementParty, Assessment, Instruction, Posting, Tranche
from tranches.selectors.amendment.amendment_effects import effects_of
from tranches.selectors.assessment.assessments import current_assessment, result_of
from tranches.selectors.docket.docket import docket_of
from tranches.selectors.ledger.balances import balances
from tranches.selectors.terms import terms_of, versions_by_year
from tranches.supposing.services.comparing import basis_of


def _year_one_played() -> World:
    """Year one is reported short and released; the others are pending."""
    world = road.funded()
    world.play_year(1, 600_000_000, (2026, 12, 18))
    return world


STAGE = _year_one_played


def held(world: World) -> list[int]:
    standing = balances(world.agreement)
    return [standing.of(Account.HELD, number) for number in range(1, 6)]


def moved(world: World, change: dict[int, int]) -> None:
    road.in_force(world, road.changed(world, tranches={n: {"shares": s} for n, s in change.items()}))


def test_quantities_shift_between_pending_tranches_through_the_ledger(world: World) -> None:
    before = held(world)
    moved(world, {2: 2_000_000, 4: 3_400_000, 5: 3_600_000})
    assert held(world) == [before[0], 2_000_000, 3_000_000, 3_400_000, 3_600_000]
    postings = Posting.objects.filter(kind="reallocation").order_by("number")
    assert [(p.from_tranche.number, p.to_tranche.number, p.shares, p.cause) for p in postings] == [  # type: ignore[union-attr]
        (2, 4, 400_000, "AM-1"),
        (2, 5, 600_000, "AM-1"),
    ]
    assert [row.shares for row in Tranche.objects.order_by("number")] == [
        3_000_000,
        2_000_000,
        3_000_000,
        3_400_000,
        3_600_000,
    ]
    assert road.wrong(world) == []
    world.play_year(2, 732_000_000, (2027, 12, 20))
    assert world.tranche(2).state == "released"
    assert balances(world.agreement).of(Account.RECIPIENT, 2) == 2_000_000


def test_more_shares_in_all_wait_for_their_deposit(world: World) -> None:
    moved(world, {5: 3_500_000})
    entry = next(row for row in docket_of(world.agreement, world.today()) if row.name == "deposit")
    assert "Party A" in entry.move
    world.deposit(500_000)
    assert held(world)[4] == 3_500_000


def test_fewer_shares_than_are_in_escrow_are_refused(world: World) -> None:
    terms = road.changed(world, tranches={5: {"shares": 2_000_000}})
    with refused("shares_without_tranche"):
        road.prepare(world, terms)


@pytest.mark.parametrize(
    "values", [{"shares": 2_900_000}, {"target": Fraction(1)}, {"ends_on": date(2026, 11, 29)}]
)
def test_what_a_year_was_assessed_by_stays(world: World, values: dict[str, object]) -> None:
    terms = road.changed(world, tranches={1: values})
    with refused("assessed_year"):
        road.prepare(world, terms)


def test_year_assessed_between_signature_and_effect_stops_the_amendment(world: World) -> None:
    amendment = road.signed(world, road.lower_target(world, 2), effective_on=date(2027, 12, 22))
    world.day(2027, 12, 20)
    world.report(2, 710_000_000)
    world.day(2027, 12, 23)
    with refused("assessed_year"):
        road.bring(world, amendment)
    assert terms_of(world.agreement).tranche(2).target == 732_000_000


def test_hold_and_open_instruction_keep_a_tranche_as_it_is(world: World) -> None:
    stand(world, 2, shares=5)
    terms = road.lower_target(world, 2)
    with refused("hold_stands"):
        road.prepare(world, terms)


def test_offset_follows_the_terms_in_force_for_the_excess_year(world: World) -> None:
    """Year two was assessed under a half; from version two on the whole excess counts, for year three and not for year two."""
    world.day(2027, 12, 20)
    world.report(2, 752_000_000)  # 20 million over: half of it restores 10/732 of year two's base to year one
    road.in_force(world, road.changed(world, settings={"credit_rate": "1"}))
    assert set(versions_by_year(world.agreement)) == {1, 2}
    world.day(2028, 12, 18)
    world.report(3, 825_000_000)  # 20 million over: all of it restores 20/805
    newest = current_assessment(world.agreement)
    assert newest is not None
    uses = {entry["from"]: Fraction(entry["exact"]) for entry in newest.result["offsets"]}
    assert uses == {
        2: Fraction(10, 732) * 3_000_000,
        3: Fraction(20, 805) * 3_000_000,
    }
    assert newest.terms_version.number == 2
    assert Assessment.objects.order_by("number").first().terms_version.number == 1  # type: ignore[union-attr]
    after = result_of(newest, 1)
    assert after is not None
    own = 3_000_000 - Fraction(65, 665) * 3_000_000
    assert after["entitled"] == int(own + sum(uses.values()))
    basis = basis_of(world.agreement)
    agreed = basis.compared(basis.recorded).agreed.tranche(1)
    assert agreed is not None
    assert agreed.entitled == after["entitled"]
    seen = basis.outlook(basis.recorded).years[0]
    assert seen.released == after["entitled"]


def test_change_of_rounding_takes_no_share_back(world: World) -> None:
    before = current_assessment(world.agreement)
    road.in_force(world, road.changed(world, settings={"rounding": "up"}))
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    first, after = result_of(before, 1), result_of(current_assessment(world.agreement), 1)
    assert first is not None
    assert after is not None
    assert after["entitled"] == first["entitled"] == 2_706_766


def test_corrected_report_is_assessed_by_the_terms_of_its_year(world: World) -> None:
    world.day(2027, 12, 20)
    world.report(2, 700_000_000)
    road.in_force(world, road.changed(world, settings={"rounding": "up"}))
    world.later(days=1)
    world.report(2, "700000001", reason="A slip of the firm.")
    result = result_of(current_assessment(world.agreement), 2)
    assert result is not None
    assert result["entitled"] == (700_000_001 * 3_000_000) // 732_000_000


def test_new_recipient_voids_the_instruction_that_names_the_old_one(world: World) -> None:
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    instruction = world.instruct(2)
    assert instruction.state == "approved"
    road.in_force(world, road.changed(world, recipient=road.NOMINEE))
    instruction.refresh_from_db()
    assert instruction.state == "superseded"
    assert world.tranche(2).state == "report_received"
    rows = AgreementParty.objects.filter(agreement=world.agreement, is_recipient=True)
    assert [row.key for row in rows] == ["harbour-nominees"]
    with refused("no_delivery_account"):
        world.prepare(2)
    world.entered(
        register_delivery_account,
        party=rows.get().party,
        description="account 9 at the transfer agent",
        starts_on=world.today(),
    )
    register_number(world, rows.get().party)
    world.later(days=60)  # a number entered newly is not called back for a while
    again = world.instruct(2)
    assert again.content["recipient"]["name"] == "Harbour Nominees Ltd."
    world.carry_out(again)
    assert world.tranche(2).state == "released"
    assert road.wrong(world) == []


def test_letter_that_is_out_to_the_old_recipient_stops_the_change(world: World) -> None:
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    amendment = road.signed(world, road.changed(world, recipient=road.NOMINEE))
    instruction = world.instruct(2)
    world.tick_all(instruction)
    world.authorise(instruction)
    with refused("release_under_way"):
        road.bring(world, amendment)
    world.send()
    world.confirm()
    road.bring(world, amendment)
    assert Instruction.objects.get(pk=instruction.pk).state == "executed"


def test_other_signers_give_the_joint_instruction_from_then_on(world: World) -> None:
    terms = terms_of(world.agreement)
    signing = replace(terms.signing, joint_instruction=("issuer", "seller"))
    road.in_force(world, replace(terms, signing=signing))
    rows = AgreementParty.objects.filter(agreement=world.agreement, signs_instructions=True)
    assert sorted(row.letter for row in rows) == ["A", "C"]


def test_deadlines_and_fee_follow_the_version_in_force(world: World) -> None:
    road.in_force(world, road.changed(world, deadlines={"release_calendar_days": 90}, fee_minor=600_000))
    entry = next(row for row in docket_of(world.agreement, world.today()) if row.about == "tranche 2")
    assert entry.due_on.isoformat() >= "2028-02-01"
    terms = terms_of(world.agreement)
    assert terms.fee is not None
    assert (terms.fee.amount_minor, Decimal(terms.deadlines.release_calendar_days)) == (600_000, 90)


def test_amendment_of_another_version_than_the_one_in_force_is_refused(world: World) -> None:
    """Only one can be open at a time; what was prepared for version one is not brought over version two."""
    first = road.signed(world)
    old = terms_of(world.agreement)
    road.bring(world, first)
    with pytest.raises(RuleViolation):
        effects_of(world.agreement, terms_of(world.agreement), terms_of(world.agreement))
    assert terms_of(world.agreement) != old
