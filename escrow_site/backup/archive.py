"""The file of a backup: a ZIP with a manifest, the database and the filed documents, sealed by a digest over every byte.

The seal is the end of the file: the ZIP's comment, which any ZIP program passes over. A CRC inside a ZIP does not cover its
directory, and a manifest does not cover itself; the seal covers both. It tells damage, not forgery: against somebody who makes a
whole archive anew stand the chains inside and the heads that were given out (`restore --against`).
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORM = "escrow-desk-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database"
MANIFEST_LIMIT_BYTES = 256 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_MARK = f"{FORM} sha256:".encode()
_UNSEALED = b"0" * 64
_VAULT_NAME = re.compile(r"vault/(?P<sha256>[0-9a-f]{64})\Z")
# The same content gives the same bytes: no member carries a clock, an owner or a mode of this machine.
_DATE = (1980, 1, 1, 0, 0, 0)


class BadArchive(Exception):
    """The file is no backup of ours, or not as it was made; the sentence says which."""


@dataclass(frozen=True)
class Manifest:
    """What the archive holds and where it comes from. `members` are name → (SHA-256, bytes); `heads` REFERENCE:count:digest."""

    form: str
    made_at: str
    app_version: str
    engine: str
    engine_version: str
    migrations: list[str]
    heads: list[str]
    rows: dict[str, int]
    rows_left_out: list[str]
    files_nobody_names: int
    members: dict[str, tuple[str, int]]

    def files(self) -> Iterator[tuple[str, str]]:
        """The filed documents: member name and the SHA-256 that is its name in the vault."""
        for name in self.members:
            if found := _VAULT_NAME.match(name):
                yield name, found["sha256"]

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False).encode()


class Writer:
    """Writes members one after another, remembering digest and size of each; `finish` adds the manifest and leaves it unsealed."""

    def __init__(self, path: Path) -> None:
        self.members: dict[str, tuple[str, int]] = {}
        self._zip = zipfile.ZipFile(path, "x", compression=zipfile.ZIP_DEFLATED, compresslevel=6)

    def add_file(self, name: str, source: Path) -> None:
        """A member copied from a file, a piece at a time."""
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as stream, self._zip.open(_entry(name), "w", force_zip64=True) as member:
            while piece := stream.read(_CHUNK_BYTES):
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members[name] = (digest.hexdigest(), size)

    def add_filed(self, sha256: str, content: bytes) -> None:
        """A filed document under its digest."""
        name = f"vault/{sha256}"
        self._zip.writestr(_entry(name), content)
        self.members[name] = (sha256, len(content))

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and the place of the seal."""
        self._zip.writestr(_entry(MANIFEST), manifest.as_json())
        self._zip.comment = _MARK + _UNSEALED
        self._zip.close()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def seal(path: Path) -> str:
    """Write the digest of all that stands before it at the end of the file, durably; returns that digest."""
    digest = _digest_before_seal(path)
    _write_end(path, digest.encode())
    return digest


def unseal(path: Path) -> None:
    """Take the seal off: the file is kept for whoever looks into it, and no restore takes it for a backup."""
    _write_end(path, _UNSEALED)


def _write_end(path: Path, text: bytes) -> None:
    with path.open("r+b") as stream:
        stream.seek(-len(_UNSEALED), os.SEEK_END)
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _digest_before_seal(path: Path) -> str:
    digest, left = hashlib.sha256(), path.stat().st_size - len(_UNSEALED)
    with path.open("rb") as stream:
        while left > 0 and (piece := stream.read(min(_CHUNK_BYTES, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()


def read_manifest(path: Path) -> Manifest:
    """The manifest of an archive of which everything was checked: seal, form, and digest and size of every member.

    Raises BadArchive. Nothing is written anywhere.
    """
    _check_seal(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if names.count(MANIFEST) != 1 or archive.getinfo(MANIFEST).file_size > MANIFEST_LIMIT_BYTES:
                raise BadArchive("it has no manifest")
            manifest = _manifest_of(archive.read(MANIFEST))
            if sorted(names) != sorted([MANIFEST, *manifest.members]):
                raise BadArchive("what is in it is not what its manifest lists")
            for name, (sha256, size) in manifest.members.items():
                for _piece in _pieces(archive, name, sha256, size):
                    pass
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as trouble:
        raise BadArchive(f"it cannot be read ({trouble})") from trouble
    return manifest


def extract(path: Path, manifest: Manifest, name: str, target: Path) -> None:
    """Write one member to a new file, checked once more on its way."""
    sha256, size = manifest.members[name]
    with zipfile.ZipFile(path) as archive, target.open("xb") as stream:
        for piece in _pieces(archive, name, sha256, size):
            stream.write(piece)


def _check_seal(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - len(_MARK) - len(_UNSEALED)))
        end = stream.read()
    if not end.startswith(_MARK):
        raise BadArchive("it is no backup of this desk, or its end is missing")
    given = end[len(_MARK) :]
    if given == _UNSEALED:
        raise BadArchive("it was never sealed: its trial restore failed, or the backup was cut off")
    if given != _digest_before_seal(path).encode():
        raise BadArchive("it is damaged: its bytes do not give the digest it is sealed with")


def _pieces(archive: zipfile.ZipFile, name: str, sha256: str, size: int) -> Iterator[bytes]:
    """The member's bytes; BadArchive as soon as there are more than listed, and at the end if they give another digest."""
    digest, seen = hashlib.sha256(), 0
    with archive.open(name) as member:
        while piece := member.read(_CHUNK_BYTES):
            seen += len(piece)
            if seen > size:
                break
            digest.update(piece)
            yield piece
    if seen != size or digest.hexdigest() != sha256:
        raise BadArchive(f"{name} is damaged")


def _manifest_of(text: bytes) -> Manifest:
    try:
        given = json.loads(text)
        if not isinstance(given, Mapping) or given.get("form") != FORM:
            raise BadArchive(f"its form is not {FORM}")
        return _typed(given)
    except (KeyError, TypeError, ValueError) as trouble:
        raise BadArchive(f"its manifest cannot be read ({trouble})") from trouble


def _typed(given: Mapping[str, Any]) -> Manifest:
    """A manifest with what it must have, each of its kind; names of members are `database` and `vault/DIGEST` only."""
    members = {}
    for name, (sha256, size) in given["members"].items():
        filed = _VAULT_NAME.match(name)
        if not filed and name != DATABASE:
            raise ValueError(f"unknown member {name!r}")
        if filed and filed["sha256"] != sha256:
            raise ValueError(f"{name!r} has another digest")
        members[name] = (str(sha256), int(size))
    if DATABASE not in members:
        raise ValueError("no database")
    texts = {
        name: str(given[name]) for name in ("form", "made_at", "app_version", "engine", "engine_version")
    }
    return Manifest(
        **texts,
        migrations=[str(name) for name in given["migrations"]],
        heads=[str(head) for head in given["heads"]],
        rows={str(name): int(count) for name, count in given["rows"].items()},
        rows_left_out=[str(name) for name in given["rows_left_out"]],
        files_nobody_names=int(given["files_nobody_names"]),
        members=members,
    )
