"""A backup of an older desk is restored, brought forward by the migrations it lacks, and has the very heads it had (I11)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
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

OURS = ("documents", "parties", "tranches")


def folded() -> list[tuple[str, str]]:
    """The migrations of ours that make the tables of version 0.1 at once: that version knew those which they replace."""
    disk = MigrationLoader(None).disk_migrations
    return sorted(key for key, migration in disk.items() if migration.replaces and key[0] in OURS)


@pytest.fixture
def older(world: World, tmp_path: Path) -> tuple[Path, set[str], list[str]]:  # noqa: F811 - the fixture
    """The office taken back to version 0.1, and its archive as the desk of that day would have sealed it; then forward again.

    Returned with the names of the migrations that it lacks, and its heads.
    """
    heads = [str(head_of(binder)) for binder in Binder.objects.order_by("reference")]
    recorder = MigrationRecorder(connection)
    lacking = [key for key in MigrationLoader(None).disk_migrations if key[0] in OURS]
    walls.remove(connection)
    for app, name in dict(folded()).items():  # the last one of each app
        call_command("migrate", app, name, verbosity=0, skip_checks=True)
    for key in folded():
        recorder.record_unapplied(*key)
    serving, file = engine(), tmp_path / "older.zip"
    try:
        contents = serving.snapshot(tmp_path / DATABASE)
        making._write(file, tmp_path / DATABASE, contents, serving, timezone.now())
        seal(file)
    finally:
        call_command("migrate", verbosity=0, skip_checks=True)
        walls.install(connection)
    return file, {f"{app}.{name}" for app, name in lacking}, heads


def test_a_backup_of_an_older_desk_is_migrated_forward_with_equal_heads(
    older: tuple[Path, set[str], list[str]], tmp_path: Path
) -> None:
    file, lacking, heads = older
    assert lacking.isdisjoint(read_manifest(file).migrations)
    with standing_on(str(connection.settings_dict["NAME"]) + "_forward", tmp_path / "vault"):
        done = restore_backup(file=file, replace=False, kept_heads=[], now=timezone.now())
        assert done.findings == []
        assert [str(head_of(binder)) for binder in Binder.objects.order_by("reference")] == heads
        executor = MigrationExecutor(connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        known = MigrationRecorder(connection).applied_migrations()
        assert lacking <= {f"{app}.{name}" for app, name in known}
        assert walls.findings(connection) == []
