"""A backup of an older desk is restored, brought forward by the migrations it lacks, and has the very heads it had (I11)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from documents import walls
from documents.journal.record import head_of
from documents.models import Binder
from escrow_site.backup import making
from escrow_site.backup.archive import DATABASE, read_manifest, seal
from escrow_site.backup.engines import engine
from escrow_site.backup.restoring import restore_backup
from escrow_site.backup.standing import standing_on
from tests.backup.test_backup import db, office, world  # noqa: F401 - fixtures
from tests.worlds import World


def newest_of_the_agreements() -> tuple[str, str, str]:
    """The newest migration of the agreements and the one before it."""
    loader = MigrationLoader(None)
    (newest,) = loader.graph.leaf_nodes("tranches")
    before = next(
        parent.key for parent in loader.graph.node_map[newest].parents if parent.key[0] == "tranches"
    )
    return newest[0], newest[1], before[1]


@pytest.fixture
def older(world: World, tmp_path: Path) -> tuple[Path, str, list[str]]:  # noqa: F811 - the fixture
    """The office taken one migration back, and its archive as the desk of that day would have sealed it; then forward again."""
    app, newest, before = newest_of_the_agreements()
    heads = [str(head_of(binder)) for binder in Binder.objects.order_by("reference")]
    walls.remove(connection)
    call_command("migrate", app, before, verbosity=0, skip_checks=True)
    serving, file = engine(), tmp_path / "older.zip"
    try:
        contents = serving.snapshot(tmp_path / DATABASE)
        making._write(file, tmp_path / DATABASE, contents, serving, timezone.now())
        seal(file)
    finally:
        call_command("migrate", app, verbosity=0, skip_checks=True)
        walls.install(connection)
    return file, f"{app}.{newest}", heads


def test_a_backup_of_an_older_desk_is_migrated_forward_with_equal_heads(
    older: tuple[Path, str, list[str]], tmp_path: Path
) -> None:
    file, newest, heads = older
    assert newest not in read_manifest(file).migrations
    with standing_on(str(connection.settings_dict["NAME"]) + "_forward", tmp_path / "vault"):
        done = restore_backup(file=file, replace=False, kept_heads=[], now=timezone.now())
        assert done.findings == []
        assert [str(head_of(binder)) for binder in Binder.objects.order_by("reference")] == heads
        executor = MigrationExecutor(connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        assert walls.findings(connection) == []
