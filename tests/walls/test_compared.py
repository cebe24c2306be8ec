"""A wall is compared whole: one that is gone, looks away, sleeps, has another name or stands elsewhere is found, and by `verify`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, transaction

from documents.database import walls
from tranches.verification import OVER_ALL

pytestmark = pytest.mark.django_db

TABLE, OTHER = "tranches_posting", "tranches_report"
WALL = f"wall_{TABLE}_no_update"
DROPPED = f'DROP TRIGGER {WALL} ON "{TABLE}"'

# What a database administrator could do to one wall, and the words that tell of it.
ON_SQLITE = {
    "gone": ([f"DROP TRIGGER {WALL}"], "is missing"),
    "looks away": (
        [f"DROP TRIGGER {WALL}", f'CREATE TRIGGER {WALL} BEFORE UPDATE ON "{TABLE}" BEGIN SELECT 1; END'],
        "was altered",
    ),
    "never asked": (
        [
            f"DROP TRIGGER {WALL}",
            f'CREATE TRIGGER {WALL} BEFORE UPDATE ON "{TABLE}" WHEN 0'
            f" BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END",
        ],
        "was altered",
    ),
    "too late": (
        [
            f"DROP TRIGGER {WALL}",
            f'CREATE TRIGGER {WALL} AFTER UPDATE OF number ON "{TABLE}"'
            f"  BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END",
        ],
        "was altered",
    ),
    "another name": (
        [
            f"DROP TRIGGER {WALL}",
            f"CREATE TRIGGER wall_of_mine BEFORE UPDATE ON \"{TABLE}\" BEGIN SELECT RAISE(ABORT, 'x'); END",
        ],
        "is missing",
    ),
    "elsewhere": (
        [
            f"DROP TRIGGER {WALL}",
            f'CREATE TRIGGER {WALL} BEFORE UPDATE ON "{OTHER}"'
            f"  BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END",
        ],
        f"stands on {OTHER}",
    ),
    "a view in the table's place": (
        [f'ALTER TABLE "{TABLE}" RENAME TO behind', f'CREATE VIEW "{TABLE}" AS SELECT * FROM behind'],
        "stands on behind",
    ),
    "a trigger beside it": (
        [f'CREATE TRIGGER of_mine AFTER INSERT ON "{TABLE}" BEGIN DELETE FROM documents_outboxclaim; END'],
        "The trigger of_mine on tranches_posting is none of ours",
    ),
}
ON_POSTGRESQL = {
    "gone": ([DROPPED], "is missing"),
    "looks away": (
        [
            f"CREATE OR REPLACE FUNCTION {WALL}_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        ],
        "was altered",
    ),
    "looks elsewhere": ([f"ALTER FUNCTION {WALL}_f() SET search_path = elsewhere"], "was altered"),
    "with another's rights": ([f"ALTER FUNCTION {WALL}_f() SECURITY DEFINER"], "was altered"),
    "sleeps": ([f'ALTER TABLE "{TABLE}" DISABLE TRIGGER {WALL}'], "is disabled"),
    "sleeps for replicas": ([f'ALTER TABLE "{TABLE}" ENABLE TRIGGER {WALL}'], "is disabled"),
    "never asked": (
        [
            DROPPED,
            f'CREATE TRIGGER {WALL} BEFORE UPDATE ON "{TABLE}" FOR EACH ROW WHEN (false) EXECUTE FUNCTION {WALL}_f()',
            f'ALTER TABLE "{TABLE}" ENABLE ALWAYS TRIGGER {WALL}',
        ],
        "was altered",
    ),
    "another's function": (
        [
            DROPPED,
            "CREATE FUNCTION of_mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            f'CREATE TRIGGER {WALL} BEFORE UPDATE ON "{TABLE}" FOR EACH ROW EXECUTE FUNCTION of_mine()',
            f'ALTER TABLE "{TABLE}" ENABLE ALWAYS TRIGGER {WALL}',
        ],
        "was altered",
    ),
    "another name": ([f'ALTER TRIGGER {WALL} ON "{TABLE}" RENAME TO wall_of_mine'], "is missing"),
    "elsewhere": (
        [
            DROPPED,
            f'CREATE TRIGGER {WALL} BEFORE UPDATE ON "{OTHER}" FOR EACH ROW EXECUTE FUNCTION {WALL}_f()',
            f'ALTER TABLE "{OTHER}" ENABLE ALWAYS TRIGGER {WALL}',
        ],
        f"stands on {OTHER}",
    ),
    "a view in the table's place": (
        [f'ALTER TABLE "{TABLE}" RENAME TO behind', f'CREATE VIEW "{TABLE}" AS SELECT * FROM behind'],
        "stands on behind",
    ),
    "a rule beside it": (
        [f'CREATE RULE of_mine AS ON INSERT TO "{TABLE}" DO INSTEAD NOTHING'],
        "The trigger of_mine on tranches_posting is none of ours",
    ),
}
DAMAGES = ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE


@pytest.fixture
def undone(db: None) -> Iterator[None]:
    """What happens to the walls is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_untouched_walls_are_as_written(db: None) -> None:
    assert walls.findings(connection) == []


@pytest.mark.parametrize("name", DAMAGES)
def test_a_wall_that_was_tampered_with_is_found(name: str, undone: None) -> None:
    statements, words = DAMAGES[name]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    assert any(words in sentence for sentence in walls.findings(connection)), walls.findings(connection)
    assert any(words in sentence for sentence in dict(OVER_ALL)["I8 the walls stand"]())
    with pytest.raises(SystemCheckError, match=words):
        call_command("check", databases=["default"])


def test_a_wall_of_an_earlier_version_goes_when_the_walls_are_raised(undone: None) -> None:
    statements, _ = DAMAGES["another name"]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    assert any("wall_of_mine" in sentence for sentence in walls.findings(connection))
    walls.install(connection)
    assert walls.findings(connection) == []


def test_a_comparison_by_name_alone_would_let_each_alteration_pass(
    undone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a trigger of the right name on the right table is all such a comparison asks for."""
    monkeypatch.setattr(
        walls, "_as_written", lambda _vendor, wall, *_: walls.standing(connection)[wall.table, wall.name]
    )
    altered = [statements for statements, words in DAMAGES.values() if words == "was altered"]
    assert altered
    with connection.cursor() as cursor:
        for statement in altered[0]:
            cursor.execute(statement)
    assert walls.findings(connection) == []
