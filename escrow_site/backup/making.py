"""Making a backup: snapshot, archive, trial restore, and only then a name that looks like a backup."""

import contextlib
import os
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from documents import vault
from escrow_site.backup.archive import DATABASE, FORM, Manifest, Writer, read_manifest, seal, unseal
from escrow_site.backup.contents import ROWS_LEFT_OUT, Contents
from escrow_site.backup.engines import Engine, NotPossible, engine
from escrow_site.backup.restoring import laid_out
from escrow_site.backup.standing import standing_on, verified


@dataclass(frozen=True)
class Made:
    """A backup that was made: where it lies and what is in it. With findings, the file is unsealed and not called a backup."""

    file: Path
    sha256: str
    manifest: Manifest
    findings: list[str]


def make_backup(*, folder: Path, now: datetime) -> Made:
    """Take a backup while the desk goes on working. Raises NotPossible or BadArchive, and leaves no file then.

    The vault is read after the snapshot: files are written before the rows that name them and never removed, so every file the
    snapshot names is there. Others (an act that was under way or given up) are counted and left out.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"escrow-desk-{now:%Y%m%dT%H%M%SZ}.zip"
    refused = target.with_suffix(".refused")
    if target.exists() or refused.exists():
        raise NotPossible(f"There is a file {target.stem} in {folder} already.")
    serving = engine()
    with tempfile.TemporaryDirectory(prefix=".untried-", dir=folder) as work:
        draft = Path(work) / "archive"
        contents = serving.snapshot(Path(work) / DATABASE)
        _write(draft, Path(work) / DATABASE, contents, serving, now)
        sha256 = seal(draft)
        manifest = read_manifest(draft)
        found = _tried(draft, manifest, serving, Path(work))
        if found:
            unseal(draft)
        draft.chmod(0o600)  # it holds what the database holds: hashes of passwords, secrets of second factors
        os.link(draft, refused if found else target)  # never in place of another file
        vault.fsync_folder(folder)
    return Made(refused if found else target, sha256, manifest, found)


def _tried(draft: Path, manifest: Manifest, serving: Engine, work: Path) -> list[str]:
    """What the trial restore finds."""
    with laid_out(draft, manifest, serving, work) as copy:
        if copy.faults:
            return copy.faults
        with standing_on(copy.database, copy.vault):
            return verified()


def _write(draft: Path, database: Path, contents: Contents, serving: Engine, now: datetime) -> None:
    writer = Writer(draft)
    writer.add_file(DATABASE, database)
    database.unlink()
    for sha256 in contents.files:
        # What is missing or damaged is left out; the trial restore then names it (I7).
        with contextlib.suppress(vault.MissingFile):
            writer.add_filed(sha256, vault.read(sha256))
    writer.finish(
        Manifest(
            form=FORM,
            made_at=now.isoformat(),
            app_version=app_version(),
            engine=serving.name,
            engine_version=serving.version(),
            migrations=contents.migrations,
            heads=contents.heads,
            rows=contents.rows,
            rows_left_out=list(ROWS_LEFT_OUT),
            files_nobody_names=len(vault.stored() - set(contents.files)),
            members=writer.members,
        )
    )


def app_version() -> str:
    """The version of this desk, as pyproject.toml has it."""
    with (Path(settings.BASE_DIR) / "pyproject.toml").open("rb") as stream:
        return str(tomllib.load(stream)["project"]["version"])
