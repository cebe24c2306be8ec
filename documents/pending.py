"""Files that wait for a second click: kept beside the vault until the act is done, a day at most, and never evidence.

A page that shows back what it understood cannot hand the file back to the browser. So the bytes lie under a name of their own in a
folder of the vault that every process of the desk sees; no row names them, no backup or check counts them, and each new one
clears away what is over a day old, and the oldest beyond what the folder may hold.
"""

import hashlib
import os
import re
import secrets
from pathlib import Path

from django.conf import settings

LONGEST_SECONDS = 24 * 60 * 60
MOST_FILES = 200
_NAME = re.compile(r"[0-9a-f]{32}-[0-9a-f]{64}\Z")


def keep(content: bytes) -> str:
    """Keep the bytes and return the name to take them by."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    clear(most=MOST_FILES - 1)
    name = f"{secrets.token_hex(16)}-{hashlib.sha256(content).hexdigest()}"
    half = folder / f".{name}"
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    half.replace(folder / name)
    return name


def take(name: str) -> bytes | None:
    """The bytes kept under that name, or nothing where they were cleared away, or are not what the name says."""
    if not _NAME.match(name):
        return None
    try:
        content = (_folder() / name).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == name.partition("-")[2] else None


def drop(name: str) -> None:
    """Clear one away, once what it waited for is done."""
    if _NAME.match(name):
        (_folder() / name).unlink(missing_ok=True)


def clear(*, most: int = MOST_FILES) -> None:
    """Clear away what is over a day old, half-written files too, and the oldest above `most`."""
    found = []
    for file in _folder().glob("*"):
        try:
            found.append((file.stat().st_mtime, file))
        except FileNotFoundError:
            continue  # another process cleared it away
    found.sort(reverse=True)
    oldest = _now() - LONGEST_SECONDS
    for at, (touched, file) in enumerate(found):
        if at >= most or touched < oldest:
            file.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.VAULT_ROOT) / ".pending"


def _now() -> float:
    """The file system's own clock, which the times of its files are by."""
    probe = _folder() / f".clock-{secrets.token_hex(4)}"
    probe.touch()
    try:
        return probe.stat().st_mtime
    finally:
        probe.unlink(missing_ok=True)
