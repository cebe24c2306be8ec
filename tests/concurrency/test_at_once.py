"""Two people pressing at once: one effect, one clear sentence, never a locked database or an error 500."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from documents.journal.verify import chain_findings
from documents.models import Binder
from tests import worlds
from tests.concurrency.crowd import Outcome, press
from tests.walls.tools import without_walls
from tests.worlds import World, pdf
from tranches.models import Account, DepositLot, Release
from tranches.selectors.ledger.balances import balances
from tranches.services.agreement.agreements import record_deposit
from tranches.services.instruction.approvals import approve_instruction
from tranches.services.release.releases import authorise_release
from tranches.services.release.transfer import record_confirmation, record_refusal

pytestmark = pytest.mark.django_db(transaction=True)

DUE = 2_706_766
# The trial of the assurance plan is 8 × 200; a person who wants it sets these.
WORKERS = int(os.environ.get("CROWD_WORKERS", "8"))
TIMES = int(os.environ.get("CROWD_TIMES", "10"))


def task(service: Callable[..., Any], world: World, who: str, **arguments: Any) -> Callable[[], Any]:
    """A call with its actor worked out before the start, so that only the service runs in the crowd."""
    return partial(service, **arguments, **world.as_(who))


def ready(world: World) -> World:
    world.tick_all(world.instruction())
    return world


def check(outcome: Outcome, *, done: int, refused: set[str]) -> None:
    assert outcome.errors == []
    assert outcome.done == done
    assert set(outcome.refused) <= refused, outcome.sentences
    for binder in Binder.objects.all():
        assert list(chain_findings(binder)) == []


def test_the_second_persons_of_a_release_press_at_once() -> None:
    world = ready(worlds.instructed())
    instruction = world.instruction()
    world.authorise(instruction, "clerk1")
    arguments = {"instruction": instruction, "seen_digest": instruction.digest}
    outcome = press([task(authorise_release, world, who, **arguments) for who in ("clerk2", "supervisor")])
    check(outcome, done=1, refused={"already_authorised"})
    assert Release.objects.count() == 1
    assert balances(world.agreement).of(Account.RESERVED, 1) == DUE


def test_one_person_in_two_windows_is_one_person() -> None:
    world = ready(worlds.instructed())
    instruction = world.instruction()
    arguments = {"instruction": instruction, "seen_digest": instruction.digest}
    outcome = press([task(authorise_release, world, "clerk2", **arguments) for _ in range(2)])
    check(outcome, done=1, refused={"needs_second_person"})
    assert not Release.objects.exists()


def test_a_double_click_is_answered_twice_with_one_effect() -> None:
    world = worlds.sent()
    arguments: dict[str, Any] = {
        "release": world.release(),
        "answered_on": world.today(),
        "reference": "TA",
        "key": "form-1",
    }
    outcome = press([task(record_confirmation, world, "clerk1", **arguments) for _ in range(4)])
    check(outcome, done=4, refused=set())
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == DUE


def test_a_confirmation_and_a_refusal_at_once_leave_one_answer() -> None:
    world = worlds.sent()
    release = world.release()
    outcome = press(
        [
            task(
                record_confirmation,
                world,
                "clerk1",
                release=release,
                answered_on=world.today(),
                reference="TA",
            ),
            task(record_refusal, world, "clerk2", release=release, answered_on=world.today(), reason="no"),
        ]
    )
    check(outcome, done=1, refused={"release_answered"})
    assert balances(world.agreement).of(Account.RECIPIENT, 1) in (0, DUE)


def test_two_officers_of_one_party_approve_at_once() -> None:
    world = worlds.submitted()
    arguments = {
        "instruction": world.instruction(),
        "party": world.part("A"),
        "seen_digest": world.instruction().digest,
    }
    outcome = press(
        [task(approve_instruction, world, who, **arguments) for who in ("officer_a", "officer_a2")]
    )
    check(outcome, done=1, refused={"already_approved"})
    assert world.instruction().approvals.count() == 1


def test_both_parties_approve_at_once_and_the_tranche_is_instructed_once() -> None:
    world = worlds.submitted()
    digest = world.instruction().digest
    outcome = press(
        [
            task(
                approve_instruction,
                world,
                who,
                instruction=world.instruction(),
                party=world.part(letter),
                seen_digest=digest,
            )
            for who, letter in (("officer_a", "A"), ("officer_b", "B"))
        ]
    )
    check(outcome, done=2, refused=set())
    assert world.tranche(1).state == "instructed"


@pytest.mark.slow
def test_many_release_attempts_from_many_processes_make_one_release() -> None:
    """8 processes press the same buttons again and again: authorise and confirm one release (assurance plan, first trial)."""
    world = ready(worlds.instructed())
    instruction = world.instruction()
    world.authorise(instruction, "clerk1")
    arguments = {"instruction": instruction, "seen_digest": instruction.digest}
    people = ("clerk2", "supervisor", "clerk1", "clerk2")
    outcome = press(
        [task(authorise_release, world, people[at % 4], **arguments) for at in range(WORKERS)], times=TIMES
    )
    check(outcome, done=1, refused={"already_authorised", "needs_second_person"})
    assert sum(outcome.refused.values()) == WORKERS * TIMES - 1
    world.send()
    release = world.release()
    outcome = press(
        [
            task(
                record_confirmation,
                world,
                "clerk1",
                release=release,
                answered_on=world.today(),
                reference="TA",
            )
        ]
        * WORKERS,
        times=TIMES,
    )
    check(outcome, done=1, refused={"release_answered"})
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == DUE
    assert world.tranche(1).state == "deducted"


@pytest.mark.parametrize("seen", [True, False])
def test_two_clerks_record_the_same_part_at_once_and_it_counts_once(seen: bool) -> None:
    """Of the same paper on two desks: the second is told, by what the page showed or by the proof itself."""
    world = worlds.sent()
    release = world.release()
    arguments = {
        "release": release,
        "confirmed": {release.lines.get().pk: 1_000_000},
        "answered_on": world.today(),
        "reference": "TA",
        "seen_open": DUE if seen else None,
    }
    outcome = press(
        [task(record_confirmation, world, who, **arguments) for who in ("clerk1", "clerk2", "supervisor")]
    )
    check(outcome, done=1, refused={"moved_meanwhile" if seen else "answer_recorded"})
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == 1_000_000
    assert world.release().state == "sent"


def test_parts_recorded_at_once_never_exceed_the_letter() -> None:
    world = worlds.sent()
    release = world.release()
    line = release.lines.get().pk
    outcome = press(
        [
            task(
                record_confirmation,
                world,
                "clerk1",
                release=release,
                confirmed={line: 1_000_000},
                answered_on=world.today(),
                reference=f"TA-{at}",
            )
            for at in range(4)
        ]
    )
    check(outcome, done=2, refused={"more_than_asked"})
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == 2_000_000


def test_lots_recorded_at_once_never_exceed_the_agreement() -> None:
    world = worlds.loaded()
    outcome = press(
        [
            task(
                record_deposit,
                world,
                "clerk1",
                agreement=world.agreement,
                shares=4_000_000,
                deposited_on=world.today(),
                reference=f"TA-{at}",
                paper=pdf(f"lot {at}"),
            )
            for at in range(6)
        ]
    )
    check(outcome, done=3, refused={"more_than_agreed"})
    assert balances(world.agreement).deposited == 12_000_000
    assert sorted(DepositLot.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_two_deals_do_not_wait_for_each_other_nor_mix() -> None:
    first, second = worlds.sent(), worlds.sent(reference="KX-OTHER")
    outcome = press(
        [
            task(
                record_confirmation,
                world,
                "clerk1",
                release=world.release(),
                answered_on=world.today(),
                reference="TA",
            )
            for world in (first, second)
        ]
    )
    check(outcome, done=2, refused=set())
    assert [balances(world.agreement).of(Account.RECIPIENT, 1) for world in (first, second)] == [DUE, DUE]


# --- Negative controls: take the guard out, and the damage appears -------------------------------


def _unguarded(world: World, monkeypatch: pytest.MonkeyPatch, *, meet: Any) -> Outcome:
    """Confirm one release from two processes with the lock gone and everybody made to read before anybody writes."""
    from tranches.services.deed import Deed

    genuine = Deed.file

    def slowly(*arguments: Any, **named: Any) -> Any:
        meet.wait(20)
        return genuine(*arguments, **named)

    monkeypatch.setattr("tranches.services.act.lock", lambda agreement: agreement)
    monkeypatch.setattr(Deed, "file", slowly)
    arguments: dict[str, Any] = {"release": world.release(), "answered_on": world.today(), "paper": pdf("ok")}
    return press([task(record_confirmation, world, "clerk1", **arguments) for _ in range(2)])


@pytest.mark.postgres_only
def test_without_the_lock_the_database_still_refuses_the_second_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The wall behind the lock: the second confirmation fails, impolitely, and nothing is released twice."""
    import multiprocessing

    world = worlds.sent()
    outcome = _unguarded(world, monkeypatch, meet=multiprocessing.get_context("fork").Barrier(2))
    assert outcome.done == 1
    assert len(outcome.errors) + sum(outcome.refused.values()) == 1
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == DUE


def test_without_guards_and_walls_the_same_shares_are_released_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything taken out: the one answer, the guarded state, the ledger's check, the walls. Two effects of one letter."""
    from tranches.services.release import transfer

    world = worlds.sent()
    arguments: dict[str, Any] = {"release": world.release(), "answered_on": world.today(), "reference": "TA"}
    monkeypatch.setattr(transfer, "unanswered", lambda line: line.shares)
    monkeypatch.setattr(transfer, "require_new", lambda *positional, **named: None)
    monkeypatch.setattr(transfer, "_answer", lambda *positional, **named: world.release())
    monkeypatch.setattr(transfer, "_conclude", lambda *positional, **named: None)
    monkeypatch.setattr(transfer, "_after_the_last", lambda *positional, **named: None)
    monkeypatch.setattr("tranches.services.ledger.balances", _plenty)
    with without_walls():
        outcome = press([task(record_confirmation, world, "clerk1", **arguments) for _ in range(2)])
    assert outcome.errors == []
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == 2 * DUE


class _Plenty:
    def of(self, *_: object) -> int:
        return 10**12


def _plenty(_agreement: object, **_: object) -> _Plenty:
    return _Plenty()
