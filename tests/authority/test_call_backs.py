"""The call-back before a release: whose number, who calls, what came of it, and what a denial does (EA 3.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from documents.models import Event
from parties.models import ContactNumber, Party
from parties.services.numbers import add_number, end_number
from tests import worlds
from tests.services.test_holds import lift
from tests.unchanged import refused
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World, pdf
from tranches.models import CallBack, Hold
from tranches.selectors.release.call_backs import numbers_for
from tranches.selectors.release.checklist import checklist_gaps
from tranches.selectors.terms import terms_of
from tranches.services.dispute.holds import confirm_hold
from tranches.services.instruction.approvals import check_paper_signature, file_paper_signature
from tranches.verification.authority import releases_without_authority
from tranches.verification.checklist import checklist_gaps_of

STAGE = worlds.instructed


def number_of(
    world: World, letter: str = "C", number: str = "+1 202 555 0143", since: int = 30
) -> ContactNumber:
    """Another number of a party, entered and confirmed so many days ago."""
    party: Party = world.part(letter).party
    stood, world.now = world.now, world.now - timedelta(days=since)
    row = world.entered(
        add_number,
        by="clerk1",
        confirmed_by="clerk2",
        party=party,
        number=number,
        source="letter",
        starts_on=world.today(),
    )
    world.now = stood
    return row  # type: ignore[no-any-return]


def call_gaps(world: World) -> list[str]:
    return [gap for gap in checklist_gaps(world.instruction(), world.today()) if gap.startswith("Recipient")]


def test_recorded_call_on_the_registers_number_shows_the_item(world: World) -> None:
    assert call_gaps(world) == ["Recipient called back on the number on the register: no call is recorded."]
    call = world.call_back(world.instruction())
    assert call_gaps(world) == []
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert (event.kind, event.facts["number"], event.facts["reached"]) == (
        "call_back.made",
        call.number.number,
        "the recipient himself",
    )


def test_nobody_ticks_the_call_back(world: World) -> None:
    from tests.services.test_authorisation import tick

    with refused("by_call_back"):
        tick(world, "call_back")


def test_number_of_another_party_is_refused(world: World) -> None:
    number = number_of(world, "A")
    with refused("number_of_another"):
        world.call_back(world.instruction(), number=number)


def test_number_that_no_second_person_confirmed_is_refused(world: World) -> None:
    add_number(
        party=world.part("C").party,
        number="+44 20 7946 0000",
        source="e-mail",
        starts_on=world.today(),
        reason="x",
        **world.as_("clerk1"),
    )
    assert not ContactNumber.objects.filter(number="+44 20 7946 0000").exists()
    waiting = [state for state in numbers_for(world.instruction(), world.today()) if not state.usable]
    assert [state.row.number for state in waiting] == ["+44 20 7946 0000"]


def test_number_changed_within_the_cool_off_is_refused_whatever_days_were_typed(world: World) -> None:
    fresh = number_of(world, since=6)
    with refused("number_not_usable"):
        world.call_back(world.instruction(), number=fresh)
    world.later(days=1)
    assert world.call_back(world.instruction(), number=fresh).outcome == "confirmed"


def test_number_that_ended_is_refused_and_its_earlier_call_counts_no_more(world: World) -> None:
    world.call_back(world.instruction())
    row = ContactNumber.objects.get()
    end_number(number=row, ended_on=world.today(), reason="not his", **world.as_("supervisor"))
    with refused("number_not_usable"):
        world.call_back(world.instruction(), number=ContactNumber.objects.get())
    assert call_gaps(world)[0].endswith("the number that was called has been taken off the register.")


def test_who_prepared_the_instruction_does_not_call(world: World) -> None:
    with refused("caller_took_it_in"):
        world.call_back(world.instruction(), "clerk1")
    world.second_account("clerk1b", of="clerk1")
    with refused("caller_took_it_in"):
        world.call_back(world.instruction(), "clerk1b")


@pytest.mark.django_db
def test_who_filed_a_signed_paper_does_not_call() -> None:
    world = worlds.submitted(reference="KX-PAPER")
    instruction = world.instruction()
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        signature = file_paper_signature(
            instruction=instruction,
            party=world.part(letter),
            person=world.users[who].person,
            signed_on=world.today(),
            received_on=world.today(),
            seen_digest=instruction.digest,
            paper=pdf("signed"),
            **world.as_("clerk2"),
        )
        check_paper_signature(signature=signature, **world.as_("supervisor"))
    with refused("caller_took_it_in"):
        world.call_back(world.instruction(), "clerk2")
    gaps = checklist_gaps(world.instruction(), world.today())
    assert not any("electronic" in gap for gap in gaps), "nothing was signed in the portal"


def test_who_called_is_not_the_first_to_authorise_but_may_follow(world: World) -> None:
    world.tick_all(world.instruction())
    with refused("caller_not_first"):
        world.authorise(world.instruction(), "clerk3")
    world.authorise(world.instruction(), "clerk2", "clerk3")
    assert world.release().state == "authorised"


def test_the_first_to_authorise_does_not_call_again(world: World) -> None:
    world.tick_all(world.instruction())
    world.authorise(world.instruction(), "clerk2")
    with refused("caller_authorised_first"):
        world.call_back(world.instruction(), "clerk2")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"called_at": timedelta(minutes=1)}, "future_date"),
        ({"called_at": timedelta(days=-1)}, "called_too_early"),
        ({"outcome": "perhaps"}, "wrong_outcome"),
        ({"reached": "  "}, "missing"),
        ({"outcome": "denied", "note_text": " "}, "missing"),
    ],
)
def test_call_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    if isinstance(changes.get("called_at"), timedelta):
        changes = {"called_at": world.now + changes["called_at"]}
    with refused(code):
        world.call_back(world.instruction(), **changes)


@pytest.mark.parametrize("who", ["officer_a", "seller", "compliance"])
def test_only_the_agents_clerks_and_supervisor_call(world: World, who: str) -> None:
    with refused("not_permitted"):
        world.call_back(world.instruction(), who)


def test_double_click_records_one_call(world: World) -> None:
    first = world.call_back(world.instruction(), key="once")
    assert world.call_back(world.instruction(), key="once") == first
    assert CallBack.objects.count() == 1


def test_call_that_nobody_answered_is_on_record_and_shows_nothing(world: World) -> None:
    world.call_back(world.instruction(), outcome="no_answer", reached="")
    assert call_gaps(world)[0].endswith("nobody was reached yet.")


def test_denial_blocks_the_release_and_proposes_a_hold(world: World) -> None:
    world.tick_all(world.instruction())
    call = world.call_back(world.instruction(), outcome="denied", note_text="He knows of no new account.")
    assert call.hold is not None
    assert (call.hold.ground, call.hold.tranche.number, call.hold.opened_person) == (
        "conflict",
        1,
        world.users["clerk3"].person,
    )
    with refused("checklist_incomplete"):
        world.authorise(world.instruction(), "clerk2")
    world.call_back(world.instruction())
    assert "the hold proposed then is open" in call_gaps(world)[0]
    confirm_hold(hold=Hold.objects.get(pk=call.hold.pk), **world.as_("clerk2"))
    assert world.tranche(1).state == "disputed"
    lift(world, Hold.objects.get(pk=call.hold.pk))
    assert call_gaps(world) == []
    world.authorise(world.instruction())
    assert world.release().state == "authorised"


def test_denial_after_the_hold_is_lifted_still_asks_for_a_confirmed_call(world: World) -> None:
    call = world.call_back(world.instruction(), outcome="denied", note_text="No.")
    assert call.hold is not None
    lift(world, Hold.objects.get(pk=call.hold.pk), exit="not_confirmed", paper=None)
    assert "the recipient denied it" in call_gaps(world)[0]


def test_next_attempt_asks_for_another_call(world: World) -> None:
    from tranches.services.release.transfer import record_refusal

    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    record_refusal(
        release=world.release(), reason="no seal", answered_on=world.today(), **world.as_("clerk1")
    )
    assert world.instruction().attempt == 2
    assert call_gaps(world)[0].endswith("no call is recorded.")


# --- Past the services -----------------------------------------------------------------------------


def raw_call(world: World, name: str, number: ContactNumber, outcome: str = "confirmed") -> CallBack:
    person = world.users[name].person
    assert person is not None
    return CallBack.objects.create(
        instruction=world.instruction(),
        attempt=1,
        number=number,
        outcome=outcome,
        reached="x",
        called_at=world.now,
        person=person,
        recorded_at=world.now,
    )


def test_walls_refuse_another_number_and_another_caller(world: World) -> None:
    ours = ContactNumber.objects.get()
    with refused_by_database("confirmed number of the recipient"):
        raw_call(world, "clerk3", number_of(world, "A", "+1 202 555 0199"))
    with refused_by_database("took the instruction in"):
        raw_call(world, "clerk1", ours)
    with without_walls("wall_call_back_caller"):
        assert raw_call(world, "clerk1", ours).pk


def test_walls_refuse_the_caller_as_first_and_an_authorisation_after_a_denial(world: World) -> None:
    from tests.walls import rows

    raw_call(world, "clerk3", ContactNumber.objects.get())
    with refused_by_database("not the first"):
        rows.person(world, world.instruction(), "clerk3")
    raw_call(world, "supervisor", ContactNumber.objects.get(), "denied")
    with refused_by_database("recipient denied"):
        rows.person(world, world.instruction(), "clerk2")
    with without_walls("wall_authorisation_denied"):
        rows.person(world, world.instruction(), "clerk2")


def test_verification_names_a_call_back_that_was_slipped_in(world: World) -> None:
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    assert list(releases_without_authority(world.agreement)) == []
    with without_walls("wall_call_back_caller"):
        raw_call(world, "clerk1", ContactNumber.objects.get())
    found = list(checklist_gaps_of(terms_of(world.agreement), world.instruction(), 1))
    assert found == ["the call-back of attempt 1 was made by a person who took the instruction in."]
    with without_walls():
        CallBack.objects.all().delete()
    assert "no call-back of attempt 1" in next(iter(releases_without_authority(world.agreement)))
