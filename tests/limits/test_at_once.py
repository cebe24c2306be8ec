"""Two guesses at the same moment count as two, on both databases."""

from datetime import UTC, datetime
from functools import partial

import pytest

from documents.errors import RuleViolation
from escrow_site.limits import counters, rules
from tests.concurrency.crowd import press

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 12, 21, 2, tzinfo=UTC)


def _guess() -> None:
    if counters.take(rules.STRANGER, "owner", now=NOW):
        raise RuleViolation("slowed", "slowed")


def test_of_eight_at_once_five_are_heard() -> None:
    outcome = press([_guess] * 8, times=3)
    assert outcome.errors == []
    assert (outcome.done, outcome.refused["slowed"]) == (5, 19)


def test_a_used_code_opens_for_one_of_eight_at_once() -> None:
    until = NOW.replace(minute=2)

    def use() -> None:
        if not counters.once("used code", "1", "123456", now=NOW, until=until):
            raise RuleViolation("used", "used")

    outcome = press([partial(use)] * 8)
    assert (outcome.done, outcome.refused["used"], outcome.errors) == (1, 7, [])
