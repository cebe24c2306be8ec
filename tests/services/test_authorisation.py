"""The checklist, and two different persons of the agent (EA 3.2)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from documents.services.recorded import create
from parties.models import Role
from parties.services.register import grant_role
from tests import worlds
from tests.services.test_approvals import variant
from tests.services.test_holds import stand
from tests.unchanged import nothing_changes, refused
from tests.worlds import SYSTEM, World, pdf
from tranches.models import Account, Approval, Authorisation, ChecklistTick
from tranches.selectors.ledger.balances import balances
from tranches.selectors.release.checklist import checklist_gaps
from tranches.services.agreement.agreements import record_deposit
from tranches.services.release.releases import authorise_release, tick_checklist

STAGE = worlds.instructed


def tick(world: World, item: str, **changes: Any) -> ChecklistTick:
    until = world.today() + timedelta(days=400) if item == "identity_and_sanctions" else None
    arguments: dict[str, Any] = {
        "instruction": world.instruction(),
        "item": item,
        "note_text": "seen",
        "paper": pdf(item),
        "checked_on": world.today(),
        "valid_until": until,
        **world.as_("clerk1"),
    }
    return tick_checklist(**(arguments | changes))


def check(world: World, item: str, day: date) -> None:
    """Show an item by its own kind of evidence, dated on the day."""
    if item == "call_back":
        world.call_back(world.instruction(), called_at=world.now - (world.today() - day))
    else:
        tick(world, item, checked_on=day)


def ready(world: World) -> None:
    world.tick_all(world.instruction())


# --- The checklist -------------------------------------------------------------------------------


def test_an_item_needs_the_evidence_the_deal_asks_for(world: World) -> None:
    with refused("no_evidence"):
        tick(world, "legend_and_opinion", paper=None)
    with refused("missing"):
        tick(world, "seal", note_text="  ")


def test_an_item_the_deal_does_not_have_is_refused(world: World) -> None:
    with refused("unknown_item"):
        tick(world, "horoscope")


def test_a_check_of_tomorrow_is_refused(world: World) -> None:
    with refused("future_date"):
        tick(world, "seal", checked_on=world.today() + timedelta(days=1))


def test_the_checklist_opens_when_the_instruction_stands(world: World) -> None:
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    draft = world.prepare(2)
    with refused("not_instructed"):
        tick(world, "seal", instruction=draft)


def test_nothing_is_authorised_with_an_item_missing(world: World) -> None:
    world.call_back(world.instruction())
    for item in ("delivery_account", "identity_and_sanctions", "legend_and_opinion", "seal"):
        tick(world, item)
    with refused("checklist_incomplete"):
        world.authorise(world.instruction(), "clerk2")
    world.position()
    tick(world, "position")
    world.authorise(world.instruction(), "clerk2")


@pytest.mark.parametrize(
    ("item", "days"), [("delivery_account", 30), ("call_back", 30), ("identity_and_sanctions", 90)]
)
def test_a_check_older_than_the_deal_allows_counts_no_more(world: World, item: str, days: int) -> None:
    world.later(days=100)
    ready(world)
    check(world, item, world.today() - timedelta(days=days))
    assert checklist_gaps(world.instruction(), world.today()) == []
    check(world, item, world.today() - timedelta(days=days + 1))
    with refused("checklist_incomplete"):
        world.authorise(world.instruction(), "clerk2")


def test_a_check_can_grow_too_old_between_the_two_persons(world: World) -> None:
    ready(world)
    world.authorise(world.instruction(), "clerk2")
    world.later(days=11)
    with refused("checklist_incomplete"):
        world.authorise(world.instruction(), "supervisor")
    world.position()
    world.authorise(world.instruction(), "supervisor")
    assert world.release().state == "authorised"


# --- Two persons ---------------------------------------------------------------------------------


def test_one_person_reserves_nothing(world: World) -> None:
    ready(world)
    world.authorise(world.instruction(), "clerk2")
    assert not world.agreement.releases.exists()
    assert balances(world.agreement).total(Account.RESERVED) == 0


@pytest.mark.parametrize("pair", [("clerk2", "supervisor"), ("supervisor", "clerk2"), ("clerk1", "clerk2")])
def test_two_persons_reserve_the_shares_and_make_the_letter(world: World, pair: tuple[str, str]) -> None:
    ready(world)
    world.authorise(world.instruction(), *pair)
    standing = balances(world.agreement)
    assert (standing.of(Account.RESERVED, 1), standing.of(Account.HELD, 1)) == (2_706_766, 293_234)
    assert world.release().letter is not None
    assert (world.release().state, world.instruction().state) == ("authorised", "approved")


def test_who_prepared_may_be_the_first_but_never_both(world: World) -> None:
    ready(world)
    world.authorise(world.instruction(), "clerk1")
    with refused("needs_second_person"):
        world.authorise(world.instruction(), "clerk1")


def test_two_accounts_of_one_person_are_one_person(world: World) -> None:
    ready(world)
    world.second_account("clerk2b", of="clerk2")
    world.authorise(world.instruction(), "clerk2")
    with refused("needs_second_person"):
        world.authorise(world.instruction(), "clerk2b")


def test_an_approver_of_a_party_does_not_authorise_for_the_agent(world: World) -> None:
    person = world.users["officer_a"].person
    assert person is not None
    world.entered(
        grant_role, person=person, party=world.part("D").party, role=Role.CLERK, starts_on=world.today()
    )
    ready(world)
    with refused("approver_cannot_authorise"):
        world.authorise(world.instruction(), "officer_a")


@pytest.mark.parametrize("who", ["compliance", "officer_b", "seller"])
def test_nobody_but_the_agents_clerks_and_supervisor_authorise(world: World, who: str) -> None:
    ready(world)
    with refused("not_permitted"):
        world.authorise(world.instruction(), who)


def test_a_digest_that_was_not_seen_is_not_authorised(world: World) -> None:
    ready(world)
    with refused("digest_moved"):
        authorise_release(instruction=world.instruction(), seen_digest="0" * 64, **world.as_("clerk2"))


def test_a_release_is_authorised_once(world: World) -> None:
    ready(world)
    world.authorise(world.instruction())
    with refused("already_authorised"):
        world.authorise(world.instruction(), "clerk1")


def test_what_only_one_party_approved_is_not_authorised(world: World) -> None:
    from tests.services.test_revocations import revoke

    revoke(world)
    with refused("not_instructed"):
        world.authorise(world.instruction(), "clerk2")


def test_a_hold_between_the_two_persons_stops_the_second(world: World) -> None:
    ready(world)
    world.authorise(world.instruction(), "clerk2")
    stand(world)
    with refused("tranche_disputed"):
        world.authorise(world.instruction(), "supervisor")


def test_a_hold_on_part_between_the_two_persons_stays_behind_and_the_rest_goes(world: World) -> None:
    ready(world)
    world.authorise(world.instruction(), "clerk2")
    stand(world, shares=300_000)
    world.authorise(world.instruction(), "supervisor")
    assert world.release().lines.get().shares == 2_700_000


@pytest.mark.django_db
def test_a_tranche_funded_in_part_releases_no_more_than_it_holds() -> None:
    world = worlds.loaded(reference="KX-PART")
    world.deposit(1_000_000)
    world.consent()
    world.day(2026, 12, 18)
    world.report(1, 665_000_000)
    with refused("more_than_held"):
        world.prepare(1)
    record_deposit(
        agreement=world.agreement,
        shares=2_000_000,
        deposited_on=world.today(),
        is_assumed=True,
        **world.as_("clerk1"),
    )
    world.carry_out(world.instruct(1))
    assert world.tranche(1).state == "released"


@pytest.mark.django_db
def test_a_deal_may_ask_for_a_third_person(tmp_path: Path) -> None:
    deal = variant(tmp_path, "authorising_persons = 2 ", "authorising_persons = 3 ", "KX-THREE")
    world = worlds.instructed(path=deal)
    ready(world)
    world.authorise(world.instruction(), "clerk1", "clerk2")
    assert not world.agreement.releases.exists()
    with refused("needs_second_person"):
        world.authorise(world.instruction(), "clerk2")
    world.authorise(world.instruction(), "supervisor")
    assert world.release().state == "authorised"


def test_an_authorisation_shows_its_factor_and_person(world: World) -> None:
    ready(world)
    world.authorise(world.instruction(), "clerk2")
    given = Authorisation.objects.get()
    assert (given.factor, given.person, given.attempt) == ("password", world.users["clerk2"].person, 1)


def test_a_failing_letter_leaves_nothing_authorised(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(world)
    world.authorise(world.instruction(), "clerk2")

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("tranches.services.paperwork.file_release_letter", fail)
    with nothing_changes(), pytest.raises(OSError, match="disk full"):
        world.authorise(world.instruction(), "supervisor")


# --- An instruction over nothing -----------------------------------------------------------------


@pytest.mark.django_db
def test_a_missed_year_is_deducted_by_two_persons_without_a_letter() -> None:
    world = worlds.instructed(0, reference="KX-ZERO")
    ready(world)
    world.authorise(world.instruction(), "clerk2")
    assert (world.instruction().state, world.tranche(1).state) == ("approved", "instructed")
    world.authorise(world.instruction(), "supervisor")
    assert (world.instruction().state, world.tranche(1).state) == ("executed", "deducted")
    assert not world.agreement.releases.exists()
    assert balances(world.agreement).of(Account.KEPT, 1) == 3_000_000


def test_an_approval_by_the_system_without_a_user_cannot_be_stored(world: World) -> None:
    from django.db import IntegrityError, transaction

    approval = Approval.objects.first()
    assert approval is not None
    with nothing_changes(), pytest.raises(IntegrityError), transaction.atomic():
        create(
            Approval(
                instruction=approval.instruction,
                party=approval.party,
                person=approval.person,
                answer="approve",
                via="portal",
                digest=approval.digest,
                meaning="x",
                effective_on=approval.effective_on,
                recorded_at=world.now,
            ),
            actor=SYSTEM,
            now=world.now,
            reason="x",
        )
