"""Idempotency keys: one effect per key; the same key with another content, act or person is refused (I3)."""

from typing import Any

from documents.models import IdempotencyKey
from tests import worlds
from tests.unchanged import nothing_changes, refused
from tests.worlds import World, pdf
from tranches.models import DepositLot
from tranches.selectors.ledger.balances import balances
from tranches.services.agreement.agreements import record_deposit
from tranches.services.instruction.instructions import submit_instruction, withdraw_instruction
from tranches.services.release.releases import authorise_release
from tranches.services.release.transfer import record_confirmation

STAGE = worlds.sent


def deposit(world: World, **changes: Any) -> DepositLot:
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "shares": 5,
        "deposited_on": world.today(),
        "reference": "TA-9",
        "paper": pdf("lot"),
        "surplus_unallocated": True,
        "key": "form-1",
        **world.as_("clerk1"),
    }
    return record_deposit(**(arguments | changes))


def test_a_repeat_answers_with_the_first_result_and_writes_nothing(world: World) -> None:
    first = deposit(world)
    with nothing_changes():
        assert deposit(world) == first
    assert balances(world.agreement).deposited == 15_000_005


def test_a_repeat_a_minute_later_is_a_repeat(world: World) -> None:
    first = deposit(world)
    world.later(minutes=1)
    with nothing_changes():
        assert deposit(world) == first


def test_the_same_key_with_another_content_is_refused(world: World) -> None:
    deposit(world)
    with refused("key_reused"):
        deposit(world, shares=6)
    with refused("key_reused"):
        deposit(world, paper=pdf("another lot"))


def test_another_persons_key_is_refused(world: World) -> None:
    deposit(world)
    with refused("key_reused"):
        deposit(world, **world.as_("clerk2"))


def test_the_key_of_another_act_is_refused(world: World) -> None:
    deposit(world)
    with refused("key_reused"):
        submit_instruction(instruction=world.instruction(), key="form-1", **world.as_("clerk1"))


def test_two_keys_are_two_deposits(world: World) -> None:
    assert deposit(world) != deposit(world, key="form-2")


def test_without_a_key_each_call_counts(world: World) -> None:
    assert deposit(world, key="") != deposit(world, key="")
    assert not IdempotencyKey.objects.exists()


def test_a_refused_act_spends_no_key(world: World) -> None:
    with refused("no_shares"):
        deposit(world, shares=0)
    assert deposit(world).shares == 5


def test_a_confirmation_pressed_twice_releases_once(world: World) -> None:
    arguments: dict[str, Any] = {
        "release": world.release(),
        "answered_on": world.today(),
        "reference": "TA-OK",
        "key": "c",
        **world.as_("clerk1"),
    }
    first = record_confirmation(**arguments)
    with nothing_changes():
        assert record_confirmation(**arguments) == first


def test_a_repeat_is_answered_even_when_the_state_has_moved_on(world: World) -> None:
    world.confirm()
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    draft = world.prepare(2)
    submit_instruction(instruction=draft, key="s", **world.as_("clerk1"))
    withdraw_instruction(instruction=draft, reason="x", **world.as_("clerk1"))
    with nothing_changes():
        assert submit_instruction(instruction=draft, key="s", **world.as_("clerk1")) == draft


def test_an_authorisation_pressed_twice_is_not_the_second_person(world: World) -> None:
    world.confirm()
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    instruction = world.instruct(2)
    world.tick_all(instruction)
    arguments: dict[str, Any] = {"instruction": instruction, "seen_digest": instruction.digest, "key": "a"}
    first = authorise_release(**arguments, **world.as_("clerk2"))
    with nothing_changes():
        assert authorise_release(**arguments, **world.as_("clerk2")) == first
