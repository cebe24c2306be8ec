"""The drill: backups while others write, each restored and verified; damage is refused before anything is touched (I11)."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from documents import vault
from documents.database import walls
from documents.journal.heads import compare, parse_head
from documents.journal.verify import digests_of
from documents.models import Binder, Document, Event
from escrow_site.backup import archive, making
from escrow_site.backup.contents import Contents
from escrow_site.backup.engines import Engine, engine
from escrow_site.backup.making import Made, make_backup
from escrow_site.backup.restoring import Refused, laid_out, restore_backup
from escrow_site.backup.standing import leave, standing_on, verified
from tests import worlds
from tests.unpaged import leave_layout_out
from tests.worlds import World

BACKUPS = 3


def command(name: str, *arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(name, *arguments, stdout=out, stderr=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def write_on(world: World, number: int, stop: object) -> None:
    """A clerk who files position statements until told to stop: a file, rows and events with each."""
    count = 0
    while not stop.is_set():  # type: ignore[attr-defined]
        count += 1
        world.position(100 * number + count)
    connections.close_all()


@contextmanager
def writers(world: World, how_many: int = 2) -> Iterator[None]:
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    connections.close_all()  # a connection belongs to one process
    others = [context.Process(target=write_on, args=(world, number, stop)) for number in range(how_many)]
    for other in others:
        other.start()
    try:
        yield
    finally:
        stop.set()
        for other in others:
            other.join(30)
    assert [other.exitcode for other in others] == [0] * how_many


def state() -> tuple[int, list[str], set[str]]:
    """What a refused restore must leave as it is."""
    digests = [digest for binder in Binder.objects.order_by("pk") for digest in digests_of(binder)]
    return Document.objects.count(), digests, vault.stored()


def databases() -> set[str]:
    """Every database of ours: the files of the folder, or those of the server; beside us another worker makes its own."""
    if connection.vendor == "sqlite":
        files = Path(connection.settings_dict["NAME"]).parent.iterdir()
        return {file.name for file in files if not file.name.endswith(("-wal", "-shm"))}
    own = str(connection.settings_dict["NAME"]).partition("_office")[0]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [own])
        return {row[0] for row in cursor.fetchall()}


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Path]]:
    """An office of its own for all tests here, in a database beside the suite's: restores may rename it as they like."""

    folder = tmp_path_factory.mktemp("office")
    with django_db_blocker.unblock(), copied(folder) as database, standing_on(database, folder / "vault"):
        with pytest.MonkeyPatch.context() as patch:
            leave_layout_out(patch)
            walls.install(connection)
            world = worlds.funded()
        yield world, folder / "vault"


@contextmanager
def copied(folder: Path) -> Iterator[str]:
    """A copy of the suite's empty database; with it go whatever restores kept aside."""
    name = str(connection.settings_dict["NAME"])
    leave()
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(name)) as given,
            closing(sqlite3.connect(folder / "office.sqlite3")) as copy,
        ):
            given.backup(copy)
        yield str(folder / "office.sqlite3")
        return
    before = databases()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}_office" TEMPLATE "{name}"')
    try:
        yield f"{name}_office"
    finally:
        leave()
        for database in databases() - before:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@pytest.fixture
def db(office: tuple[World, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of pytest-django's: what is written here stays in the office, and no transaction is around a test."""
    monkeypatch.setattr(settings, "VAULT_ROOT", office[1])


@pytest.fixture
def world(office: tuple[World, Path], db: None) -> World:
    return office[0]


@pytest.fixture(scope="module")
def made(office: tuple[World, Path], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One backup for all who only look at it, made before anybody writes more."""
    return make_backup(folder=tmp_path_factory.mktemp("backups"), now=timezone.now())


@pytest.fixture
def fresh(world: World, tmp_path: Path) -> Made:
    """A backup of the office as it is when the test begins."""
    return make_backup(folder=tmp_path / "backups", now=timezone.now())


def test_each_backup_under_load_verifies_and_its_head_is_the_live_head_or_a_prefix(
    world: World, tmp_path: Path
) -> None:
    before, events = databases(), Event.objects.count()
    with writers(world):
        while Event.objects.count() < events + 4:
            pass
        all_made = [
            make_backup(folder=tmp_path, now=timezone.now() + timedelta(seconds=number))
            for number in range(BACKUPS)
        ]
    assert [made.findings for made in all_made] == [[]] * BACKUPS
    assert Event.objects.count() > events + 4, "they wrote on while backups were taken"
    live = {binder.reference: digests_of(binder) for binder in Binder.objects.all()}
    for made in all_made:
        heads = [head for head in map(parse_head, made.manifest.heads) if head]
        assert heads
        assert {compare(head, live[head.binder_reference]).kind for head in heads} == {"extends"}
    assert databases() == before


def test_heads_read_at_another_moment_than_the_copy_are_found(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard out: what the manifest promises was read before the copy was taken, and somebody wrote between."""
    serving = engine()
    earlier = serving.snapshot(tmp_path / "earlier")
    take = type(serving).snapshot
    world.position(1)

    def two_moments(self: Engine, target: Path) -> Contents:
        take(serving, target)  # type: ignore[arg-type]
        return earlier

    monkeypatch.setattr(type(serving), "snapshot", two_moments)
    made = make_backup(folder=tmp_path, now=timezone.now())
    assert any("heads" in finding for finding in made.findings)


def test_restore_refuses_a_database_in_use_by_an_office_and_replaces_it_when_told(
    world: World, fresh: Made
) -> None:
    made, before = fresh, state()
    code, text = command("restore", str(made.file))
    assert (code, state()) == (1, before)
    assert "--replace" in text
    world.position(5)
    lost = state()
    assert lost != before
    code, text = command("restore", str(made.file), "--replace")
    assert code == 0, text
    assert "came after it" in text
    assert "is kept as" in text
    assert state()[:2] == before[:2]
    assert state()[2] == lost[2], "the vault only ever gains files"
    assert walls.findings(connection) == []


def test_restore_into_nothing_brings_back_database_and_files(fresh: Made, tmp_path: Path) -> None:
    made, before = fresh, state()
    with standing_on(str(connection.settings_dict["NAME"]) + "_fresh", tmp_path / "new vault"):
        done = restore_backup(file=made.file, replace=False, kept_heads=[], now=timezone.now())
        assert (done.kept_aside, done.findings) == ("", [])
        assert state()[:2] == before[:2]
        assert state()[2] == {sha256 for _name, sha256 in made.manifest.files()}
        kept = parse_head(made.manifest.heads[0])
        assert kept
        ahead = type(kept)(kept.binder_reference, kept.count + 2, kept.digest)
        with pytest.raises(Refused, match="rolled back"):
            restore_backup(file=made.file, replace=True, kept_heads=[ahead], now=timezone.now())


def test_a_flipped_byte_is_refused_before_anything_is_touched(db: None, made: Made, tmp_path: Path) -> None:
    before, there = state(), databases()
    whole = made.file.read_bytes()
    chosen = random.Random(11)
    places = [
        0,
        len(whole) - 1,
        len(whole) - 64,
        len(whole) - 80,
        *(chosen.randrange(len(whole)) for _ in range(60)),
    ]
    damaged = tmp_path / "damaged.zip"
    for place in places:
        damaged.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << chosen.randrange(8)]) + whole[place + 1 :]
        )
        with pytest.raises(Refused, match="is refused"):
            restore_backup(file=damaged, replace=True, kept_heads=[], now=timezone.now())
    damaged.write_bytes(whole[:-1000])
    assert command("restore", str(damaged), "--replace")[0] == 1
    assert (state(), databases()) == (before, there)


def test_without_the_seal_a_flipped_byte_may_pass(
    db: None, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a date in the ZIP's directory, which no CRC covers."""
    monkeypatch.setattr(archive, "_check_seal", lambda _path: None)
    whole = bytearray(made.file.read_bytes())
    whole[whole.rindex(b"PK\x01\x02") + 12] ^= 1
    (tmp_path / "damaged.zip").write_bytes(whole)
    assert archive.read_manifest(tmp_path / "damaged.zip") == made.manifest


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"engine": "another"}, "restore it to its own kind"),
        ({"migrations": ["documents.9999_from_the_future"]}, "another version of the desk"),
        ({"heads": ["KX-2025:7:" + "0" * 64]}, "the heads of its binders"),
        ({"rows": {"parties_user": 1}}, "parties_user has"),
    ],
)
def test_an_archive_that_does_not_fit_is_refused(
    db: None, made: Made, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    """Sealed as it should be, yet of another engine, of a newer desk, or with a manifest of something else."""
    before, there = state(), databases()
    manifest = archive.read_manifest(made.file)
    other = tmp_path / "other.zip"
    writer = archive.Writer(other)
    for name, sha256 in [("database", ""), *manifest.files()]:
        archive.extract(made.file, manifest, name, tmp_path / "member")
        if sha256:
            writer.add_filed(sha256, (tmp_path / "member").read_bytes())
        else:
            writer.add_file(name, tmp_path / "member")
        (tmp_path / "member").unlink()
    writer.finish(making.Manifest(**(vars(manifest) | change)))
    archive.seal(other)
    code, text = command("restore", str(other), "--replace")
    assert code == 1
    assert words in text
    assert (state(), databases()) == (before, there)


def test_a_failed_trial_restore_leaves_nothing_that_looks_like_a_backup(world: World, tmp_path: Path) -> None:
    missing = vault.path_of(Document.objects.order_by("pk").values_list("sha256", flat=True)[0])
    content = missing.read_bytes()
    missing.unlink()
    code, text = command("backup", "--out", str(tmp_path))
    vault.store(content)
    assert code == 1
    assert "I7" in text
    assert list(tmp_path.glob("*.zip")) == []
    (kept,) = tmp_path.glob("*.refused")
    code, text = command("restore", str(kept), "--replace")
    assert code == 1
    assert "never sealed" in text
    assert command("backup", "--out", "/proc/none")[0] == 2


def test_no_session_leaves_with_a_backup_and_the_file_is_its_owners(
    db: None, made: Made, tmp_path: Path
) -> None:
    assert made.file.stat().st_mode & 0o077 == 0
    assert not {"django_session", "parties_accountsession", "parties_keptform"} & set(made.manifest.rows)
    assert made.manifest.rows["parties_user"] > 5
    with (
        laid_out(made.file, made.manifest, engine(), tmp_path) as copy,
        standing_on(copy.database, copy.vault),
    ):
        assert Path(settings.VAULT_ROOT) == copy.vault
        assert verified() == []
