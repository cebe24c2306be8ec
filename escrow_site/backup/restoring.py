"""Restoring: everything is checked on a copy laid beside the live database, before that one is touched."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from documents import vault
from documents.database import row_level, walls
from documents.journal.heads import Head, compare, parse_head
from documents.journal.verify import against, digests_of
from documents.models import Binder
from escrow_site.backup.archive import DATABASE, BadArchive, Manifest, extract, read_manifest
from escrow_site.backup.contents import Contents, differences
from escrow_site.backup.engines import Engine, engine
from escrow_site.backup.standing import leave, standing_on, verified


class Refused(Exception):
    """The backup is not put in place; nothing was touched. `reasons` are sentences."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@dataclass(frozen=True)
class Restored:
    """What is in place now, under which name the former database is kept, and how the two records stand to each other."""

    manifest: Manifest
    kept_aside: str
    compared: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def restore_backup(*, file: Path, replace: bool, kept_heads: list[Head], now: datetime) -> Restored:
    """Put a backup in place. Raises Refused or NotPossible before anything is touched.

    In this order: seal and digests, engine, migrations, an empty target (or `replace`), the copy beside, its heads and rows, its
    migrations brought up to today's, its walls, `verify`, the kept heads. Only then are missing files put into the vault, which
    adds and never removes, and the databases renamed.
    """
    try:
        manifest = read_manifest(file)
    except BadArchive as trouble:
        raise Refused(f"{file.name} is refused: {trouble}.") from trouble
    serving = engine()
    _fits(manifest, serving)
    occupied = serving.holds_something()
    if occupied and not replace:
        raise Refused(
            "The database here is not empty. With --replace the backup takes its place, and it is kept under another name."
        )
    compared = _compared(manifest) if occupied else []
    with (
        tempfile.TemporaryDirectory(prefix=".restore-", dir=_work_folder(serving)) as folder,
        laid_out(file, manifest, serving, Path(folder)) as copy,
    ):
        found = copy.faults
        if not found:
            with standing_on(copy.database, copy.vault):
                _bring_up_to_date(manifest)
                found = [*verified(), *_denied_by(kept_heads)]
        if found:
            raise Refused(f"{file.name} was restored for a trial and is refused:", *found)
        for _name, sha256 in manifest.files():
            vault.store((copy.vault / sha256[:2] / sha256).read_bytes())
        leave()
        kept_aside = serving.put_in_place(copy.database, now)
    return Restored(manifest, kept_aside, compared, verified())


@dataclass(frozen=True)
class Copy:
    """An archive laid out as a database and a vault of its own; `faults` are the ways in which it is not what it promised."""

    database: str
    vault: Path
    faults: list[str]


@contextlib.contextmanager
def laid_out(file: Path, manifest: Manifest, serving: Engine, work: Path) -> Iterator[Copy]:
    """The archive beside the live database and vault; what is not put in place inside is removed at the end."""
    files = work / "vault"
    files.mkdir()
    for name, sha256 in manifest.files():
        (files / sha256[:2]).mkdir(exist_ok=True)
        extract(file, manifest, name, files / sha256[:2] / sha256)
    extract(file, manifest, DATABASE, work / DATABASE)
    with serving.laid_beside(work / DATABASE, work) as database:
        found = serving.contents(database)
        # A document without its file is for `verify` to name (I7); a file without a document was not in the snapshot.
        named = sorted({*found.files, *(sha256 for _name, sha256 in manifest.files())})
        promised = Contents(manifest.heads, named, manifest.migrations, manifest.rows)
        with standing_on(database, files):
            faults = serving.faults()
        yield Copy(database, files, faults + differences(promised, found))


def _fits(manifest: Manifest, serving: Engine) -> None:
    if manifest.engine != serving.name:
        raise Refused(
            f"This backup is of {manifest.engine}, the database here is {serving.name}: restore it to its own kind."
        )
    disk = MigrationLoader(None).disk_migrations
    replaced = {key for migration in disk.values() for key in migration.replaces}
    known = {f"{app}.{name}" for app, name in {*disk, *replaced}}
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        raise Refused(
            f"This backup was made by another version of the desk ({manifest.app_version}, {newer[0]} is not known here): "
            "install that version, or a newer one."
        )


def _bring_up_to_date(manifest: Manifest) -> None:
    """Run the migrations that the backup does not have yet, and raise every wall and policy."""
    loader = MigrationLoader(connection)
    if {f"{app}.{name}" for app, name in loader.disk_migrations} - set(manifest.migrations):
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    walls.install(connection)
    row_level.install(connection)


def _denied_by(kept_heads: list[Head]) -> list[str]:
    """What kept heads say against this record."""
    found = []
    for reference in sorted({head.binder_reference for head in kept_heads}):
        heads = [head for head in kept_heads if head.binder_reference == reference]
        binder = Binder.objects.filter(reference=reference).first()
        if binder is None:
            found.append(f"{reference}: there is no such binder in it.")
            continue
        found += [
            f"{reference}:{head.count}: {verdict.sentence}"
            for head, verdict in against(binder, heads)
            if verdict.kind != "extends"
        ]
    return found


def _compared(manifest: Manifest) -> list[str]:
    """How the record of the backup stands to the one that is there now (I11): the same, its beginning, or another."""
    result = []
    try:
        binders = {binder.reference: binder for binder in Binder.objects.all()}
        for head in filter(None, map(parse_head, manifest.heads)):
            binder = binders.pop(head.binder_reference, None)
            if binder is None:
                result.append(f"{head.binder_reference}: not in the record that is replaced.")
                continue
            verdict = compare(head, digests_of(binder))
            if verdict.kind != "extends" or "it is the head" not in verdict.sentence:
                result.append(
                    f"{head.binder_reference}: held against the record that is replaced: {verdict.sentence}"
                )
        result += [f"{reference}: only in the record that is replaced." for reference in sorted(binders)]
    except DatabaseError as trouble:
        result.append(f"The record that is replaced cannot be read ({trouble}).")
    return result


def _work_folder(serving: Engine) -> Path:
    """Where the copy is laid: on SQLite in the folder of the live file, for a link reaches no other disk."""
    folder = (
        Path(connection.settings_dict["NAME"]).parent if serving.name == "sqlite" else Path(settings.VAR_DIR)
    )
    folder.mkdir(parents=True, exist_ok=True)
    return folder
