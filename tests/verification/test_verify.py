"""`manage.py verify` finds nothing in a clean world, and each kind of damage by name."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from documents import vault
from documents.database import walls
from documents.models import Document, Event
from tests import worlds
from tests.worlds import World

pytestmark = pytest.mark.django_db


def verify(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out, stderr=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def world() -> World:
    return worlds.released(600_000_000)


@pytest.fixture
def without_walls(world: World) -> Iterator[World]:
    """The walls down: what a database administrator could do."""
    walls.remove(connection)
    yield world
    walls.install(connection)


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    walls.install(connection)


def test_a_clean_world_has_no_finding(world: World) -> None:
    assert verify() == (0, verify()[1])
    assert verify()[1].startswith("Clean: 1 agreements")


def test_an_unknown_agreement_could_not_be_checked(world: World) -> None:
    code, text = verify("--agreement", "NO-1")
    assert code == 2
    assert "no agreement 'NO-1'" in text


def test_a_vault_that_is_gone_could_not_be_checked(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(settings, "VAULT_ROOT", f"{tmp_path}/elsewhere")
    assert verify()[0] == 2


DAMAGES: list[tuple[str, str, str]] = [
    (
        "an altered posting",
        "UPDATE tranches_posting SET shares = shares + 1 WHERE kind = 'release'",
        "posting",
    ),
    (
        "a posting taken out",
        "DELETE FROM tranches_posting WHERE kind = 'deduction'",
        "posting 9 is missing|posting",
    ),
    (
        "a tranche set to released",
        "UPDATE tranches_tranche SET state = 'released' WHERE number = 1",
        "is stored as released, but the events lead to deducted",
    ),
    (
        "an instruction's content altered",
        "UPDATE tranches_instruction SET content = '{}'",
        "does not give its digest",
    ),
    (
        "an event's reason altered",
        "UPDATE documents_event SET reason = 'because' WHERE number = 5",
        "event 5: its content does not give its digest",
    ),
    (
        "an approval over another digest",
        "UPDATE tranches_approval SET digest = '0000000000000000000000000000000000000000000000000000000000000000'",
        "approval of Party A over its digest is missing",
    ),
    (
        "both authorisations by one person",
        "DELETE FROM tranches_authorisation WHERE id = (SELECT MAX(id) FROM tranches_authorisation)",
        "1 of 2 different persons",
    ),
    (
        "a checklist tick taken out",
        "DELETE FROM tranches_checklisttick WHERE id = (SELECT MAX(id) FROM tranches_checklisttick)",
        "the checklist of attempt 1 lacks",
    ),
    (
        "a signatory who was never registered",
        "UPDATE parties_signatory SET starts_on = '2027-01-01'",
        "had no authority for Party A",
    ),
    (
        "an assessment altered",
        "UPDATE tranches_assessment SET result = '{}'",
        "does not give its digest",
    ),
]


@pytest.mark.parametrize(
    ("statement", "expected"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES]
)
def test_damage_is_found(without_walls: World, statement: str, expected: str) -> None:
    sql(statement)
    code, text = verify("--all")
    assert code == 1
    assert any(part in text for part in expected.split("|")), text


def test_the_tail_of_a_chain_cut_with_its_rows_is_still_a_finding(without_walls: World) -> None:
    newest = Event.objects.filter(binder=without_walls.agreement.binder_id).latest("number")
    sql("DELETE FROM documents_event WHERE id = %s", newest.pk)
    assert verify()[0] == 1


def test_a_missing_wall_is_a_finding(world: World) -> None:
    name = "wall_tranches_posting_no_update"
    suffix = ' ON "tranches_posting"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{suffix}")
    code, text = verify()
    walls.install(connection)
    assert code == 1
    assert name in text


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"%PDF-other")])
def test_a_lost_or_damaged_file_is_a_finding(world: World, damage: Callable[[object], None]) -> None:
    path = vault.path_of(Document.objects.earliest("id").sha256)
    path.chmod(0o600)
    damage(path)
    code, text = verify()
    assert code == 1
    assert "in the vault is damaged" in text or "The vault has no file" in text
