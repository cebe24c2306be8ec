"""Both roles of a PostgreSQL installation, made by the command's own script, and connections that log in as them."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from documents.database.reader import HOUSE, reading_as
from tests import remembered

APP, OWNER, PASSWORD = "desk_app_tried", "desk_owner_tried", "tried"


def logged_in(role: str) -> psycopg.Connection[Any]:
    """A connection of its own to the tests' database, as this role."""
    chosen = connection.settings_dict
    return psycopg.connect(
        host=chosen["HOST"],
        port=chosen["PORT"],
        dbname=chosen["NAME"],
        user=role,
        autocommit=True,
        password=PASSWORD if role in (APP, OWNER) else chosen["PASSWORD"],
    )


def printed(**options: Any) -> str:
    out = StringIO()
    call_command("database_roles", app=APP, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def roles(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Both roles, made by the printed script; afterwards all belongs to the tests again."""
    with django_db_blocker.unblock():
        present = connection.settings_dict["USER"]
        with logged_in(present) as administrator:
            administrator.execute(printed(owner=OWNER))
            for role in (APP, OWNER):
                administrator.execute(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
        yield
        with logged_in(present) as administrator:
            administrator.execute(f"REASSIGN OWNED BY {OWNER} TO {present}")
            for role in (APP, OWNER):
                administrator.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.fixture
def as_app(roles: None, db: None) -> Iterator[None]:
    """Django's own connection logs in as the app, as a command does; what it writes is rolled back."""
    before = connections["default"]
    settings = {**before.settings_dict, "USER": APP, "PASSWORD": PASSWORD}
    connections["default"] = before.__class__(settings, "default")
    try:
        with reading_as(HOUSE), remembered.set_aside(), transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"].close()
        connections["default"] = before
