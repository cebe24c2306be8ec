"""Writing a dossier: the members in order of their names and an index of them all; the same bytes for the same content."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import IO, Any

INDEX, SIGNATURE = "index.json", "index.json.p7s"
# What a member holds: its bytes, or how to read them when their turn comes; a vault may be larger than the memory.
Content = bytes | Callable[[], bytes]
# The moment in every entry: an archive's bytes depend on its content, not on the minute it was packed. ZIP begins in 1980.
_FIXED = (1980, 1, 1, 0, 0, 0)


def write(target: IO[bytes], index: Mapping[str, Any], members: Mapping[str, Content]) -> str:
    """Write the members and, last, the index with each one's size and digest; return the SHA-256 of the index.

    Refuses a member of the index's own name.
    """
    if {INDEX, SIGNATURE} & set(members):
        raise ValueError(f"{INDEX} is written from the members, {SIGNATURE} over it")
    listed = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, held in sorted(members.items()):
            content = held if isinstance(held, bytes) else held()
            listed.append({"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()})
            _put(archive, name, content)
        written = json.dumps({**index, "members": listed}, indent=1, sort_keys=True, ensure_ascii=False)
        _put(archive, INDEX, written.encode())
    return hashlib.sha256(written.encode()).hexdigest()


def add_signature(target: IO[bytes], sign: Callable[[bytes], bytes]) -> None:
    """Put the signature of the index beside it; the target is open for reading too."""
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _put(archive, SIGNATURE, sign(archive.read(INDEX)))


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
