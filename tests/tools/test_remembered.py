"""A remembered walk is the walk: the same rows, files and keys, the walls heard, and walked anew where the answer could differ."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from documents.models import Document, Event
from tests import remembered, worlds
from tests.worlds import World
from tranches.models import Posting, Tranche

ASKED_WHEN_REMEMBERED = 5  # whether the database is empty, and for its counters


@pytest.fixture(autouse=True)
def _nothing_remembered(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_walks", {})


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table with a key."""
    found = {}
    with connection.cursor() as cursor:
        for table, key in remembered._keys().items():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
            found[table] = cursor.fetchall()
    return found


def files() -> dict[str, bytes]:
    root = Path(settings.VAULT_ROOT)
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def away(walk: Any, **options: Any) -> tuple[World, dict[str, list[tuple[Any, ...]]], dict[str, bytes]]:
    """Walk, look at all of it, and take it back."""
    with transaction.atomic():
        found = walk(**options), rows(), files()
        transaction.set_rollback(True)
    return found


def questions(walk: Any, **options: Any) -> int:
    """How many SELECTs a walk asks, which is taken back."""
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        walk(**options)
        transaction.set_rollback(True)
    return sum(each["sql"].startswith("SELECT") for each in asked)


def test_a_walk_taken_again_leaves_the_same_rows_keys_and_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked, first_rows, first_files = away(worlds.released)
    monkeypatch.setattr(settings, "VAULT_ROOT", tmp_path / "another")
    again, second_rows, second_files = away(worlds.released)
    assert second_rows == first_rows
    assert second_files == first_files
    assert len(first_rows[Posting._meta.db_table]) > 3
    assert (again.agreement, again.now, again.users) == (walked.agreement, walked.now, walked.users)
    assert again is not walked


def test_a_world_written_again_is_sound_and_can_be_walked_on() -> None:
    away(worlds.sent)
    world = worlds.sent()
    world.confirm()
    assert Tranche.objects.get(agreement=world.agreement, number=1).state == "deducted"
    call_command("verify", verbosity=0)


def test_a_longer_walk_begins_with_what_is_remembered_of_the_shorter() -> None:
    away(worlds.funded)
    whole = away(worlds.reported)
    assert away(worlds.reported)[1:] == whole[1:]
    assert questions(worlds.reported) < ASKED_WHEN_REMEMBERED


def test_what_is_written_again_is_held_by_the_walls() -> None:
    away(worlds.funded)
    worlds.funded()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(reason="")


def other_setting(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    patch.setattr(settings, "RETENTION_YEARS", {**settings.RETENTION_YEARS, "deal": 30})
    return {}


def other_function(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    patch.setattr(worlds, "people", lambda world, people=worlds.people: people(world))
    return {}


def other_argument(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"is_simulation": True}


def other_world_before(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    worlds.loaded()
    return {"reference": "SECOND"}


@pytest.mark.parametrize("change", [other_setting, other_function, other_argument, other_world_before])
def test_a_walk_is_taken_anew_where_the_answer_could_differ(
    change: Callable[[pytest.MonkeyPatch], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    away(worlds.loaded, reference="SECOND")
    away(worlds.loaded)
    assert questions(worlds.loaded) < ASKED_WHEN_REMEMBERED
    assert questions(worlds.loaded, **change(monkeypatch)) > 10 * ASKED_WHEN_REMEMBERED


def test_a_patch_that_came_later_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the tests that damage a service: they must not be given the rows of the sound one."""
    away(worlds.loaded)

    def broken(world: World) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(worlds, "people", broken)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        worlds.loaded()
    assert not Document.objects.exists()
