"""Append-only is a property of the table: by queryset and by raw SQL, on every protected table, with its negative control."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from documents.database import walls
from documents.models import Document, Event, IdempotencyKey
from tests import worlds
from tests.documents.rows import fill, model_of, protected_tables
from tranches.models import Posting

pytestmark = pytest.mark.django_db


def by_queryset_update(table: str) -> None:
    model = model_of(table)
    columns = [entry for entry in model._meta.concrete_fields if not entry.primary_key]
    # A column that is no foreign key where there is one; a row that only ties two others has none.
    field = min(columns, key=lambda entry: entry.is_relation)
    row = model._base_manager.order_by().values("pk", field.attname)[0]
    model._base_manager.filter(pk=row["pk"]).update(**{field.attname: row[field.attname]})


def by_queryset_delete(table: str) -> None:
    rows = model_of(table)._base_manager.all()
    rows._raw_delete(rows.db)


def by_sql(statement: str) -> Callable[[str], None]:
    def attack(table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=f'"{table}"'))

    return attack


@pytest.fixture
def filled(db: None) -> Iterator[None]:
    """A released world, and a row in every protected table. All of it is rolled back before keys are looked at."""
    worlds.released()
    with transaction.atomic():
        fill(protected_tables("update") | protected_tables("delete"))
        yield
        transaction.set_rollback(True)


def survivors(attack: Callable[[str], None], tables: set[str], *, by: str = "is append-only") -> list[str]:
    """The tables on which the statement was not refused, or by another than the wall it should meet."""
    found = []
    for table in sorted(tables):
        refused = ""
        try:
            with transaction.atomic():
                attack(table)
        except DatabaseError as refusal:
            refused = str(refusal)
        if not refused or by not in refused:
            found.append(f"{table} {refused}".strip())
    return found


def key_of(table: str) -> str:
    return str(model_of(table)._meta.pk.column)


def raw_update(table: str) -> None:
    by_sql(f'UPDATE {{table}} SET "{key_of(table)}" = "{key_of(table)}"')(table)


def test_evidence_and_every_history_is_protected() -> None:
    tables = protected_tables("update") & protected_tables("delete")
    assert {model._meta.db_table for model in (Document, Event, IdempotencyKey, Posting)} <= tables
    histories = {
        model._meta.db_table for model in apps.get_models() if model.__name__.startswith("Historical")
    }
    assert len(histories) == 15
    assert histories <= tables


@pytest.mark.parametrize("attack", [by_queryset_update, raw_update], ids=["queryset", "sql"])
def test_no_row_is_changed(attack: Callable[[str], None], filled: None) -> None:
    assert survivors(attack, protected_tables("update")) == []


@pytest.mark.parametrize(
    "attack", [by_queryset_delete, by_sql("DELETE FROM {table}")], ids=["queryset", "sql"]
)
def test_no_row_is_removed(attack: Callable[[str], None], filled: None) -> None:
    assert survivors(attack, protected_tables("delete")) == []


@pytest.mark.sqlite_only
def test_no_row_is_replaced(filled: None) -> None:
    attack = by_sql("INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    assert protected_tables("update") <= protected_tables("replace")
    assert survivors(attack, protected_tables("update")) == []
    # What has a state is changed by its services, but never replaced: another wall may answer first.
    assert survivors(attack, protected_tables("replace"), by="") == []


@pytest.mark.postgres_only
def test_no_table_is_emptied(filled: None) -> None:
    assert protected_tables("update") <= protected_tables("truncate")
    assert survivors(by_sql("TRUNCATE {table} CASCADE"), protected_tables("truncate")) == []


@pytest.mark.parametrize("attack", [by_queryset_update, raw_update, by_queryset_delete])
def test_without_the_walls_each_of_these_statements_would_pass(
    attack: Callable[[str], None], filled: None
) -> None:
    walls.remove(connection)
    tables = protected_tables("update")
    assert survivors(attack, tables) == sorted(tables)
