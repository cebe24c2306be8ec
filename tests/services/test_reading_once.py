"""A page reads each thing once; whoever acts reads everything anew."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import worlds
from tranches.models import Account
from tranches.selectors.ledger.balances import balances
from tranches.selectors.read_once import reading_once
from tranches.statements.services import make_statement

pytestmark = pytest.mark.django_db


def test_a_page_asks_for_the_balances_once_and_the_next_page_anew() -> None:
    world = worlds.loaded()
    with reading_once(), CaptureQueriesContext(connection) as first:
        assert balances(world.agreement).total(Account.HELD) == 0
        asked = len(first)
        assert balances(world.agreement).total(Account.HELD) == 0
    assert asked == len(first) > 0
    world.deposit()
    with reading_once():
        assert balances(world.agreement).total(Account.HELD) == 15_000_000


def test_outside_of_a_page_every_question_is_asked() -> None:
    world = worlds.loaded()
    assert balances(world.agreement).total(Account.HELD) == 0
    world.deposit()
    assert balances(world.agreement).total(Account.HELD) == 15_000_000


def test_no_act_runs_on_what_a_page_read() -> None:
    world = worlds.funded()
    with reading_once(), pytest.raises(RuntimeError, match="reads everything anew"):
        make_statement(agreement=world.agreement, **world.as_("clerk1"))
    make_statement(agreement=world.agreement, **world.as_("clerk1"))
