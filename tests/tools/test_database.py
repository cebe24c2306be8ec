"""The tests' own database: what conftest promises about files, walls and the flush."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from documents.database import walls
from documents.models import IdempotencyKey


def _standing() -> None:
    assert walls.findings(connection) == []


@pytest.mark.django_db
def test_walls_stand_when_the_database_is_made() -> None:
    assert list(walls.registered())
    _standing()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_rows_behind_walls_are_gone_before_the_next_test(turn: str) -> None:
    """The first turn leaves rows that nothing may delete; the second finds none, and the walls up again."""
    _standing()
    assert not IdempotencyKey.objects.exists()
    IdempotencyKey.objects.create(
        key=turn, act="test", content_digest="0" * 64, recorded_at=datetime(2026, 12, 1, tzinfo=UTC)
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        IdempotencyKey.objects.all().delete()
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_sqlite_is_a_file_with_a_log_as_in_the_office() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
    assert "memory" not in str(connection.settings_dict["NAME"])


@pytest.mark.postgres_only
@pytest.mark.django_db
def test_postgresql_is_used_without_a_pool() -> None:
    assert connection.vendor == "postgresql"
    assert "pool" not in connection.settings_dict["OPTIONS"]


@pytest.mark.django_db(transaction=True)
def test_wall_that_is_missing_is_found() -> None:
    walls.remove(connection)
    try:
        assert len(walls.findings(connection)) > 3
    finally:
        walls.install(connection)
    _standing()
