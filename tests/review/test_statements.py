"""Compliance has a statement of any day made in the review, and finds the ones that were made (EA 1.2)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from documents.models import Document
from tests import worlds
from tests.desk.helpers import INLINE, page, standing
from tests.review.conftest import Enter
from tests.worlds import World
from tranches.statements.models import DatedStatement

STAGE = worlds.funded
PAGE = "review:statements"


def asked(enter: Enter, world: World, **typed: str) -> tuple[int, str]:
    client = enter("compliance")
    answer = client.post(reverse(PAGE), {"key": "k1", "agreement": world.agreement.reference} | typed)
    return answer.status_code, page(answer)


def test_a_statement_is_made_listed_and_handed_out_again(world: World, enter: Enter) -> None:
    typed = {"day": "2025-12-10", "known_on": "2025-12-20"}
    assert asked(enter, world, **typed)[0] == 302
    assert asked(enter, world, **typed, key="k2")[0] == 302
    made = DatedStatement.objects.get()
    assert (made.as_at, made.known_on) == (date(2025, 12, 10), date(2025, 12, 20))
    assert Document.objects.filter(kind="statement").count() == 1
    shown = page(enter("compliance").get(reverse(PAGE)))
    assert made.document.reference in shown
    assert "10 December 2025" in shown
    assert not INLINE.search(shown)


def test_a_day_to_come_is_refused_with_the_sentence_at_its_field(world: World, enter: Enter) -> None:
    before = standing()
    status, text = asked(enter, world, day="2999-01-01")
    assert status == 422
    assert "1 January 2999 is in the future. Choose today or an earlier day." in text
    assert standing() == before


def test_no_day_and_no_day_at_all_are_refused(world: World, enter: Enter) -> None:
    before = standing()
    assert "Enter: the day the statement is about." in asked(enter, world, day="")[1]
    assert "Enter the day as YYYY-MM-DD" in asked(enter, world, day="soon")[1]
    assert asked(enter, world, day="2025-12-10", agreement="KX-OTHER")[0] == 422
    assert standing() == before


def test_a_supervisor_may_and_a_clerk_has_his_own_door(world: World, enter: Enter) -> None:
    assert enter("supervisor").get(reverse(PAGE)).status_code == 200
    assert enter("clerk1").get(reverse(PAGE)).status_code == 403
    assert enter("seller").get(reverse(PAGE)).status_code == 403
