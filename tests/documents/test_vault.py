"""The vault: a crash leaves the whole file or none; damage is found; no name leaves it."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from documents import vault

CONTENT = b"%PDF-1.7 evidence"
NAME = hashlib.sha256(CONTENT).hexdigest()


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def test_bytes_are_kept_under_their_digest_and_read_back(vault_root: Path) -> None:
    assert vault.store(CONTENT) == NAME
    assert vault.read(NAME) == CONTENT
    assert files(vault_root) == [vault_root / NAME[:2] / NAME]
    assert vault.path_of(NAME).stat().st_mode & 0o777 == 0o440


def test_same_bytes_again_change_nothing(vault_root: Path) -> None:
    vault.store(CONTENT)
    before = vault.path_of(NAME).stat().st_mtime_ns
    assert vault.store(CONTENT) == NAME
    assert vault.path_of(NAME).stat().st_mtime_ns == before
    assert len(files(vault_root)) == 1


@pytest.mark.parametrize("broken", ["fsync", "replace", "write"])
def test_interrupted_writing_leaves_no_file(
    broken: str, vault_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    where = {"fsync": (os, "fsync"), "replace": (Path, "replace"), "write": (os, "fdopen")}[broken]
    monkeypatch.setattr(*where, fail)
    with pytest.raises(OSError, match="no space left"):
        vault.store(CONTENT)
    assert files(vault_root) == []
    with pytest.raises(vault.MissingFile):
        vault.read(NAME)
    monkeypatch.undo()
    monkeypatch.setattr("django.conf.settings.VAULT_ROOT", vault_root)
    assert vault.store(CONTENT) == NAME
    assert vault.read(NAME) == CONTENT


def test_power_cut_before_the_rename_leaves_no_file_of_that_name(vault_root: Path) -> None:
    child = os.fork()
    if child == 0:
        Path.replace = lambda *_: os._exit(9)  # type: ignore[assignment,method-assign]
        vault.store(CONTENT)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9
    assert [path.name.startswith(f".{NAME}.") for path in files(vault_root)] == [True]
    with pytest.raises(vault.MissingFile, match="has no file"):
        vault.read(NAME)
    vault.store(CONTENT)
    assert vault.read(NAME) == CONTENT


def test_file_and_folders_are_synced_before_anybody_hears_of_them(
    vault_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file")
        real_fsync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    vault.store(CONTENT)
    assert steps == ["file", "rename", "folder", "folder"]


@pytest.mark.parametrize("damaged", [b"", CONTENT[:-1], CONTENT + b"x", b"x" + CONTENT[1:]])
def test_damaged_file_is_not_handed_out(damaged: bytes, vault_root: Path) -> None:
    vault.store(CONTENT)
    path = vault.path_of(NAME)
    path.chmod(0o640)
    path.write_bytes(damaged)
    with pytest.raises(vault.MissingFile, match="is damaged"):
        vault.read(NAME)


def test_damaged_file_is_made_whole_when_the_same_bytes_come_again(vault_root: Path) -> None:
    vault.store(CONTENT)
    path = vault.path_of(NAME)
    for damaged in (CONTENT[:-1], b"x" + CONTENT[1:]):
        path.chmod(0o640)
        path.write_bytes(damaged)
        vault.store(CONTENT)
        assert vault.read(NAME) == CONTENT


@pytest.mark.parametrize("name", ["", "../../etc/passwd", NAME.upper(), NAME[:-1], f"{NAME}\n", f"/{NAME}"])
def test_nothing_but_a_digest_names_a_file(name: str, vault_root: Path) -> None:
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        vault.path_of(name)
