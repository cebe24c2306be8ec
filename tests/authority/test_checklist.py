"""The checklist in full: each item by its own kind of evidence, with its validity; and who may not authorise (EA 3.2, I10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parties.models import Role, User
from parties.services.people import admit, change_account
from parties.services.register import register_delivery_account
from tests import worlds
from tests.authority.test_call_backs import number_of as another_number
from tests.services.test_approvals import variant
from tests.services.test_authorisation import tick
from tests.unchanged import refused
from tests.walls.tools import without_walls
from tests.worlds import World
from tranches.models import AgreementParty, ChecklistTick
from tranches.selectors.release.checklist import checklist_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal import deal_file
from tranches.verification.authority import releases_without_authority
from tranches.verification.persons import hands_in_credentials

STAGE = worlds.instructed
IDENTITY = "identity_and_sanctions"


def gap_of(world: World, key: str) -> str:
    found = {state.item.key: state for state in checklist_of(world.instruction(), world.today())}
    return found[key].why_not


def test_identity_check_names_its_last_day_and_counts_until_then(world: World) -> None:
    today = world.today()
    for until, code in (
        (None, "no_last_day"),
        (today - timedelta(days=1), "dates_out_of_order"),
    ):
        with refused(code):
            tick(world, IDENTITY, valid_until=until)
    with refused("expired"):
        tick(world, IDENTITY, checked_on=today - timedelta(days=5), valid_until=today - timedelta(days=1))
    tick(world, IDENTITY, valid_until=today + timedelta(days=3))
    world.later(days=3)
    assert gap_of(world, IDENTITY) == ""
    world.later(days=1)
    assert "held until" in gap_of(world, IDENTITY)


def test_consent_to_electronic_signing_is_read_and_not_ticked(world: World) -> None:
    with refused("by_consent"):
        tick(world, "electronic_signing")
    assert gap_of(world, "electronic_signing") == ""
    AgreementParty.objects.filter(agreement=world.agreement, letter="C").update(consents_to_portal=False)
    assert gap_of(world, "electronic_signing") == "not on file for every party."


def test_account_that_the_register_no_longer_has_is_refused(world: World) -> None:
    tick(world, "delivery_account")
    assert gap_of(world, "delivery_account") == ""
    world.entered(
        register_delivery_account,
        party=world.part("C").party,
        description="account 9",
        starts_on=world.today(),
    )
    assert "another account" in gap_of(world, "delivery_account")
    with refused("account_not_current"):
        tick(world, "delivery_account")


@pytest.mark.django_db
def test_account_changed_lately_is_refused() -> None:
    world = worlds.reported(reference="KX-ACCOUNT")
    world.now -= timedelta(days=3)
    world.entered(
        register_delivery_account,
        party=world.part("C").party,
        description="account 9",
        starts_on=world.today(),
    )
    world.later(days=3)
    world.instruct(1)
    with refused("account_not_current"):
        tick(world, "delivery_account")
    assert "changed on" in gap_of(world, "delivery_account")


@pytest.mark.django_db
def test_account_that_no_second_person_confirmed_is_not_delivered_to() -> None:
    world = worlds.reported(reference="KX-ACCOUNT")
    world.now -= timedelta(days=30)
    register_delivery_account(
        party=world.part("C").party, description="account 9", starts_on=world.today(), **world.as_("clerk1")
    )
    world.later(days=30)
    instruction = world.instruct(1)
    assert instruction.delivery_account is not None
    assert instruction.delivery_account.description == "account 4417 at the transfer agent"


def test_verification_names_a_checklist_that_had_run_out(world: World) -> None:
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    assert list(releases_without_authority(world.agreement)) == []
    with without_walls():
        ChecklistTick.objects.filter(item=IDENTITY).update(valid_until=world.today() - timedelta(days=1))
    assert "Identity and sanctions" in next(iter(releases_without_authority(world.agreement)))


# --- Hands in an approver's credentials (I10) ------------------------------------------------------


def _new_officer(world: World) -> None:
    """A person of A with role, authority and account, entered by one supervisor and confirmed by the other."""
    person = world.entered(
        admit,
        party=world.part("A").party,
        name="New Director",
        role=Role.OFFICER,
        starts_on=world.today(),
        signs=True,
        username="new",
    )
    world.users["new"] = person.account


@pytest.mark.django_db
def test_who_made_an_approver_does_not_release_within_the_cool_off() -> None:
    world = worlds.submitted(reference="KX-HAND")
    _new_officer(world)
    world.approve(world.instruction(), "new", "A")
    world.approve(world.instruction(), "officer_b", "B")
    world.tick_all(world.instruction())
    with refused("hand_in_credentials"):
        world.authorise(world.instruction(), "supervisor")
    world.authorise(world.instruction(), "clerk2")
    with refused("hand_in_credentials"):
        world.authorise(world.instruction(), "supervisor")
    world.later(days=8)
    for item in ("position",):
        tick(world, item)
    world.authorise(world.instruction(), "supervisor")
    assert list(hands_in_credentials(world.agreement)) == []


def reopened(world: World) -> None:
    """An approver's account is closed by one supervisor, and opened again by the two of them."""
    user = User.objects.get(username="officer_a")
    change_account(user=user, changes={"is_active": False}, reason="left", **world.as_("supervisor"))
    user.refresh_from_db()
    world.entered(change_account, user=user, changes={"is_active": True})


def test_who_reopened_an_approvers_account_does_not_release(world: World) -> None:
    world.tick_all(world.instruction())
    reopened(world)
    with refused("hand_in_credentials"):
        world.authorise(world.instruction(), "supervisor")


def test_verification_names_hands_in_credentials(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the check the release goes out, and verification says so."""
    reopened(world)
    world.tick_all(world.instruction())
    monkeypatch.setattr("tranches.services.release.authorisers.hands_of", lambda *_, **__: {})
    world.authorise(world.instruction())
    found = list(hands_in_credentials(world.agreement))
    assert len(found) == 1
    assert found[0].startswith("JWI-1: Supervisor authorised within 7 days")


# --- The terms -------------------------------------------------------------------------------------


def test_terms_stored_before_the_cool_off_existed_mean_seven_days() -> None:
    plain = deal_file.load(worlds.KAIXIN).to_plain()
    for name in ("cool_off_days", "certificate"):
        del plain["signing"][name]
    for item in plain["checklist"]:
        del item["expires"]
    terms = AgreementTerms.from_plain(plain)
    assert (terms.signing.cool_off_days, terms.signing.certificate) == (7, "flagged")
    assert not any(item.expires for item in terms.checklist)


@pytest.mark.django_db
def test_cool_off_is_a_term_of_the_deal(tmp_path: object) -> None:
    deal = variant(tmp_path, "cool_off_days = 7 ", "cool_off_days = 365 ", "KX-YEAR")  # type: ignore[arg-type]
    world = worlds.instructed(path=deal)
    old = another_number(world, number="+1 202 555 0144", since=365)
    fresh = another_number(world, since=364)
    with refused("number_not_usable"):
        world.call_back(world.instruction(), number=fresh)
    assert world.call_back(world.instruction(), number=old).pk
