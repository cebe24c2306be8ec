"""Half a release does not exist: killed at any step, it happened or it did not, and the desk goes on.

The mass of it is `python -m tests.tools.killed_releases`; here are a few steps, each time others where `CRASH_SEED` says so.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from documents.database import walls
from escrow_site.backup.standing import standing_on
from tests import worlds
from tests.backup.test_backup import copied
from tests.crash.killing import Trials
from tests.unpaged import unpaged

CHOSEN = random.Random(int(os.environ.get("CRASH_SEED", "7")))


@pytest.fixture(scope="module")
def trials(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Trials]:
    """An office beside the suite's, one authorisation before its first release."""

    folder = tmp_path_factory.mktemp("crash")
    with (
        django_db_blocker.unblock(),
        copied(folder) as database,
        standing_on(database, folder / "vault"),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("documents.papers.render.to_pdf", unpaged)
        walls.install(connection)
        yield before_the_release(folder)


@pytest.fixture
def db(trials: Trials) -> None:
    """In place of pytest-django's: no transaction is around a test, and what is written stays in its copy of the office."""


def before_the_release(folder: Path) -> Trials:
    world = worlds.instructed()
    world.tick_all(world.instruction())
    world.authorise(world.instruction(), "clerk1")
    return Trials(world, folder)


def test_a_release_killed_at_any_of_its_steps_or_moments_is_whole_or_not_there(
    db: None, trials: Trials
) -> None:
    steps, committed, seconds = trials.steps()
    assert steps > 300
    assert len(committed) >= 3
    found = [trials.killed_at(step) for step in sorted(CHOSEN.sample(range(1, steps + 1), 4))]
    found += [trials.killed_after(CHOSEN.uniform(0, seconds)) for _ in range(2)]
    assert [left.findings for left in found] == [[]] * 6
    assert all(left.killed for left in found[:4])
    assert {left.state for left in found} <= {"none", "authorised", "sent", "confirmed"}
    # The negative control: the vault's protocol turned round, and the process killed as soon as the rows are there.
    unguarded = trials.killed_without_the_guard()
    assert any(finding.startswith("I7") for finding in unguarded.findings)
