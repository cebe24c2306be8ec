"""A backup of an older desk is restored, brought forward by the migrations it lacks, and has the very heads it had (I11)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import documents.migrations
from documents.database import walls
from documents.journal.record import head_of
from documents.models import Binder
from escrow_site.backup.archive import read_manifest
from escrow_site.backup.making import make_backup
from escrow_site.backup.restoring import restore_backup
from escrow_site.backup.standing import standing_on
from tests.backup.test_backup import db, office, world  # noqa: F401 - fixtures
from tests.worlds import World

LATER = "0999_later"
TEXT = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_references")]
    operations = [
        migrations.AddField("binder", "later", models.CharField(default="added later", max_length=20))
    ]
"""


@pytest.fixture
def later_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The desk of a later day: its code brings one migration more, which on SQLite writes the table anew, without its walls."""
    folder = tmp_path / "migrations_of_a_later_day"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        f"__path__ = [{str(folder)!r}, *{list(documents.migrations.__path__)!r}]\n", encoding="utf-8"
    )
    (folder / f"{LATER}.py").write_text(TEXT, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {**settings.MIGRATION_MODULES, "documents": folder.name}


@pytest.fixture
def older(world: World, tmp_path: Path) -> tuple[Path, list[str]]:  # noqa: F811 - the fixture
    """The archive of the office as the desk of today seals it, and its heads."""
    heads = [str(head_of(binder)) for binder in Binder.objects.order_by("reference")]
    return make_backup(folder=tmp_path, now=timezone.now()).file, heads


def test_a_backup_of_an_older_desk_is_migrated_forward_with_equal_heads(
    older: tuple[Path, list[str]], later_desk: None, tmp_path: Path
) -> None:
    file, heads = older
    lacking = f"documents.{LATER}"
    assert lacking not in read_manifest(file).migrations
    with standing_on(str(connection.settings_dict["NAME"]) + "_forward", tmp_path / "vault"):
        done = restore_backup(file=file, replace=False, kept_heads=[], now=timezone.now())
        assert done.findings == []
        assert [str(head_of(binder)) for binder in Binder.objects.order_by("reference")] == heads
        executor = MigrationExecutor(connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        assert lacking in {
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        }
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT later FROM documents_binder")
            assert cursor.fetchall() == [("added later",)]
        assert walls.findings(connection) == []
