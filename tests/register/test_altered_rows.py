"""I12: three hundred alterations of register rows past the services, triggers off; `verify` names each row and column."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction

from documents.journal.rows import columns_of, name_of, told, told_otherwise
from parties.models import DeliveryAccount, Person, Signatory
from tests import worlds
from tests.walls.tools import past_the_services, planted
from tests.worlds import World
from tranches.verification import findings

STAGE = worlds.funded
ALTERED = 300
KEYS = ("public_id", "reference", "key", "entry_id")  # by these a row is called, or its answer is


def alterations() -> Iterator[tuple[models.Model, str, Any]]:
    """(row, column, another value) for every told column of every row, the tables taken in turns."""
    sources = [_of(kind.model) for kind in told()]
    while sources:
        for source in list(sources):
            try:
                yield next(source)
            except StopIteration:
                sources.remove(source)


def _of(model: type[models.Model]) -> Iterator[tuple[models.Model, str, Any]]:
    rows = list(model._default_manager.order_by("pk"))
    names = list(columns_of(rows[0])) if rows else []
    for field in model._meta.concrete_fields:
        for row in rows:
            if field.name in names:
                yield row, field.attname, _another(row, field)


def _another(row: models.Model, field: models.Field) -> Any:
    """A value of the column that the row does not have."""
    value = getattr(row, field.attname)
    if field.is_relation:
        others = field.related_model._default_manager.exclude(pk=value)
        return others.order_by("pk").values_list("pk", flat=True).first()
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(field, models.DateField):
        return date(2026, 1, 1)
    if isinstance(field, models.JSONField):
        return {"forged": True}
    return f"{value}x"[-(field.max_length or 400) :]


def test_every_alteration_is_named(world: World) -> None:
    assert list(told_otherwise()) == []
    done = 0
    with past_the_services(*(kind.model for kind in told())):
        for row, column, value in alterations():
            field = type(row)._meta.get_field(column)
            if value is None or (field.unique and field.is_relation):
                continue  # there is nothing else to put there, or the database itself refuses two rows for one
            name = name_of(row)
            before = transaction.savepoint()
            try:
                with transaction.atomic():
                    type(row)._default_manager.filter(pk=row.pk).update(**{column: value})
            except IntegrityError:
                continue  # a constraint of the table itself stands against it
            found = list(told_otherwise())
            transaction.savepoint_rollback(before)
            assert any(name in sentence for sentence in found), (name, column, value)
            if column not in KEYS:
                assert any(f": {field.name} is stored" in sentence for sentence in found), (name, column)
            done += 1
            if done == ALTERED:
                break
    assert done == ALTERED
    assert list(told_otherwise()) == []


def test_rows_put_in_or_taken_out_are_named(world: World) -> None:
    person = planted(Person(name="Ghost"))
    planted(Signatory(person=person, party=world.part("A").party, starts_on=world.today()))
    account = DeliveryAccount.objects.get()
    with past_the_services(DeliveryAccount):
        DeliveryAccount.objects.filter(pk=account.pk).delete()
    found = list(told_otherwise())
    assert sum("no event tells of it" in sentence for sentence in found) == 2
    assert f"{name_of(account)} is missing, but the events tell of it." in found


def test_verify_names_what_raw_sql_changed(world: World) -> None:
    with past_the_services(Signatory):
        Signatory.objects.filter(person=world.users["officer_a"].person).update(signing="joint")
    sentences = [
        sentence for invariant, sentence in findings([world.agreement]) if invariant.startswith("I12")
    ]
    assert len(sentences) == 1
    assert "signing is stored as 'joint', but the events tell 'single'." in sentences[0]
