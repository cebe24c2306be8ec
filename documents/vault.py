"""The vault: files under the name of their SHA-256, written so that a crash leaves either the whole file or none.

temp → fsync → rename to the digest's name → fsync the folder; only then are rows written. An orphan is harmless, a missing
file is not.
"""

import hashlib
import os
import re
import secrets
from pathlib import Path

from django.conf import settings

_HEX = re.compile(r"[0-9a-f]{64}\Z")


class MissingFile(Exception):
    """A referenced file is not in the vault, or its bytes are not what its name says."""


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie. Refuses anything that is not a digest, so no name can leave the vault."""
    if not _HEX.match(sha256):
        raise ValueError("not a SHA-256 digest")
    return Path(settings.VAULT_ROOT) / sha256[:2] / sha256


def store(content: bytes) -> str:
    """Write the bytes durably and return their SHA-256 in hex. Storing the same bytes again changes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
        fsync_folder(target.parent)  # a crash may have come between the rename and this
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{sha256}.{secrets.token_hex(8)}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    for folder in (target.parent, target.parent.parent):
        fsync_folder(folder)
    return sha256


def read(sha256: str) -> bytes:
    """Return the bytes, checked against their name. Raises MissingFile when absent or damaged."""
    try:
        content = path_of(sha256).read_bytes()
    except FileNotFoundError as missing:
        raise MissingFile(f"The vault has no file {sha256}.") from missing
    if hashlib.sha256(content).hexdigest() != sha256:
        raise MissingFile(f"The file {sha256} in the vault is damaged.")
    return content


def stored() -> set[str]:
    """The digests of all files that lie in the vault, whether a row names them or not; what is being written is not counted."""
    root = Path(settings.VAULT_ROOT)
    return {file.name for file in root.glob("??/*") if _HEX.match(file.name)}


def fsync_folder(folder: Path) -> None:
    """Have the names in the folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
