"""A letter that the transfer agent answers in parts: the parties read how much is confirmed and how much is open."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from documents import vault
from documents.models import Document
from tests import worlds
from tests.desk.helpers import flowing
from tests.stages import as_it_was
from tests.stages import staged as staged
from tests.worlds import World
from tranches.statements.services import make_statement

STAGE = worlds.sent
PAGE, TRANCHE = "/portal/agreements/KX-2025/", "/portal/agreements/KX-2025/tranches/1/"


@pytest.fixture
def world(staged: World, db: None) -> World:
    return as_it_was(staged)


def read(world: World, name: str, page: str) -> str:
    with time_machine.travel(world.now, tick=False):
        client = Client()
        client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return flowing(client.get(page))


def confirm(world: World, shares: int) -> None:
    world.confirm({world.release().lines.get().pk: shares})


def statement(world: World) -> str:
    make_statement(agreement=world.agreement, **world.as_("clerk1"))
    return vault.read(Document.objects.filter(kind="statement").latest("id").sha256).decode()


@pytest.mark.parametrize("name", ["seller", "officer_a"])
@pytest.mark.parametrize("page", [PAGE, TRANCHE])
def test_parties_read_how_much_of_a_letter_is_confirmed(world: World, name: str, page: str) -> None:
    assert "confirmed" not in read(world, name, page).partition("Who has signed")[2]
    confirm(world, 1_000_000)
    assert "R-1: confirmed 1,000,000 of 2,706,766, 1,706,766 open" in read(world, name, page)
    confirm(world, 706_766)
    assert "R-1: confirmed 1,706,766 of 2,706,766, 1,000,000 open" in read(world, name, page)


def test_statement_says_it_too_and_nothing_of_it_before_an_answer(world: World) -> None:
    before = statement(world)
    assert "Answer of the transfer agent to R-1" in before
    assert "open)" not in before
    world.later(days=1)
    confirm(world, 1_000_000)
    after = statement(world)
    assert "Answer of the transfer agent to R-1 (confirmed 1,000,000 of 2,706,766, 1,706,766 open)" in after
    assert "（已确认 1,000,000 股，尚余 1,706,766 股）" in after


def test_a_statement_of_the_day_before_knows_of_no_answer(world: World) -> None:
    day = world.today()
    world.later(days=2)
    confirm(world, 1_000_000)
    make_statement(agreement=world.agreement, day=day, known_on=day, **world.as_("clerk1"))
    text = vault.read(Document.objects.filter(kind__contains="statement").latest("id").sha256).decode()
    assert "Answer of the transfer agent to R-1" in text
    assert "1,706,766 open" not in text
