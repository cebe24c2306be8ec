"""Approvals in the portal: capacity, authority that day, digest, difference, two persons (EA 3.1(b))."""

from dataclasses import replace
from pathlib import Path

import pytest

from parties.models import Role, Signatory
from parties.services.people import admit
from parties.services.register import grant_role
from parties.services.signatories import end_signatory, register_signatory
from tests import worlds
from tests.unchanged import refused
from tests.worlds import KAIXIN, World
from tranches.models import Instruction
from tranches.services.instruction.approvals import approve_instruction, reject_instruction
from tranches.services.instruction.instructions import LineSpec, submit_instruction

STAGE = worlds.submitted


def reject(world: World, who: str = "officer_b", letter: str = "B", reason: str = "wrong figure") -> None:
    instruction = world.instruction()
    reject_instruction(
        instruction=instruction,
        party=world.part(letter),
        seen_digest=instruction.digest,
        reason=reason,
        **world.as_(who),
    )


def officer_of_both(world: World) -> str:
    """One person who may sign for A and for B."""
    person = world.users["officer_a"].person
    assert person is not None
    party = world.part("B").party
    world.entered(grant_role, person=person, party=party, role=Role.OFFICER, starts_on=world.today())
    world.entered(register_signatory, party=party, person=person, starts_on=world.today())
    return "officer_a"


def variant(tmp_path: Path, old: str, new: str, reference: str) -> Path:
    """The sample deal with one term of it changed."""
    text = KAIXIN.read_text(encoding="utf-8")
    assert text.count(old) == 1
    deal = tmp_path / f"{reference}.toml"
    deal.write_text(
        text.replace(old, new).replace('reference = "KX-2025"', f'reference = "{reference}"'),
        encoding="utf-8",
    )
    return deal


def test_the_first_approval_leaves_the_instruction_open(world: World) -> None:
    world.approve(world.instruction(), "officer_a", "A")
    assert (world.instruction().state, world.tranche(1).state) == ("submitted", "report_received")


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_the_second_approval_instructs_the_tranche_in_either_order(
    world: World, order: tuple[str, str]
) -> None:
    for letter in order:
        world.approve(world.instruction(), f"officer_{letter.lower()}", letter)
    assert (world.instruction().state, world.tranche(1).state) == ("approved", "instructed")
    assert world.instruction().executed_paper is not None


def test_an_approval_records_its_meaning_factor_and_digest(world: World) -> None:
    world.approve(world.instruction(), "officer_a", "A")
    approval = world.instruction().approvals.get()
    assert approval.meaning == "I approve JWI-1 over 2,706,766 shares for Party A."
    assert (approval.factor, approval.digest, approval.via) == (
        "password",
        world.instruction().digest,
        "portal",
    )


def test_a_draft_is_not_approved(world: World) -> None:
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    draft = world.prepare(2)
    with refused("not_open_for_approval"):
        world.approve(draft, "officer_a", "A")


def test_one_party_approves_once(world: World) -> None:
    world.approve(world.instruction(), "officer_a", "A")
    with refused("already_approved"):
        world.approve(world.instruction(), "officer_a2", "A")


def test_two_approvals_for_the_same_party_do_not_instruct(world: World) -> None:
    world.approve(world.instruction(), "officer_a", "A")
    with refused("not_permitted"):
        world.approve(world.instruction(), "officer_a2", "B")


def test_an_officer_of_a_does_not_approve_for_b(world: World) -> None:
    with refused("not_permitted"):
        world.approve(world.instruction(), "officer_a", "B")


@pytest.mark.parametrize("who", ["clerk1", "supervisor", "compliance", "seller"])
def test_nobody_but_an_officer_approves(world: World, who: str) -> None:
    with refused("not_permitted"):
        world.approve(world.instruction(), who, "A")


def test_the_seller_does_not_sign_even_for_himself(world: World) -> None:
    with refused("not_permitted"):
        world.approve(world.instruction(), "seller", "C")


def test_an_officer_of_a_party_that_does_not_sign_is_told_so(world: World) -> None:
    person = world.users["officer_a2"].person
    assert person is not None
    world.entered(
        grant_role, person=person, party=world.part("C").party, role=Role.OFFICER, starts_on=world.today()
    )
    with refused("not_a_signing_party"):
        world.approve(world.instruction(), "officer_a2", "C")


def test_authority_that_ended_yesterday_does_not_sign_today(world: World) -> None:
    signatory = Signatory.objects.get(person=world.users["officer_a"].person)
    end_signatory(signatory=signatory, ends_on=world.today(), reason="left", **world.as_("clerk1"))
    world.later(days=1)
    with refused("no_authority"):
        world.approve(world.instruction(), "officer_a", "A")


def test_authority_lasts_through_its_last_day(world: World) -> None:
    signatory = Signatory.objects.get(person=world.users["officer_a"].person)
    end_signatory(signatory=signatory, ends_on=world.today(), reason="left", **world.as_("clerk1"))
    world.approve(world.instruction(), "officer_a", "A")


def test_an_officer_without_a_certificate_has_no_authority(world: World) -> None:
    person = world.entered(
        admit,
        party=world.part("A").party,
        name="New Officer",
        role=Role.OFFICER,
        starts_on=world.today(),
        username="new",
    )
    world.users["new"] = person.account
    with refused("no_authority"):
        world.approve(world.instruction(), "new", "A")


def test_a_deactivated_account_approves_nothing(world: World) -> None:
    from copy import copy

    world.users["officer_a"] = copy(world.users["officer_a"])
    world.users["officer_a"].is_active = False
    with refused("not_permitted"):
        world.approve(world.instruction(), "officer_a", "A")


def test_another_digest_than_the_instructions_is_refused(world: World) -> None:
    with refused("digest_moved"):
        approve_instruction(
            instruction=world.instruction(),
            party=world.part("A"),
            seen_digest="0" * 64,
            **world.as_("officer_a"),
        )


def test_who_prepared_does_not_approve(world: World) -> None:
    person = world.users["clerk1"].person
    assert person is not None
    party = world.part("A").party
    world.entered(grant_role, person=person, party=party, role=Role.OFFICER, starts_on=world.today())
    world.entered(register_signatory, party=party, person=person, starts_on=world.today())
    with refused("own_preparation"):
        world.approve(world.instruction(), "clerk1", "A")


def test_one_person_may_sign_for_both_where_the_deal_allows_it(world: World) -> None:
    who = officer_of_both(world)
    world.approve(world.instruction(), who, "A")
    world.approve(world.instruction(), who, "B")
    assert world.tranche(1).state == "instructed"


def _differing(world: World, shares: int) -> Instruction:
    from tests.services.test_preparing import withdraw

    withdraw(world, world.instruction())
    return world.submit(
        world.prepare(1, [LineSpec(world.tranche(1), "own", shares)], "both parties ask for it")
    )


@pytest.mark.parametrize("seen", [None, 0, 1, -1, 706_766])
def test_a_difference_is_acknowledged_by_its_number(world: World, seen: int | None) -> None:
    instruction = _differing(world, 2_000_000)
    with refused("difference_not_acknowledged"):
        world.approve(instruction, "officer_a", "A", seen)
    world.approve(instruction, "officer_a", "A", -706_766)
    assert "706,766 shares fewer than computed" in instruction.approvals.get().meaning


def test_more_than_computed_is_released_when_both_acknowledge_it(world: World) -> None:
    instruction = _differing(world, 3_000_000)
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(instruction, who, letter, 293_234)
    world.carry_out(instruction)
    assert world.tranche(1).state == "released"


def test_a_rejection_ends_the_instruction_and_another_can_be_prepared(world: World) -> None:
    world.approve(world.instruction(), "officer_a", "A")
    reject(world)
    assert world.instruction().state == "rejected"
    assert world.prepare(1).number == 2


def test_a_rejection_needs_its_reason(world: World) -> None:
    with refused("missing"):
        reject(world, reason="")


def test_who_approved_does_not_reject_the_same_instruction(world: World) -> None:
    world.approve(world.instruction(), "officer_a", "A")
    with refused("already_approved"):
        reject(world, "officer_a", "A")


def test_what_stands_is_not_rejected(world: World) -> None:
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    with refused("not_open_for_approval"):
        reject(world)


def test_what_was_rejected_is_not_approved(world: World) -> None:
    reject(world)
    with refused("not_open_for_approval"):
        world.approve(world.instruction(), "officer_a", "A")


def test_a_rejection_needs_authority_and_the_digest(world: World) -> None:
    with refused("not_permitted"):
        reject(world, "officer_a", "B")
    with refused("digest_moved"):
        reject_instruction(
            instruction=world.instruction(),
            party=world.part("B"),
            seen_digest="",
            reason="x",
            **world.as_("officer_b"),
        )


def test_an_instruction_of_another_agreement_is_not_approved_for_this_party(world: World) -> None:
    other = worlds.loaded(reference="KX-OTHER")
    with refused("two_agreements"):
        world_instruction = world.instruction()
        approve_instruction(
            instruction=world_instruction,
            party=other.part("A"),
            seen_digest=world_instruction.digest,
            **world.as_("officer_a"),
        )


def test_an_account_of_no_person_signs_nothing(world: World) -> None:
    officer = replace(world.actor("officer_a"), person_id=None)
    with refused("no_person"):
        approve_instruction(
            instruction=world.instruction(),
            party=world.part("A"),
            seen_digest=world.instruction().digest,
            actor=officer,
            now=world.now,
        )


@pytest.mark.django_db
def test_where_the_deal_refuses_it_one_person_does_not_sign_for_both(tmp_path: Path) -> None:
    world = worlds.submitted(
        path=variant(tmp_path, 'same_person = "allowed"', 'same_person = "refused"', "KX-TWO")
    )
    who = officer_of_both(world)
    world.approve(world.instruction(), who, "A")
    with refused("same_person_twice"):
        world.approve(world.instruction(), who, "B")
    world.approve(world.instruction(), "officer_b", "B")


@pytest.mark.django_db
def test_without_consent_on_file_nobody_approves_in_the_portal() -> None:
    world = worlds.loaded(reference="KX-PAPER")
    world.deposit()
    world.day(2026, 12, 18)
    world.report(1, 600_000_000)
    instruction = submit_instruction(instruction=world.prepare(1), **world.as_("clerk1"))
    with refused("no_portal_consent"):
        world.approve(instruction, "officer_a", "A")
    world.consent()
    world.approve(instruction, "officer_a", "A")
