"""One row of each of two deals in every table that has a policy, written past services and walls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, models

from documents.database import row_level, walls
from documents.database.reader import NOBODY, Reader
from tests.portal.world import Deal
from tranches.selectors.access import reader_for

Model = type[models.Model]


@dataclass
class Rows:
    """The row of one deal in each table: what it hangs on is the deal's, and so are the rows it names."""

    deal: Deal
    place: int
    keys: dict[Model, Any] = field(default_factory=dict)
    begun: set[Model] = field(default_factory=set)
    reader: Reader = NOBODY  # the issuer's officer, as his roles stood before the rows were written

    def begin(self) -> None:
        agreement, officer = self.deal.agreement, self.deal.people["a"]
        part = agreement.agreement_parties.get(part="issuer")
        self.reader = reader_for(self.deal.actor("a"))
        for row in (
            agreement,
            agreement.binder,
            part,
            part.party,
            officer,
            officer.person,
            self.deal.tranche(),
        ):
            self.keys[type(row)] = row.pk

    def key(self, model: Model) -> Any:
        """The key of the deal's row, made with all that it needs if it is not there."""
        if model not in self.keys:
            self.begun.add(model)
            shown = getattr(model, "instance_type", None)
            values = {entry.attname: self._value(entry) for entry in model._meta.concrete_fields}
            if shown is not None:
                values[shown._meta.pk.attname] = self.key(shown)
            row = model(**values)
            row.save_base(raw=True, force_insert=True)
            self.keys[model] = row.pk
        return self.keys[model]

    def _value(self, entry: Any) -> Any:
        if entry.is_relation:
            above = entry.related_model
            if above in self.keys or not (entry.null or above in self.begun):
                return self.key(above)
            return None if entry.null else 1
        if isinstance(entry, models.BigAutoField | models.AutoField) or entry.null:
            return None
        if entry.choices:
            return next(iter(dict(entry.flatchoices)))
        day = date(2026, 1, 2) + timedelta(days=self.place)
        for kind, value in (
            (models.BooleanField, False),
            (models.UUIDField, uuid4()),
            (models.JSONField, {}),
            (models.DateTimeField, datetime(day.year, day.month, day.day, tzinfo=UTC)),
            (models.DateField, day),
            (models.DecimalField, 1),
            (models.IntegerField, 90),
            (models.BinaryField, b"0"),
        ):
            if isinstance(entry, kind):
                return value
        return (
            f"user:{self.keys[type(self.deal.people['a'])]}"
            if entry.name == "actor_id_text"
            else str(self.place) * 64
        )[: entry.max_length or 64]


def rows_of(*deals: Deal) -> list[Rows]:
    """Walls and foreign keys are down while the rows are written, and stand again after it; what columns and numbers must fit each
    other is gone until the test is rolled back: these rows say nothing but whose they are. PostgreSQL only."""
    found = [Rows(deal, place) for place, deal in enumerate(deals, start=1)]
    walls.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%I DROP CONSTRAINT IF EXISTS %%I CASCADE', t.relname, c.conname) FROM pg_constraint c"
            " JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype IN ('c', 'u') AND t.relname = ANY(%s)",
            [[model._meta.db_table for model in row_level.placed()]],
        )
        cursor.execute(";".join(statement for (statement,) in cursor.fetchall()))
        cursor.execute("SET LOCAL session_replication_role = replica")
        for rows in found:
            rows.begin()
            for model in row_level.placed():
                rows.key(model)
        cursor.execute("SET LOCAL session_replication_role = origin")
    walls.install(connection)
    return found
