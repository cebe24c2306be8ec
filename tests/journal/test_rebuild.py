"""From the events alone any past state is rebuilt: compared with the tables at every single event of whole deals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from documents.models import Event
from escrow_site.demo.play import load_demo
from tests import worlds
from tests.demo.conftest import LOADED, PASSWORDS
from tests.services.papers import award
from tests.services.test_holds import lift, stand
from tests.services.test_revocations import revoke
from tests.services.test_signatures import check, filed
from tests.walls.tools import run, without_walls
from tests.worlds import World
from tranches.models import EscrowAgreement
from tranches.rebuild import Past, PastEvent, rebuild
from tranches.services.release.transfer import record_refusal
from tranches.verification.present import differences, past_events, present, rebuilt_otherwise

pytestmark = pytest.mark.django_db
STAGE = worlds.sent
RECORDERS = (
    "documents.services.deed.record",
    "documents.services.filing.record",
)


class Follower:
    """Folds every event of an agreement the moment it is recorded, and looks whether the tables say the same then."""

    def __init__(self) -> None:
        self.pasts: dict[int, Past] = {}
        self.compared = 0

    def after(self, record: Callable[..., Event]) -> Callable[..., Event]:
        def recorded(**arguments: Any) -> Event:
            event = record(**arguments)
            agreement = EscrowAgreement.objects.filter(binder=event.binder).first()
            if agreement is not None:
                self.follow(agreement, event)
            return event

        return recorded

    def follow(self, agreement: EscrowAgreement, event: Event) -> None:
        past = self.pasts.setdefault(agreement.pk, Past())
        subject = (event.subject_type, event.subject_reference)
        stored = Event.objects.get(pk=event.pk)
        past.take(
            PastEvent(
                event.number,
                event.kind,
                subject,
                event.recorded_at,
                stored.before,
                stored.after,
                stored.facts,
            )
        )
        # The entitlements of one assessment are recorded one after the other; they are compared at the end.
        found = [line for line in differences(past, present(agreement)) if not line.startswith("entitlement")]
        assert not found, f"after event {event.number}, {event.kind}: {found}"
        self.compared += 1


@contextmanager
def followed() -> Iterator[Follower]:
    follower = Follower()
    with pytest.MonkeyPatch.context() as patch:
        for name in RECORDERS:
            module, _, attribute = name.rpartition(".")
            target = __import__(module, fromlist=[attribute])
            patch.setattr(name, follower.after(getattr(target, attribute)))
        yield follower
    for agreement in EscrowAgreement.objects.all():
        assert list(rebuilt_otherwise(agreement)) == []


@pytest.mark.slow
def test_the_simulated_deal_is_rebuilt_at_every_event_until_its_closing(db: None) -> None:
    with followed() as follower:
        load_demo(PASSWORDS, now=LOADED)
    closed = EscrowAgreement.objects.get(is_simulation=True)
    past = rebuild(past_events(closed))
    assert follower.compared == Event.objects.filter(binder__agreement__isnull=False).count() > 200
    assert past.closed_on > "2031"
    assert not any(shares for (_, account), shares in past.balances.items() if account.startswith("held"))


def test_the_side_roads_are_rebuilt_at_every_event(db: None) -> None:
    with followed() as follower:
        world = worlds.submitted(reference="KX-SIDE")
        check(world, filed(world))
        world.approve(world.instruction(), "officer_b", "B")
        revoke(world)
        check(world, filed(world))
        world.approve(world.instruction(), "officer_b", "B")
        world.tick_all(world.instruction())
        world.authorise(world.instruction())
        world.send()
        record_refusal(release=world.release(), reason="no", answered_on=world.today(), **world.as_("clerk1"))
        hold = stand(world, 1)
        stand(world, 2, shares=5)
        lift(world, hold)
        award(world, {1: 2_000_000})
        world.tick_all(world.instruction())
        world.authorise(world.instruction())
    assert follower.compared > 60
    past = follower.pasts[world.agreement.pk]
    assert past.instructions["JWI-1"].attempt == 3
    assert past.states["tranche", "1"] == "instructed"
    assert past.holds[1].position == "ended"


def test_an_earlier_event_and_an_earlier_moment_give_the_past_as_it_was(world: World) -> None:
    before = rebuild(past_events(world.agreement))
    assert before.balances[1, "reserved(1)"] == 2_706_766
    world.later(days=3)
    world.confirm()
    assert rebuild(past_events(world.agreement), until=before.count) == before
    assert rebuild(past_events(world.agreement), moment=world.now - timedelta(seconds=1)) == before
    after = rebuild(past_events(world.agreement))
    assert after.balances[1, "recipient(1)"] == 2_706_766
    assert after.balances[1, "kept(1)"] == 293_234
    assert after.states["tranche", "1"] == "deducted"


def test_approvals_of_events_without_their_party_are_still_taken_back(world: World) -> None:
    """Events recorded before a revocation named its party in its facts stay readable."""
    events = list(past_events(world.agreement))
    past = rebuild(events)
    old = PastEvent(
        past.count + 1,
        "approval.revoked",
        ("instruction", "KX-2025/JWI-1"),
        world.now,
        {"approval": "Party A: approved"},
        {},
        {},
    )
    past.take(old)
    assert set(past.instructions["JWI-1"].approvals) == {"B"}
    voided = PastEvent(
        old.number + 1,
        "instruction.submitted",
        old.subject,
        world.now,
        {"state": "approved"},
        {"state": "submitted"},
        {},
    )
    past.take(voided)
    assert past.instructions["JWI-1"].attempt == 2


def test_an_event_that_does_not_follow_is_refused(world: World) -> None:
    events = list(past_events(world.agreement))
    with pytest.raises(ValueError, match="event 3 does not follow event 1"):
        rebuild([events[0], *events[2:]])


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            "UPDATE tranches_posting SET shares = shares + 1 WHERE kind = 'reservation'",
            "reserved(1), line 1 is stored as 2,706,767",
        ),
        (
            "UPDATE tranches_instruction SET attempt = 7",
            "attempt of JWI-1 is stored as 7, but the events lead to 1",
        ),
        (
            "DELETE FROM tranches_authorisation WHERE id = (SELECT MAX(id) FROM tranches_authorisation)",
            "authorisations of JWI-1",
        ),
        ("UPDATE tranches_approval SET digest = 'x'", "approval of JWI-1 for Party A is stored as x"),
        (
            "UPDATE tranches_tranche SET shares = shares + 1 WHERE number = 2",
            "shares of tranche 2 is stored as 3,000,001",
        ),
        ("UPDATE tranches_release SET state = 'confirmed'", "release R-1 is stored as confirmed"),
        ("UPDATE tranches_termsversion SET digest = 'x'", "terms is stored as 1, x"),
    ],
)
def test_what_is_stored_otherwise_than_recorded_is_named(world: World, damage: str, words: str) -> None:
    with without_walls(), transaction.atomic():
        assert run(damage) >= 1
        found = " ".join(rebuilt_otherwise(world.agreement))
        transaction.set_rollback(True)
    assert words in found


def test_the_command_prints_the_past_and_refuses_what_never_was(world: World) -> None:
    def rebuilt(*arguments: str) -> str:
        out = StringIO()
        call_command("rebuild", "KX-2025", *arguments, stdout=out)
        return out.getvalue()

    assert "tranche 1: instructed" in rebuilt()
    assert "tranche 1: pending" in rebuilt("--event", "12")
    assert json.loads(rebuilt("--json"))["picture"]["reserved(1), line 1"] == 2_706_766
    assert "tranche 1: pending" in rebuilt("--at", "2026-01-01T00:00Z")
    for wrong in (("--event", "9999"), ("--event", "0"), ("--at", "yesterday"), ("--at", "2026-01-01")):
        with pytest.raises(CommandError):
            rebuilt(*wrong)
    with pytest.raises(CommandError, match="NO-1"):
        call_command("rebuild", "NO-1")
