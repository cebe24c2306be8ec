"""How far the demo is made: one line in a file, written by who plays and read by whoever opens a page."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def _file() -> Path:
    return Path(settings.VAR_DIR) / "demo_progress"


@contextmanager
def playing() -> Iterator[bool]:
    """Whether we are the one who plays; the line is gone when the play ends, however it ends."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            file.unlink(missing_ok=True)


def say(line: str) -> None:
    """Write what is being played now, and by which process."""
    aside = _file().with_suffix(".new")
    aside.write_text(f"{os.getpid()} {line}", encoding="utf-8")
    aside.replace(_file())


def being_played() -> str:
    """What is being played now; empty when nothing is, also where a player ended without a word."""
    try:
        process, _, line = _file().read_text(encoding="utf-8").partition(" ")
        os.kill(int(process), 0)
    except (OSError, ValueError):
        return ""
    return line
