"""The database's own rule about the time of evidence (I15): no event before the one before it, none ahead of the database's clock.

Whoever goes round the services may be wrong about the hour; the database has a clock of its own. A simulation's clock runs ahead.
"""

from django.conf import settings

from documents.database.walls import (
    Wall,
    must_hold,
    postgres_raise,
    postgres_trigger,
    register,
    sqlite_trigger,
)
from documents.journal.clock import CLOCK_CONFIRMED
from documents.models import Event

TABLE = Event._meta.db_table
AHEAD_WALL = f"wall_{TABLE}_not_ahead"
_REAL = "NOT EXISTS (SELECT 1 FROM documents_binder b WHERE b.id = NEW.binder_id AND b.is_simulation)"


def _not_ahead(vendor: str) -> list[str]:
    message, minutes = "an event is recorded ahead of the clock", settings.CLOCK_AHEAD_MINUTES
    if vendor == "postgresql":
        late = f"NEW.recorded_at > clock_timestamp() + interval '{minutes} minutes' AND {_REAL}"
        body = f"BEGIN IF {late} THEN {postgres_raise(message)} END IF; RETURN NEW; END"
        return postgres_trigger(AHEAD_WALL, TABLE, "BEFORE INSERT", body)
    late = f"NEW.recorded_at > strftime('%Y-%m-%d %H:%M:%f', 'now', '+{minutes} minutes') AND {_REAL}"
    return sqlite_trigger(
        AHEAD_WALL, TABLE, "BEFORE INSERT", f"WHEN {late} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


must_hold(
    f"wall_{TABLE}_never_falls",
    TABLE,
    "BEFORE INSERT",
    "NOT EXISTS (SELECT 1 FROM documents_event e WHERE e.binder_id = NEW.binder_id AND e.number = NEW.number - 1"
    " AND e.recorded_at > NEW.recorded_at)",
    "no event is recorded before the one before it, unless it confirms that a clock was set right.",
    applies=f"NEW.kind <> '{CLOCK_CONFIRMED}'",
)
register(Wall(AHEAD_WALL, TABLE, "no event of a real binder is recorded ahead of the clock.", _not_ahead))
