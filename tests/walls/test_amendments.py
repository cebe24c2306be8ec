"""Terms, quantities, the recipient and held shares past the services: only by what every party signed (SPA 5.3, 11.2)."""

from __future__ import annotations

from tests.amendments import road
from tests.walls import rows
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World
from tranches.models import AgreementParty, Amendment, AmendmentAnswer, QuantityChange, TermsVersion, Tranche

STAGE = road.funded


def version(world: World, amendment: Amendment) -> TermsVersion:
    return TermsVersion.objects.create(
        agreement=world.agreement,
        number=2,
        effective_on=amendment.effective_on,
        content=amendment.content["terms"],
        digest=amendment.terms_digest,
        recorded_at=world.now,
    )


def test_no_version_of_the_terms_without_every_partys_signature(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    for who, letter in road.SIGNERS:
        road.sign(world, amendment, who, letter)
    with refused_by_database("every party signed"):
        version(world, amendment)
    with refused_by_database("when every party has signed"):
        Amendment.objects.filter(pk=amendment.pk).update(state="signed")
    road.sign_for_agent(world, amendment)
    assert version(world, amendment).number == 2


def test_with_that_wall_down_one_side_alone_changes_the_terms(world: World) -> None:
    amendment = road.prepare(world)
    with without_walls("wall_version_agreed"):
        assert version(world, amendment).number == 2
    assert any("came by no amendment" in sentence for _, sentence in road.wrong(world))


def test_nobody_signs_a_draft_or_another_digest(world: World) -> None:
    amendment = road.prepare(world)
    answer = {
        "amendment": amendment,
        "party": world.part("A"),
        "person": world.users["officer_a"].person,
        "user": world.users["officer_a"],
        "answer": "sign",
        "via": "portal",
        "digest": amendment.digest,
        "meaning": "x",
        "effective_on": world.today(),
        "recorded_at": world.now,
    }
    with refused_by_database("while it is before the parties"):
        AmendmentAnswer.objects.create(**answer)
    road.submit(world, amendment)
    with refused_by_database("over its own digest"):
        AmendmentAnswer.objects.create(**(answer | {"digest": "0" * 64}))


def test_content_of_an_amendment_never_changes(world: World) -> None:
    amendment = road.prepare(world)
    for change in (
        {"content": {}},
        {"digest": "0" * 64},
        {"terms_digest": "0" * 64},
        {"effective_on": "2030-01-01"},
    ):
        with refused_by_database("never changes"):
            Amendment.objects.filter(pk=amendment.pk).update(**change)
    with refused_by_database("append-only"):
        amendment.delete()


def test_quantity_recipient_and_signers_stand_still_without_an_amendment(world: World) -> None:
    with refused_by_database("only while an amendment"):
        Tranche.objects.filter(pk=world.tranche(2).pk).update(shares=5)
    with refused_by_database("only while an amendment"):
        AgreementParty.objects.filter(pk=world.part("C").pk).update(is_recipient=False)
    with refused_by_database("only while an amendment"):
        AgreementParty.objects.filter(pk=world.part("C").pk).update(signs_instructions=True)
    amendment = road.signed(
        world, road.changed(world, tranches={2: {"shares": 2_999_999}, 3: {"shares": 3_000_001}})
    )
    with refused_by_database("that comes into force"):
        QuantityChange.objects.create(
            amendment=amendment,
            tranche=world.tranche(2),
            shares_before=3_000_000,
            shares_after=5,
            recorded_at=world.now,
        )


def test_held_shares_go_to_another_tranche_once_and_as_the_amendment_orders(world: World) -> None:
    two, three = world.tranche(2), world.tranche(3)
    within = "wall_posting_within_tranche"  # down, so that the wall under trial is the one that answers
    with without_walls(within), refused_by_database("as the amendment orders"):
        rows.posting(world, "reallocation", "held", "held", 1, from_tranche=two, to_tranche=three)
    road.in_force(world, road.changed(world, tranches={2: {"shares": 2_999_999}, 3: {"shares": 3_000_001}}))
    with without_walls(within), refused_by_database("as the amendment orders"):
        rows.posting(
            world, "reallocation", "held", "held", 1, from_tranche=two, to_tranche=three, cause="AM-1"
        )
