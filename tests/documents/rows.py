"""Rows for tables that no simple world fills: whatever the columns accept, written past services and walls."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection, models

from documents.database import walls

_NAME = re.compile(r"wall_(.+)_no_(update|delete|replace|truncate)\Z")


# Where two columns must fit each other, what they are: a message was either sent or failed with a reason.
FITTING: dict[str, dict[str, Any]] = {
    "documents_outboxsend": {"sent_at": datetime(2026, 1, 2, tzinfo=UTC), "failed_at": None, "reason": ""},
    "documents_verificationrun": {"result": "clean", "findings": 0},
    "documents_signedrendition": {"paper_id": 1, "document_id": 2},
    "tranches_dividendentitlement": {"amount_minor": 1},
    "tranches_votingdirection": {"user_id": 1},
    "tranches_amendment": {"state": "draft", "version_id": None},  # one in force has its version
    "tranches_amendmentanswer": {"via": "portal", "user_id": 1, "paper_signature_id": None},
    "tranches_reallocation": {"to_tranche_id": 999_999},
    "tranches_corporateaction": {"cash_minor": None, "cash_currency": "", "fraction_policy": "down"},
    "tranches_corporateactiondecision": {"outcome": "authorised", "document_id": 1},
    "tranches_conversionrow": {"account": "held", "release_line_id": None, "drawn_from": ""},
    "tranches_dispositionline": {"account": "unallocated", "tranche_id": None},
}


def protected_tables(event: str) -> set[str]:
    """The tables with a wall against this kind of statement."""
    found = set()
    for wall in walls.registered():
        match = _NAME.match(wall.name)
        if match and match[2] == event and wall.statements(connection.vendor):
            found.add(wall.table)
    return found


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def fill(tables: set[str]) -> None:
    """Put one row into each table that has none. Walls and foreign keys are down while it happens, and stand again after it."""
    walls.remove(connection)
    _foreign_keys(checked=False)
    for table in sorted(tables):
        model = model_of(table)
        if not model._base_manager.exists():
            values = {field.attname: _value(field) for field in model._meta.concrete_fields}
            model(**(values | FITTING.get(table, {}))).save_base(raw=True, force_insert=True)
    _foreign_keys(checked=True)
    walls.install(connection)


def _foreign_keys(*, checked: bool) -> None:
    """PostgreSQL only; SQLite looks at them when the transaction ends, and this one is rolled back."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {'origin' if checked else 'replica'}")


def _value(field: Any) -> Any:
    if field.is_relation:
        known = field.related_model._base_manager.values_list("pk", flat=True).first()
        return known or (None if field.null else 1)
    if isinstance(field, models.BigAutoField | models.AutoField):
        return None
    if field.null:
        return None
    if field.choices:
        return next(iter(dict(field.flatchoices)))
    for kind, value in (
        (models.BooleanField, False),
        (models.UUIDField, uuid4()),
        (models.JSONField, {}),
        (models.DateTimeField, datetime(2026, 1, 2, tzinfo=UTC)),
        (models.DateField, date(2026, 1, 2)),
        (models.DecimalField, 1),
        (models.IntegerField, 1),
        (models.BinaryField, b"0"),
    ):
        if isinstance(field, kind):
            return value
    return ("0" * 64)[: field.max_length or 64]
