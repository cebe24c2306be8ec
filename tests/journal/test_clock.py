"""The time of evidence (I15): each binder goes by the clock of its own world; none falls, none is ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from documents.database import walls
from documents.days import house_day
from documents.errors import RuleViolation
from documents.journal import record as recording
from documents.journal.canonical import event_digest
from documents.journal.record import head_of, record
from documents.models import Binder, Event
from parties.models import User
from parties.services.register import register_party
from tests import worlds
from tests.desk.helpers import flowing
from tests.filed import SYSTEM
from tests.walls.tools import without_walls
from tests.worlds import World
from tranches import verification
from tranches.selectors.access import now_for

pytestmark = pytest.mark.django_db
RIGHT = datetime(2026, 3, 2, 3, tzinfo=UTC)
AHEAD = "I15 the time of evidence never falls and is never ahead of the clock"


@pytest.fixture
def house_clock(settings: Any) -> Iterator[Any]:
    """The machine's clock stands at RIGHT, and is as strict as in an office."""
    settings.CLOCK_AHEAD_MINUTES = 5
    with time_machine.travel(RIGHT, tick=False) as clock:
        yield clock


def enter(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(name: str, door: str, **given: str) -> None:
    """Somebody takes a copy, to the last byte."""
    answer = enter(name).post(reverse(door), given)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)  # type: ignore[arg-type]


def noted(binder: Binder, now: datetime, kind: str = "document.filed") -> Event:
    with transaction.atomic():
        return record(
            binder=binder,
            kind=kind,
            subject=("binder", binder.reference),
            actor=SYSTEM,
            effective_on=house_day(now),
            now=now,
        )


def raw(binder: Binder, at: datetime) -> Event:
    """An event written past the service, with a chain that is whole."""
    head = head_of(binder)
    columns: dict[str, Any] = {
        "number": head.count + 1,
        "version": 1,
        "kind": "document.filed",
        "subject_type": "binder",
        "subject_reference": binder.reference,
        "actor_id_text": "",
        "actor_name": "x",
        "actor_capacity": "x",
        "factor": "",
        "effective_on": house_day(at),
        "recorded_at": at,
        "before": {},
        "after": {},
        "facts": {},
        "documents": [],
        "reason": "",
        "previous_digest": head.digest,
    }
    digest = event_digest(binder_reference=binder.reference, columns=columns)
    return Event.objects.create(binder=binder, digest=digest, **columns)


def sentences(world: World) -> list[str]:
    return [sentence for name, sentence in verification.findings([world.agreement]) if name == AHEAD]


def test_a_copy_of_all_binders_leaves_the_time_of_a_simulation_in_the_simulation(
    settings: Any, house_clock: Any
) -> None:
    real = worlds.funded()
    settings.CLOCK_AHEAD_MINUTES = 10_000_000
    played = worlds.funded(reference="KX-SIM", is_simulation=True)
    played.day(2031, 1, 29)
    played.report(1, "600000000", dated_on=played.today())
    settings.CLOCK_AHEAD_MINUTES = 5
    asked("compliance", "review:export")
    copies = Event.objects.filter(kind="journal.exported")
    assert copies.filter(binder=real.agreement.binder).count() == 1
    assert copies.filter(binder__party__isnull=False, binder__is_simulation=False).exists()
    for event in copies.select_related("binder"):
        own = played.now if event.binder == played.agreement.binder else RIGHT
        assert event.recorded_at == own or (event.binder.is_simulation and event.recorded_at <= played.now)
        if not event.binder.is_simulation:
            assert (event.recorded_at, event.effective_on) == (RIGHT, RIGHT.date())
    assert now_for(real.agreement) == RIGHT
    assert now_for(played.agreement) == played.now


@pytest.mark.parametrize("door", ["review:timeline_export", "review:export"])
def test_a_copy_of_one_binder_bears_that_binders_time(door: str, house_clock: Any) -> None:
    world = worlds.funded()
    asked("compliance", door, binder="KX-2025")
    assert Event.objects.filter(binder=world.agreement.binder).latest("number").recorded_at == RIGHT


def test_a_dossier_bears_its_binders_time(house_clock: Any) -> None:
    world = worlds.funded()
    asked("compliance", "review:dossier", agreement="KX-2025", addressee="file", purpose="the file")
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert (event.kind, event.recorded_at) == ("dossier.made", RIGHT)


# --- The service ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(days=1), timedelta(days=1794)])
def test_nothing_real_is_recorded_ahead_of_the_clock(ahead: timedelta, house_clock: Any) -> None:
    world = worlds.loaded()
    before = Event.objects.count()
    with pytest.raises(RuleViolation, match="ahead of the clock") as refused:
        noted(world.agreement.binder, RIGHT + ahead)
    assert refused.value.code == "ahead_of_clock"
    with pytest.raises(RuleViolation):
        register_party(kind="company", name="New", actor=SYSTEM, now=RIGHT + ahead)
    assert Event.objects.count() == before


def test_acts_that_waited_for_one_another_are_recorded_at_the_same_moment(house_clock: Any) -> None:
    binder = worlds.loaded().agreement.binder
    assert noted(binder, RIGHT).recorded_at == RIGHT
    assert noted(binder, RIGHT - timedelta(seconds=2)).recorded_at == RIGHT
    assert noted(binder, RIGHT - timedelta(minutes=5)).recorded_at == RIGHT


def test_a_simulation_goes_on_from_where_it_stands(house_clock: Any) -> None:
    binder = Binder.objects.create(reference="S-1", title="Simulated", is_simulation=True)
    later = datetime(2031, 1, 29, 1, tzinfo=UTC)
    assert noted(binder, later).recorded_at == later
    assert noted(binder, RIGHT).recorded_at == later


# --- The walls -----------------------------------------------------------------------------------


def test_the_database_takes_no_event_before_the_one_before_it(settings: Any) -> None:
    binder = worlds.loaded().agreement.binder
    with pytest.raises(IntegrityError, match="before the one before it"), transaction.atomic():
        raw(binder, RIGHT - timedelta(days=900))
    assert raw(binder, RIGHT).recorded_at == RIGHT


def test_the_database_takes_no_real_event_ahead_of_its_own_clock(settings: Any) -> None:
    """Its clock is no other than the machine's, which nothing here can move: a day far ahead of any."""
    binder, far = worlds.loaded().agreement.binder, datetime(2300, 1, 1, tzinfo=UTC)
    simulated = Binder.objects.create(reference="S-1", title="Simulated", is_simulation=True)
    with transaction.atomic():
        settings.CLOCK_AHEAD_MINUTES = 5
        walls.install(connection)
        with pytest.raises(IntegrityError, match="ahead of the clock"), transaction.atomic():
            raw(binder, far)
        assert raw(simulated, far).recorded_at == far
        assert raw(binder, RIGHT).recorded_at == RIGHT
        transaction.set_rollback(True)


def test_with_the_walls_down_verify_names_both(house_clock: Any) -> None:
    world = worlds.loaded()
    with without_walls("wall_documents_event_never_falls", "wall_documents_event_not_ahead"):
        raw(world.agreement.binder, datetime(2300, 1, 1, tzinfo=UTC))
        raw(world.agreement.binder, RIGHT)
    said = sentences(world)
    assert len(said) == 2
    assert "the clock was set back" in said[0]
    assert "ahead of the clock" in said[1]


def test_without_the_check_of_the_service_a_moment_to_come_is_recorded(
    monkeypatch: pytest.MonkeyPatch, house_clock: Any
) -> None:
    world = worlds.loaded()
    assert sentences(world) == []
    monkeypatch.setattr(recording, "refuse_ahead", lambda *_: None)
    noted(world.agreement.binder, RIGHT + timedelta(days=365))
    assert "ahead of the clock" in sentences(world)[0]


# --- The clock was set back ----------------------------------------------------------------------


@pytest.fixture
def ahead_once(settings: Any) -> World:
    """A house whose machine believed for a while that it was 2031."""
    world = worlds.funded()
    world.day(2031, 1, 29)
    world.position()
    register_party(kind="company", name="Registered in 2031", actor=world.actor("supervisor"), now=world.now)
    world.now = RIGHT
    return world


def test_after_the_clock_was_set_back_nothing_is_recorded_until_a_supervisor_confirms_it(
    ahead_once: World, house_clock: Any
) -> None:
    world, before = ahead_once, Event.objects.count()
    assert any("ahead of the clock (2 Mar 2026, 03:00 UTC)" in sentence for sentence in sentences(world))
    with pytest.raises(RuleViolation, match="29 Jan 2031, 02:00 UTC: the clock was set back") as refused:
        world.position()
    assert refused.value.code == "clock_set_back"
    assert Event.objects.count() == before
    start = flowing(enter("supervisor").get(reverse("admin:index")))
    assert "The clock was set back" in start
    answer = enter("supervisor").post(
        reverse("admin:tranches_clock"), {"reason": "The battery was changed; compared with NTP."}
    )
    assert answer.status_code == 302
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert (event.kind, event.recorded_at, event.reason) == (
        "clock.confirmed",
        RIGHT,
        "The battery was changed; compared with NTP.",
    )
    assert event.before == {"recorded_until": "2031-01-29T02:00:00.000000Z"}
    assert sentences(world) == []
    world.position()
    assert Event.objects.filter(binder=world.agreement.binder).latest("number").recorded_at == RIGHT
    assert "The clock was set back" not in flowing(enter("supervisor").get(reverse("admin:index")))


def test_the_register_waits_for_the_confirmation_too(ahead_once: World, house_clock: Any) -> None:
    binder = Binder.objects.get(title="Registered in 2031")
    with pytest.raises(RuleViolation) as refused:
        noted(binder, RIGHT)
    assert refused.value.code == "clock_set_back"


@pytest.mark.parametrize("name", ["clerk1", "compliance"])
def test_only_a_supervisor_confirms_the_clock(name: str, ahead_once: World, house_clock: Any) -> None:
    before = Event.objects.count()
    answer = enter(name).post(reverse("admin:tranches_clock"), {"reason": "It looks right."})
    assert answer.status_code == 400
    assert "A supervisor of the escrow agent confirms the clock" in flowing(answer)
    assert Event.objects.count() == before


def test_a_clock_is_confirmed_with_a_reason_and_only_where_it_was_set_back(
    ahead_once: World, house_clock: Any
) -> None:
    client, before = enter("supervisor"), Event.objects.count()
    answer = client.post(reverse("admin:tranches_clock"), {"reason": " "})
    assert (answer.status_code, Event.objects.count()) == (400, before)
    assert "Say how you know" in flowing(answer)
    client.post(reverse("admin:tranches_clock"), {"reason": "Compared with NTP."})
    after = Event.objects.count()
    assert after > before
    again = client.post(reverse("admin:tranches_clock"), {"reason": "Compared with NTP."})
    assert "There is nothing to confirm" in flowing(again)
    assert Event.objects.count() == after
