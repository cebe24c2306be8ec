"""Owner and app on PostgreSQL: the app is refused whatever the walls would have to refuse, and does its whole work all the same."""

from __future__ import annotations

from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from documents.database import walls
from documents.services.saved_filters import forget_filter, save_filter
from escrow_site.database_roles import differences, rights_of
from tests import worlds
from tests.documents.rows import protected_tables
from tests.walls.app_role import APP, OWNER, logged_in, printed
from tranches.models import Posting
from tranches.walls.states import FIXED

REFUSED = psycopg.errors.InsufficientPrivilege


def attacks(table: str) -> list[str]:
    """What would go round the walls of this table."""
    names = [
        wall.name for wall in walls.registered() if wall.table == table and wall.statements("postgresql")
    ]
    found = [
        f'DELETE FROM "{table}"',
        f'TRUNCATE "{table}" CASCADE',
        f'ALTER TABLE "{table}" DISABLE TRIGGER USER',
        f'ALTER TABLE "{table}" RENAME TO behind',
        f'DROP TABLE "{table}" CASCADE',
        f'CREATE RULE of_mine AS ON INSERT TO "{table}" DO INSTEAD NOTHING',
    ]
    for name in names:
        found += [
            f'ALTER TABLE "{table}" DISABLE TRIGGER {name}',
            f'DROP TRIGGER {name} ON "{table}"',
            f"CREATE OR REPLACE FUNCTION {name}_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        ]
    return found


def passed(role: psycopg.Connection[Any], statements: list[str]) -> list[str]:
    """The statements that were not refused for want of a right."""
    found = []
    for statement in statements:
        try:
            role.execute(statement)
        except REFUSED:
            continue
        found.append(statement)
    return found


@pytest.mark.postgres_only
def test_the_app_is_refused_on_every_protected_table(roles: None, db: None) -> None:
    appended, kept = protected_tables("update"), protected_tables("delete")
    assert len(appended) > 100
    assert appended <= kept
    with logged_in(APP) as app:
        for table in sorted(kept):
            assert passed(app, attacks(table)) == [], table
        for table in sorted(appended):
            assert passed(app, [f'UPDATE "{table}" SET id = id']) == [], table
        for model, columns in FIXED.items():
            table = model._meta.db_table
            assert passed(app, [f'UPDATE "{table}" SET "{column}" = "{column}"' for column in columns]) == []
        assert (
            passed(
                app,
                [
                    "SET session_replication_role = replica",
                    "CREATE TEMPORARY TABLE tranches_approval (id bigint)",
                    "CREATE TABLE of_mine (id bigint)",
                    f"ALTER ROLE {APP} SUPERUSER",
                    f"SET ROLE {OWNER}",
                    "CREATE ROLE of_mine",
                    "UPDATE django_migrations SET name = ''",
                    "UPDATE parties_signatory SET starts_on = '2020-01-01'",
                    "SELECT setval(pg_get_serial_sequence('documents_event', 'id'), 1)",
                ],
            )
            == []
        )


@pytest.mark.postgres_only
def test_the_owner_is_not_bound_by_the_walls(roles: None, db: None) -> None:
    """The negative control: what the app is refused, whoever owns the tables can do."""
    table = Posting._meta.db_table
    attack = [
        f'ALTER TABLE "{table}" DISABLE TRIGGER USER',
        f'DELETE FROM "{table}"',
        f'DROP TABLE "{table}" CASCADE',
    ]
    with logged_in(OWNER) as owner:
        owner.autocommit = False
        assert passed(owner, attack) == attack
        owner.rollback()


@pytest.mark.postgres_only
def test_the_app_walks_the_whole_main_road(as_app: None) -> None:
    world = worlds.released()
    assert world.tranche(1).state == "deducted"
    client = Client()
    assert client.login(username="compliance", password="compliance")
    assert client.get("/").status_code in (200, 302)
    kept = save_filter(
        user_id=world.users["compliance"].pk, page="timeline", name="mine", query="who=x", now=world.now
    )
    assert forget_filter(user_id=kept.user_id, pk=kept.pk) is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == (APP, APP)


def warned() -> list[str]:
    found = checks.run_checks(tags=["database"], include_deployment_checks=True, databases=["default"])
    return [str(message.msg) for message in found if message.id == "desk.W004"]


@pytest.mark.postgres_only
def test_the_check_knows_an_app_that_has_just_its_rights(as_app: None) -> None:
    assert warned() == []


@pytest.mark.postgres_only
@pytest.mark.parametrize(
    ("grant", "words"),
    [
        ("GRANT DELETE ON tranches_posting TO {app}", "may do more with tranches_posting"),
        ("GRANT UPDATE (digest) ON tranches_instruction TO {app}", "may do more with tranches_instruction"),
        ("GRANT TRIGGER ON documents_event TO {app}", "may do more with documents_event"),
        ("REVOKE INSERT ON tranches_approval FROM {app}", "lacks a right on tranches_approval"),
        ("REVOKE UPDATE (state) ON tranches_tranche FROM {app}", "lacks a right on tranches_tranche"),
        ("GRANT CREATE ON SCHEMA public TO {app}", "may make tables"),
        ("GRANT {owner} TO {app}", "no wall of the database binds it"),
        ("ALTER TABLE documents_event OWNER TO {app}", "owns 1 tables: no wall"),
    ],
)
def test_the_check_knows_one_that_has_more_or_less(roles: None, db: None, grant: str, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(grant.format(app=APP, owner=OWNER))
        cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {APP}")
        found = warned()
        cursor.execute("RESET SESSION AUTHORIZATION")
    assert any(words in sentence for sentence in found), found


@pytest.mark.postgres_only
def test_the_check_warns_of_an_administrator(db: None) -> None:
    assert "no wall of the database binds it" in differences(connection)[0]


@pytest.mark.postgres_only
def test_it_may_be_run_again_by_whoever_has_the_right(roles: None, db: None) -> None:
    assert "statements run" in printed(owner=OWNER, apply=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {APP}")
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("database_roles", app="another", apply=True)
        cursor.execute("RESET SESSION AUTHORIZATION")


@pytest.mark.postgres_only
@pytest.mark.parametrize("name", ["", "Desk", "desk-app", 'x"; DROP TABLE y; --', "a" * 64])
def test_a_name_that_is_none_for_a_role_is_refused(db: None, name: str) -> None:
    with pytest.raises(CommandError, match=r"is no name for a role|must be another role"):
        call_command("database_roles", app=name or connection.settings_dict["USER"], stdout=StringIO())


@pytest.mark.sqlite_only
def test_on_sqlite_there_are_no_roles_to_make(db: None) -> None:
    with pytest.raises(CommandError, match="Only PostgreSQL knows roles"):
        call_command("database_roles", app=APP)
    assert differences(connection) == []


def test_a_walled_table_is_only_added_to_and_an_unknown_one_only_read() -> None:
    for table in protected_tables("update"):
        assert rights_of(table).columns == ()
        assert not rights_of(table).delete
    assert not rights_of("of_somebody").insert
