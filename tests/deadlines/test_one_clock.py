"""One clock: every page, list, mail and feed names the same day for the same matter, in whatever state an agreement is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parties.services.calendar_tokens import make_token
from tests import worlds
from tests.amendments import road
from tests.deadlines.conftest import reachable
from tests.desk.helpers import flowing
from tests.rights.acts import called, declared
from tests.services.test_disputes import stage
from tests.services.test_holds import propose, stand
from tests.ways.steps import authorised, checked, ordered, out, stopped
from tests.worlds import World, pdf
from tranches.models import EscrowAgreement
from tranches.money.selectors.penalty import owed_of
from tranches.selectors.clocks import deals
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.docket.docket import clocks_of, docket_of
from tranches.services.release.transfer import request_recall
from tranches.services.telling.reminders import due_reminders
from tranches.terms import deadlines
from tranches.terms.deadlines import Deadline

pytestmark = pytest.mark.django_db

Days = dict[str, date | None]


# --- The worlds ----------------------------------------------------------------------------------


def recalled() -> World:
    world = worlds.sent()
    request_recall(release=world.release(), reason="stop", requested_on=world.today(), **world.as_("clerk1"))
    return world


def suspended() -> World:
    world = worlds.instructed()
    stand(world, ground="suspension", reason="breach", paper=pdf("notice"))
    return world


def disputed() -> World:
    world = worlds.submitted()
    stand(world)
    stage(world, "negotiation", case_reference="")
    propose(world, 2)
    return world


def with_rights() -> World:
    world = reachable(worlds.funded())
    world.day(2026, 3, 2)
    declared(world)
    called(world)
    return world


def amended() -> World:
    world = worlds.funded()
    road.submit(world, road.prepare(world, effective_on=date(2026, 1, 15)))
    return world


def ordered_away() -> World:
    world = worlds.instructed()
    stopped(world)
    order = ordered(world)
    checked(world, order)
    authorised(world, order)
    out(world, order)
    ordered(world)
    return world


WALKS: dict[str, Callable[[], World]] = {
    walk.__name__: walk
    for walk in (
        worlds.loaded,
        worlds.funded,
        worlds.reported,
        worlds.submitted,
        worlds.instructed,
        worlds.sent,
        worlds.released,
        recalled,
        suspended,
        disputed,
        with_rights,
        amended,
        ordered_away,
    )
}
LATER = (0, 20, 60)  # days after the walk: in time, soon, late


# --- Who is asked --------------------------------------------------------------------------------


class Asked:
    """Everybody who names days, asked about one world on one day."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world = world
        self.agreement = EscrowAgreement.objects.get(pk=world.agreement.pk)
        self.clients = {name: Client() for name in ("clerk2", "officer_a", "seller")}
        for name, client in self.clients.items():
            client.force_login(world.users[name])
        self.feed = make_token(user=world.users["clerk2"], actor=world.actor("clerk2"), now=now)[1]
        self.today = now.date()

    def page(self, who: str, name: str, *args: Any) -> tuple[dict[str, Any], str]:
        answer = self.clients[who].get(reverse(name, args=args))
        assert answer.status_code == 200, name
        return answer.context, flowing(answer)  # type: ignore[return-value]

    def everybody(self) -> Iterator[tuple[str, Days]]:
        """Who was asked, and the day of each matter he named."""
        pk, reference = self.agreement.pk, self.agreement.reference
        context, text = self.page("clerk2", "admin:tranches_docket")
        yield "all dockets", shown(context["entries"], text)
        context, text = self.page("clerk2", "admin:index")
        yield "start page", shown(context["dues"], text)
        todos = [todo.due for todo in (*context["mine"], *context["others"]) if todo.due]
        yield "worklist", shown(todos, text)
        context, text = self.page("clerk2", "admin:tranches_escrowagreement_change", pk)
        yield "agreement page", shown(context["clocks"], text)
        for number in (1, 2):
            found = self.world.tranche(number)
            context, text = self.page("clerk2", "admin:tranches_tranche_change", found.pk)
            yield f"page of tranche {number}", shown(context["clocks"], text)
            context, text = self.page("officer_a", "portal:tranche", reference, number)
            yield f"portal, tranche {number}", shown(context["clocks"], text)
        context, text = self.page("officer_a", "portal:docket", reference)
        yield "portal", shown(context["entries"], text)
        for who in ("officer_a", "seller"):
            context, text = self.page(who, "portal:home")
            waits = [*context["mine"], *context["others"], *context["meetings"], *context["to_sign"]]
            yield f"inbox of {who}", shown([row.due for row in waits if row.due], text)
        reminded = [clock for clock, _ in due_reminders(self.agreement, self.today)]
        yield "reminders", {clock.key: clock.due_on for clock in reminded}
        yield "feed", self.of_feed()
        yield "penalty", self.of_penalty()

    def of_feed(self) -> Days:
        text = flowing(Client().get(reverse("calendar_feed", args=[self.feed]))).replace("\r\n ", "")
        found: Days = {}
        known = {slug(clock.key): clock.key for clock in docket_of(self.agreement, self.today)}
        for event in text.split("BEGIN:VEVENT")[1:]:
            uid = re.search(r"UID:(.*)@", event).group(1)  # type: ignore[union-attr]
            day = re.search(r"DTSTART;VALUE=DATE:(\d+)", event).group(1)  # type: ignore[union-attr]
            found[known[uid]] = date.fromisoformat(day)
        assert found.keys() == set(known.values()), "the feed has each clock with a day, and no other"
        return found

    def of_penalty(self) -> Days:
        owed = owed_of(self.world.tranche(1))
        assert owed is not None
        reference = self.agreement.reference
        found: Days = {f"{reference}/release/tranche 1": owed.release_due}
        if owed.transfer_due is not None:
            found[f"{reference}/transfer/JWI-1, tranche 1"] = owed.transfer_due
        return found


def slug(key: str) -> str:
    return key.replace(" ", "-").replace(",", "")


def shown(clocks: list[Clock], text: str) -> Days:
    """The days of these clocks, each of which the page prints with what is left."""
    for clock in clocks:
        assert clock.left_words in text, clock.key
        if clock.due_on is not None:
            day = clock.due_on
            ways = (f"{day.day} {day:%B %Y}", f"{day.day} {day:%b %Y}", f"{day:%a} {day.day} {day:%b}")
            assert any(way in text for way in ways), clock.key
    return {clock.key: clock.due_on for clock in clocks}


def on(world: World, days: int) -> datetime:
    return datetime.combine(world.today() + timedelta(days=days), time(2), tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.parametrize("days", LATER)
@pytest.mark.parametrize("walk", WALKS)
def test_everybody_names_the_same_days(walk: str, days: int) -> None:
    world = WALKS[walk]()
    now = on(world, days)
    with time_machine.travel(now, tick=False):
        asked = Asked(world, now)
        docket = {clock.key: clock.due_on for clock in clocks_of(asked.agreement, asked.today)}
        for who, named in asked.everybody():
            done = {key for key in named if who == "penalty" and key not in docket}
            assert {key: day for key, day in named.items() if key not in done}.items() <= docket.items(), who


@pytest.mark.parametrize("walk", ["instructed"])
def test_a_day_moved_at_its_source_moves_for_everybody(walk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: were one of them to reckon for itself, it would still name the old day."""
    world = WALKS[walk]()
    reckoned = deadlines.release_due_spa

    def a_day_later(*args: Any, **named: Any) -> Deadline:
        due = reckoned(*args, **named)
        return Deadline(due.name, due.clause, due.due_on + timedelta(days=1), due.provisional)

    key = f"{world.agreement.reference}/release/tranche 1"
    now = on(world, 0)
    with time_machine.travel(now, tick=False):
        before = {who: named[key] for who, named in Asked(world, now).everybody() if key in named}
        monkeypatch.setattr(deadlines, "release_due_spa", a_day_later)
        after = {who: named[key] for who, named in Asked(world, now).everybody() if key in named}
    assert before.keys() == after.keys() >= {"page of tranche 1", "portal", "feed", "penalty"}
    assert set(before.values()) == {date(2027, 1, 29)}
    assert set(after.values()) == {date(2027, 1, 30)}


# --- The example, and others like it --------------------------------------------------------------


@pytest.mark.parametrize(
    ("complete", "due", "clause", "left"),
    [
        (date(2026, 12, 21), date(2027, 1, 5), "EA 3.2", "10 business days left"),
        (date(2026, 12, 18), date(2027, 1, 4), "EA 3.2", "10 business days left"),
        (date(2027, 1, 11), date(2027, 1, 25), "EA 3.2", "10 business days left"),
        (date(2027, 1, 20), date(2027, 1, 29), "SPA 5.1", "9 days left"),
    ],
)
def test_of_two_dates_the_desk_names_the_earlier_one(
    complete: date, due: date, clause: str, left: str
) -> None:
    """Documents complete on 21 December 2026: EA 3.2 says 5 January 2027, and so does "Authorise the release"."""
    world = worlds.funded()
    world.day(complete.year, complete.month, complete.day)
    world.report(1, 600_000_000)
    world.instruct(1)
    world.tick_all(world.instruction())
    with time_machine.travel(world.now, tick=False):
        asked = Asked(world, world.now)
        context, text = asked.page("clerk2", "admin:index")
        todo = next(todo for todo in context["mine"] if todo.event == "authorise_release")
        assert (todo.due.day, todo.due.clause) == (due, clause)
        assert f"{todo.due.days_left} {todo.due.unit} left" == left
        assert left in text
        assert f"{due.day} {due:%b %Y}" in text
        _, page = asked.page("clerk2", "admin:tranches_tranche_change", world.tranche(1).pk)
        assert f"<strong>{due.day} {due:%B %Y}</strong>" in page


def test_the_demos_first_day_reads_the_same_on_start_page_and_docket() -> None:
    """The fee of the second year on 23 December, the documents by 15 January, the release by 29 January."""
    world = worlds.loaded()
    world.day(2025, 12, 23)
    world.deposit()
    wanted = [
        ("fee", date(2026, 12, 23)),
        ("documents", date(2027, 1, 15)),
        ("release", date(2027, 1, 29)),
    ]
    with time_machine.travel(world.day(2026, 11, 28), tick=False):
        asked = Asked(world, world.now)
        start, _ = asked.page("clerk2", "admin:index")
        docket, _ = asked.page("clerk2", "admin:tranches_docket")
    assert [(clock.name, clock.due_on) for clock in start["dues"]] == wanted
    assert [(clock.name, clock.due_on) for clock in docket["entries"] if clock.due_on] == wanted


def test_start_page_and_docket_say_the_same_in_the_same_unit() -> None:
    """The start page said 44 days where the docket said 61: one counted business days, the other calendar days."""
    world = worlds.funded()
    with time_machine.travel(world.day(2026, 11, 29), tick=False):
        asked = Asked(world, world.now)
        _, start = asked.page("clerk2", "admin:index")
        _, docket = asked.page("clerk2", "admin:tranches_docket")
    assert "61 days left" in start
    assert "61 days left" in docket


def test_waiting_for_you_counts_what_the_agreement_page_asks_for() -> None:
    """Who pays the fee, the fee year to enter, the consents; each is gone from the list once it is recorded."""
    world = worlds.loaded()
    world.day(2025, 12, 15)
    world.deposit()
    with time_machine.travel(world.now, tick=False):
        asked = Asked(world, world.now)
        context, _ = asked.page("clerk2", "admin:index")
        mine = {todo.event: todo.title for todo in context["mine"]}
        assert mine["settle_fee_payer"] == "Ask the parties who pays the fee, and record their answer"
        assert mine["raise_fees"] == "Enter fee year 1"
        assert mine["record_portal_consent"].startswith("Record the consent of A and B")
        assert context["mine_count"] == 3
        page, _ = asked.page("clerk2", "admin:tranches_escrowagreement_change", world.agreement.pk)
        allowed = {act.event for act in (*page["acts"], *page["fees"]["acts"]) if act.line.allowed}
        assert mine.keys() <= allowed
        world.consent()
        context, _ = asked.page("clerk2", "admin:index")
        assert {todo.event for todo in context["mine"]} == {"settle_fee_payer", "raise_fees"}


def test_a_termination_and_a_disposition_stand_in_the_docket() -> None:
    world = worlds.instructed()
    order = ordered(world)
    (clock,) = [row for row in clocks_of(world.agreement, world.today()) if row.name == "disposition"]
    assert (clock.due_on, clock.inside, clock.move) == (
        None,
        True,
        "The escrow agent: another person checks its effect.",
    )
    checked(world, order)
    authorised(world, order)
    out(world, order)
    (clock,) = [row for row in docket_of(world.agreement, world.today()) if row.about == "LD-1"]
    assert (clock.inside, clock.move, clock.unit) == (
        False,
        "Transfer agent: its answer.",
        "business days",
    )


def test_an_issuer_finds_its_suspension_in_its_inbox_and_others_do_not() -> None:
    world = suspended()
    (clock,) = [row for row in clocks_of(world.agreement, world.today()) if row.name == "hold"]
    assert clock.move.startswith("Party A: lifts it;")
    with time_machine.travel(world.now, tick=False):
        asked = Asked(world, world.now)
        _, inbox = asked.page("officer_a", "portal:home")
        _, other = asked.page("seller", "portal:home")
        _, desk = asked.page("clerk2", "admin:tranches_tranche_change", world.tranche(1).pk)
    assert "Lift the suspension of tranche 1" in inbox
    assert "Lift the suspension" not in other
    assert "Next: Party A lifts its suspension" in desk


# --- Many deals ----------------------------------------------------------------------------------


def test_the_lists_of_many_deals_ask_no_more_than_of_one() -> None:
    world = worlds.reported()
    with time_machine.travel(world.now, tick=False):
        asked = Asked(world, world.now)

        def statements(name: str) -> int:
            asked.page("clerk2", name)
            with CaptureQueriesContext(connection) as counted:
                asked.page("clerk2", name)
            return len(counted)

        names = ("admin:index", "admin:tranches_docket")
        one = {name: statements(name) for name in names}
        for number in (1, 2, 3):
            worlds.reported(reference=f"D-{number}")
        assert {name: statements(name) for name in names} == one


def test_every_generator_is_registered_and_makes_what_it_says() -> None:
    """Nothing lists the generators; a clock whose name its generator did not register would be read by no filter."""
    made = set()
    for walk in ("disputed", "with_rights"):
        with transaction.atomic():
            made |= {clock.name for clock in clocks_on_day(WALKS[walk]())}
            transaction.set_rollback(True)
    assert made <= deals.made_names()
    assert {"release", "hold", "dispute", "dividend", "direction"} <= made


def clocks_on_day(world: World) -> list[Clock]:
    return clocks_of(world.agreement, world.today())
