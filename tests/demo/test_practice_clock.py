"""A supervisor moves the clock of a practice case forward: the pages are read on that day, and nothing else happens."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from documents.errors import RuleViolation
from documents.models import Event
from tests.desk.conftest import Enter, enter  # noqa: F401  (a fixture)
from tests.desk.helpers import flowing
from tests.worlds import World, funded
from tranches.models import Posting, Tranche
from tranches.selectors.access import now_for
from tranches.selectors.days import day_of
from tranches.selectors.docket.docket import clocks_of, docket_of
from tranches.services.practice_clock import AT_ONCE, farthest_day, move_practice_clock


@pytest.fixture
def played(db: None) -> World:
    return funded(is_simulation=True)


def address(world: World) -> str:
    return reverse("admin:tranches_escrowagreement_practice_clock", args=[world.agreement.pk])


def today_in(world: World) -> date:
    return day_of(now_for(world.agreement), world.agreement)


def move(world: World, to: date, who: str = "supervisor") -> Event:
    return move_practice_clock(agreement=world.agreement, to=to, actor=world.actor(who))


def refused(world: World, to: date, who: str = "supervisor") -> RuleViolation:
    before, events = today_in(world), Event.objects.count()
    with pytest.raises(RuleViolation) as caught:
        move(world, to, who)
    assert (today_in(world), Event.objects.count()) == (before, events)
    return caught.value


def test_it_is_another_day_and_nothing_else_has_changed(played: World) -> None:
    states = list(Tranche.objects.values_list("number", "state"))
    postings = Posting.objects.count()
    to = today_in(played) + timedelta(days=40)
    event = move(played, to)
    assert (event.kind, event.before, event.after) == (
        "clock.moved",
        {"day": (to - timedelta(days=40)).isoformat()},
        {"day": to.isoformat()},
    )
    assert (today_in(played), event.effective_on) == (to, to)
    assert list(Tranche.objects.values_list("number", "state")) == states
    assert Posting.objects.count() == postings
    later = clocks_of(played.agreement, to)
    assert all(
        clock.days_left is None or clock.due_on is None or clock.is_late == (clock.day < to)
        for clock in later
    )


def test_an_act_after_it_is_of_that_day(played: World) -> None:
    to = farthest_day(played.agreement, today_in(played))
    move(played, to)
    played.now = now_for(played.agreement)
    report = played.report(1, "600000000", dated_on=to)
    assert report.received_on == to


@pytest.mark.parametrize("days", [0, -1, -400])
def test_it_never_goes_back(played: World, days: int) -> None:
    refusal = refused(played, today_in(played) + timedelta(days=days))
    assert (refusal.code, refusal.field) == ("not_later", "day")


def test_a_day_far_ahead_is_a_slip_of_the_pen(played: World) -> None:
    farthest = farthest_day(played.agreement, today_in(played))
    assert farthest >= today_in(played) + timedelta(days=AT_ONCE)
    assert refused(played, farthest + timedelta(days=1)).code == "too_far"
    move(played, farthest)


@pytest.mark.parametrize("who", ["clerk1", "compliance", "officer_a", "seller"])
def test_only_a_supervisor_moves_it(played: World, who: str) -> None:
    assert refused(played, today_in(played) + timedelta(days=1), who).code == "not_permitted"


def test_a_real_agreement_goes_by_the_calendar(db: None) -> None:
    real = funded()
    assert refused(real, today_in(real) + timedelta(days=1)).code == "not_practice"


def test_the_page_goes_on_to_a_deadline_with_one_click(played: World, enter: Enter) -> None:  # noqa: F811
    coming = next(
        clock for clock in docket_of(played.agreement, today_in(played)) if clock.day > today_in(played)
    )
    client = enter("supervisor")
    case = client.get(reverse("admin:tranches_escrowagreement_change", args=[played.agreement.pk]))
    assert address(played) in flowing(case)
    assert coming.label in flowing(client.get(address(played)))
    answer = client.post(address(played), {"day": coming.day.isoformat()}, follow=True)
    assert "Nothing else has changed." in flowing(answer)
    assert today_in(played) == coming.day


@pytest.mark.parametrize("typed", ["", "soon", "2001-01-01", "31.02.2027", "9999-12-31"])
def test_the_page_says_what_is_wrong_with_a_day(played: World, enter: Enter, typed: str) -> None:  # noqa: F811
    before = today_in(played)
    answer = enter("supervisor").post(address(played), {"day": typed})
    assert answer.status_code == 422
    assert "The clock was not moved" in flowing(answer)
    assert today_in(played) == before


def test_a_clerk_reads_the_page_and_a_real_agreement_has_none(played: World, enter: Enter) -> None:  # noqa: F811
    shown = flowing(enter("clerk1").get(address(played)))
    assert "A supervisor moves the clock." in shown
    assert "Go on to it" not in shown
    assert enter("clerk1").post(address(played), {"day": "2099-01-01"}).status_code == 422
    played.agreement.is_simulation = False
    type(played.agreement).objects.filter(pk=played.agreement.pk).update(is_simulation=False)
    assert enter("supervisor").get(address(played)).status_code == 404
