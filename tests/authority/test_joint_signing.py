"""Joint signatories: two of a party must approve the same digest before that party has signed (EA 3.1(b))."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parties.models import Signatory
from parties.selectors.signatories import authorities_known, authorities_on, compared
from parties.services.signatories import certify_signatory, end_signatory, register_signatory
from tests import worlds
from tests.services.test_approvals import variant
from tests.services.test_signatures import check, filed
from tests.unchanged import refused
from tests.walls import rows
from tests.walls.test_authority import approve_raw
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World, pdf
from tranches.models import Approval
from tranches.portal.signing_page import signing_page
from tranches.selectors.desk.next_step import next_step
from tranches.selectors.instruction.approvals import missing_approvals
from tranches.selectors.instruction.signing import signing_parts
from tranches.selectors.release.authority_register import authority_register
from tranches.services.instruction.approvals import revoke_approval
from tranches.verification.authority import releases_without_authority
from tranches.verification.present import rebuilt_otherwise


def jointly(world: World, *names: str) -> None:
    """From today on these people sign for their party jointly only."""
    for name in names:
        old = Signatory.objects.get(person=world.users[name].person)
        yesterday = world.today() - timedelta(days=1)
        end_signatory(signatory=old, ends_on=yesterday, reason="joint now", **world.as_("clerk1"))
        world.entered(
            register_signatory,
            by="clerk3",
            confirmed_by="clerk1",
            party=old.party,
            person=old.person,
            title="director",
            signing="joint",
            starts_on=world.today(),
            certificate=pdf(f"certificate of {name}"),
            certified_on=world.today(),
            certified_by="the company secretary",
            specimen=pdf(f"specimen of {name}"),
        )


def _joint_at_a() -> World:
    world = worlds.submitted()
    jointly(world, "officer_a", "officer_a2")
    return world


STAGE = _joint_at_a


def test_one_of_two_is_not_the_partys_approval_and_the_page_says_so(world: World) -> None:
    world.approve(world.instruction(), "officer_b", "B")
    world.approve(world.instruction(), "officer_a", "A")
    assert world.instruction().state == "submitted"
    assert [party.letter for party in missing_approvals(world.instruction())] == ["A"]
    part = signing_parts(world.instruction(), world.today())[0]
    assert part.half is not None
    assert (part.approval, part.names) == (None, "Officer A2")
    assert (
        "One of two has signed for A." in next_step(world.tranche(1), world.actor("clerk2"), world.now).detail
    )
    page = signing_page(world.instruction(), world.actor("officer_a"), world.today())
    assert page.open_parts == []
    assert len(page.own_approvals) == 1


def test_two_different_signatories_make_the_party_sign(world: World) -> None:
    world.approve(world.instruction(), "officer_b", "B")
    world.approve(world.instruction(), "officer_a", "A")
    world.approve(world.instruction(), "officer_a2", "A")
    assert (world.instruction().state, world.tranche(1).state) == ("approved", "instructed")
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    assert list(releases_without_authority(world.agreement)) == []


def test_the_same_person_does_not_sign_twice(world: World) -> None:
    world.approve(world.instruction(), "officer_a", "A")
    with refused("needs_second_signatory"):
        world.approve(world.instruction(), "officer_a", "A")
    world.second_account("officer_a_again", of="officer_a")
    with refused("needs_second_signatory"):
        world.approve(world.instruction(), "officer_a_again", "A")


def test_a_third_signature_is_refused(world: World) -> None:
    for name in ("officer_a", "officer_a2"):
        world.approve(world.instruction(), name, "A")
    with refused("already_approved"):
        world.approve(world.instruction(), "officer_a2", "A")


def test_one_in_the_portal_and_one_on_paper_are_two(world: World) -> None:
    world.approve(world.instruction(), "officer_b", "B")
    world.approve(world.instruction(), "officer_a", "A")
    approval = check(world, filed(world, who="officer_a2"))
    assert not approval.alone
    assert world.instruction().state == "approved"


def test_one_on_paper_waits_for_the_second(world: World) -> None:
    check(world, filed(world))
    assert len(missing_approvals(world.instruction())) == 2
    with refused("needs_second_signatory"):
        filed(world)
    check(world, filed(world, who="officer_a2"))
    assert [party.letter for party in missing_approvals(world.instruction())] == ["B"]


def test_taking_one_of_two_back_leaves_the_other_waiting(world: World) -> None:
    for name in ("officer_a", "officer_a2"):
        world.approve(world.instruction(), name, "A")
    own = world.instruction().approvals.get(person=world.users["officer_a2"].person)
    revoke_approval(approval=own, party=world.part("A"), reason="new facts", **world.as_("officer_a2"))
    assert [party.letter for party in missing_approvals(world.instruction())] == ["A", "B"]
    assert list(rebuilt_otherwise(world.agreement)) == []


# --- Past the services ---------------------------------------------------------------------------


def test_walls_count_no_joint_signatory_alone(world: World) -> None:
    instruction = rows.instruction(world, world.tranche(1), 1_000)
    with refused_by_database("does not count alone"):
        rows.approval(world, instruction, "A")
    rows.approval(world, instruction, "A", alone=False)
    rows.approval(world, instruction, "B")
    assert not approve_raw(instruction)
    second = world.users["officer_a2"]
    rows.approval(world, instruction, "A", alone=False, person=second.person, user=second)
    assert approve_raw(instruction)


def test_with_the_wall_down_one_of_two_would_instruct_and_verification_names_it(world: World) -> None:
    with without_walls("wall_approval_alone"):
        approval = rows.approval(world, world.instruction(), "A")
    world.approve(world.instruction(), "officer_b", "B")
    assert approval.alone
    assert world.instruction().state == "approved"
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    assert "signs jointly only, and signed alone" in next(iter(releases_without_authority(world.agreement)))


# --- The register --------------------------------------------------------------------------------


def test_who_could_sign_on_a_day_as_known_now_and_then(world: World) -> None:
    changed_on, party = world.today(), world.part("A").party
    register = authority_register(world.agreement, changed_on, world.now)
    issuer = register.parties[0]
    assert issuer.answer == "Two of Officer A, Officer A2 together."
    assert all(row.authority.certificate and row.authority.specimen for row in issuer.rows)
    before = authority_register(world.agreement, changed_on - timedelta(days=1), world.now).parties[0]
    assert before.answer == "Officer A or Officer A2 alone."
    late = world.entered(
        register_signatory, party=party, person=world.users["officer_b2"].person, starts_on=world.today()
    )
    day = world.today() + timedelta(days=30)
    then = authorities_known([party.pk], day, world.now - timedelta(days=90))
    now = authorities_on([party.pk], day)
    rows_ = {row.authority.signatory_id: row for row in compared(now, then)}
    assert rows_[late.pk].difference == "Not on the register then: entered later."
    assert rows_[late.pk].stands
    world.later(days=1)
    end_signatory(signatory=late, ends_on=world.today(), reason="never was", **world.as_("supervisor"))
    known = authorities_known([party.pk], day, world.now - timedelta(hours=1))
    gone = [row for row in compared(authorities_on([party.pk], day), known) if not row.stands]
    assert world.users["officer_b2"].person in [row.authority.person for row in gone]


def test_second_authority_in_the_same_days_is_refused(world: World) -> None:
    entry = Signatory.objects.get(person=world.users["officer_b"].person)
    with refused("authority_stands"):
        register_signatory(
            party=entry.party,
            person=entry.person,
            signing="joint",
            starts_on=world.today(),
            **world.as_("clerk1"),
        )


def test_certificate_can_come_in_later_and_not_without_its_paper(world: World) -> None:
    entry = Signatory.objects.get(person=world.users["officer_b"].person)
    assert entry.certificate is None
    by = {"reason": "came in", **world.as_("clerk1")}
    with refused("missing"):
        certify_signatory(signatory=entry, **by)
    with refused("no_certificate"):
        certify_signatory(signatory=entry, certified_by="secretary", specimen=pdf("specimen"), **by)
    with refused("future_date"):
        certify_signatory(
            signatory=entry, certificate=pdf("c"), certified_on=world.today() + timedelta(days=3), **by
        )
    world.entered(
        certify_signatory,
        signatory=entry,
        certificate=pdf("c"),
        certified_on=world.today(),
        certified_by="secretary",
    )
    entry.refresh_from_db()
    assert (entry.certified_by, entry.certificate is not None) == ("secretary", True)


@pytest.mark.django_db
def test_deal_may_ask_for_the_certificate(tmp_path: object) -> None:
    deal = variant(tmp_path, 'certificate = "flagged"', 'certificate = "needed" ', "KX-CERT")  # type: ignore[arg-type]
    world = worlds.submitted(path=deal)
    with refused("no_certificate"):
        world.approve(world.instruction(), "officer_b", "B")
    entry = Signatory.objects.get(person=world.users["officer_b"].person)
    world.entered(certify_signatory, signatory=entry, certificate=pdf("c"))
    world.approve(world.instruction(), "officer_b", "B")
    assert Approval.objects.filter(instruction=world.instruction()).count() == 1
