"""Append-only is a property of the table: no UPDATE, no DELETE, no TRUNCATE, no REPLACE, on both databases."""

from collections.abc import Callable

from django.db import models

from documents.database.walls import Wall, postgres_raise, postgres_trigger, register, sqlite_trigger

EVENTS = ("update", "delete", "replace", "truncate")


def protect(model: type[models.Model], events: tuple[str, ...] = EVENTS) -> None:
    """Register the walls that make this model's table append-only, or those of the named events only."""
    table = model._meta.db_table
    why = f"rows of {table} are never changed or removed; a mistake is answered by a reversal."
    for event in events:
        register(Wall(f"wall_{table}_no_{event}", table, why, _maker(model, event)))


def _maker(model: type[models.Model], event: str) -> Callable[[str], list[str]]:
    def make(vendor: str) -> list[str]:
        table = model._meta.db_table
        name = f"wall_{table}_no_{event}"
        message = f"{table} is append-only"
        if vendor == "postgresql":
            if event == "replace":
                return []  # PostgreSQL knows no REPLACE; ON CONFLICT DO UPDATE is an UPDATE, which has its own wall
            return postgres_trigger(
                name, table, f"BEFORE {event.upper()}", f"BEGIN {postgres_raise(message)} END"
            )
        if event == "truncate":
            return []  # SQLite knows no TRUNCATE; a DELETE without WHERE fires the DELETE wall
        condition = ""
        if event == "replace":
            # INSERT OR REPLACE removes the old row without firing DELETE triggers: refuse the insert before it can.
            condition = "WHEN " + " OR ".join(
                f'EXISTS (SELECT 1 FROM "{table}" WHERE '
                + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
                + ")"
                for columns in _unique_columns(model)
            )
        when = "BEFORE INSERT" if event == "replace" else f"BEFORE {event.upper()}"
        return sqlite_trigger(name, table, when, f"{condition} BEGIN SELECT RAISE(ABORT, '{message}'); END")

    return make


def _unique_columns(model: type[models.Model]) -> list[list[str]]:
    """Column groups whose clash would make REPLACE remove a row: the key, unique fields, unconditional constraints."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    groups = [[columns[field.name]] for field in model._meta.concrete_fields if field.unique]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            groups.append([columns[name] for name in constraint.fields])
    return groups
