"""Killing the process in the middle of a release: at a chosen step of its own, at any moment, or at a system call.

Each trial has its own copy of an office that stands before the second person's authorisation. A child process authorises, sends and
confirms; it is killed with SIGKILL, which nothing can catch; then the parent looks at what is left. The machine goes on running, so
what the disk would lose in a power cut is not tried here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from documents import vault
from escrow_site.backup.standing import leave, standing_on, verified
from tests.worlds import World
from tranches.models import Account, Release
from tranches.selectors.ledger.balances import balances

CALLS = "write,pwrite64,fsync,fdatasync,rename,ftruncate,unlink"
Child = Callable[[], None]


@dataclass(frozen=True)
class Left:
    """What a killed release left: whether the child was killed, the findings of `verify`, and the letter's state."""

    killed: bool
    findings: list[str]
    state: str


class Steps:
    """Every fsync, rename, open, write, statement and commit of this process, counted; at the chosen one it dies."""

    def __init__(self, kill_at: int = 0, *, at_first_commit: bool = False) -> None:
        self.kill_at, self.at_first_commit, self.seen = kill_at, at_first_commit, 0
        self.committed: list[int] = []

    def step(self) -> None:
        self.seen += 1
        if self.seen == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.step()
            result = function(*arguments, **named)
            self.step()
            return result

        return counted

    def half_way(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A stream that can die with one half of what it was told to write on the disk."""

        def opened(*arguments: Any, **named: Any) -> Any:
            stream = function(*arguments, **named)

            class Halves:
                def __enter__(self) -> Any:
                    stream.__enter__()
                    return self

                def __exit__(self, *trouble: Any) -> Any:
                    return stream.__exit__(*trouble)

                def __getattr__(self, name: str) -> Any:
                    return getattr(stream, name)

                def write(halves, content: bytes) -> None:  # noqa: N805 - `self` is the steps
                    stream.write(content[: len(content) // 2])
                    stream.flush()
                    self.step()
                    stream.write(content[len(content) // 2 :])

            return Halves()

        return opened

    @contextmanager
    def counting(self) -> Iterator[None]:
        with ExitStack() as stack:
            for name in ("fsync", "replace", "open"):
                stack.enter_context(mock.patch.object(os, name, self.around(getattr(os, name))))
            stack.enter_context(mock.patch.object(os, "fdopen", self.half_way(os.fdopen)))
            stack.enter_context(
                mock.patch.object(BaseDatabaseWrapper, "_commit", self._commit(BaseDatabaseWrapper._commit))
            )
            stack.enter_context(connection.execute_wrapper(self._statement))
            yield

    def _commit(self, genuine: Callable[..., Any]) -> Callable[..., Any]:
        counted = self.around(genuine)

        def commit(database: BaseDatabaseWrapper) -> None:
            counted(database)
            self.committed.append(self.seen)
            if self.at_first_commit:
                os.kill(os.getpid(), signal.SIGKILL)

        return commit

    def _statement(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        return self.around(execute)(*arguments)


@dataclass
class Trials:
    """The office that each trial begins from. `world` stands one authorisation before the release."""

    world: World
    folder: Path
    number: int = 0

    def __post_init__(self) -> None:
        self.database, self.vault = str(connection.settings_dict["NAME"]), vault.path_of("0" * 64).parents[1]
        self.vendor = connection.vendor
        leave()
        if self.vendor == "sqlite":
            with closing(sqlite3.connect(self.database)) as base:
                base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def release(self) -> None:
        """Authorise as the second person, send, and record the transfer agent's confirmation; what is done already is left out."""
        if not Release.objects.exists():
            self.world.authorise(self.world.instruction(), "clerk2")
        if Release.objects.get().state == "authorised":
            self.world.send()
        if Release.objects.get().state == "sent":
            self.world.confirm()

    @contextmanager
    def copy(self) -> Iterator[None]:
        """Stand on a copy of the office; files of a vault are never changed, so a link is a copy."""
        self.number += 1
        files = self.folder / f"trial vault {self.number}"
        shutil.copytree(self.vault, files, copy_function=os.link)
        with self._database() as name, standing_on(name, files):
            yield
        shutil.rmtree(files)

    @contextmanager
    def _database(self) -> Iterator[str]:
        if self.vendor == "sqlite":
            file = self.folder / f"trial-{self.number}.sqlite3"
            shutil.copyfile(self.database, file)
            yield str(file)
            for suffix in ("", "-wal", "-shm"):
                file.with_name(file.name + suffix).unlink(missing_ok=True)
            return
        name = f"{self.database[:40]}_trial_{self.number}"
        leave()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.database}"')
        yield name
        leave()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def steps(self) -> tuple[int, list[int], float]:
        """How many steps a release has that nobody kills, which of them come right after a commit, and the seconds it takes."""
        counted = Steps()
        with self.copy(), counted.counting():
            started = time.perf_counter()
            self.release()
        return counted.seen, counted.committed, time.perf_counter() - started

    def killed_at(self, step: int) -> Left:
        """Kill at the step of a release."""

        def child() -> None:
            with Steps(step).counting():
                self.release()

        return self._run(child, lambda _child: None)

    def killed_without_the_guard(self) -> Left:
        """The wrong way round: files are written only after the rows that name them, and it dies as soon as those are there."""

        def child() -> None:
            with mock.patch.object(vault, "store", _stored_too_late), Steps(at_first_commit=True).counting():
                self.release()

        return self._run(child, lambda _child: None)

    def killed_after(self, seconds: float) -> Left:
        """Kill whatever it is doing after so long."""

        def strike(child: int) -> None:
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)

        return self._run(self.release, strike)

    def killed_in_call(self, number: int) -> Left:
        """Kill at the number-th system call that writes, truncates, renames, removes or waits for the disk; strace does it."""
        return self._run(
            self._stopped_first,
            lambda child: _traced(child, "-e", f"inject={CALLS}:signal=SIGKILL:when={number}"),
        )

    def system_calls(self) -> int:
        """How many such calls a release makes that nobody kills."""
        lines = self.folder / "calls"
        with self.copy():
            left = self._forked(self._stopped_first, lambda child: _traced(child, "-o", str(lines)))
        if left:
            raise RuntimeError("the release failed under strace")
        return sum("(" in line for line in lines.read_text(errors="replace").splitlines())

    def _stopped_first(self) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)
        self.release()

    def _run(self, child: Child, strike: Callable[[int], None]) -> Left:
        with self.copy():
            return self._left(self._forked(child, strike))

    def _forked(self, child: Child, strike: Callable[[int], None]) -> int:
        """Run the child in a process of its own, strike at it, and return how it ended."""
        leave()
        number = os.fork()
        if number == 0:
            code = 1
            try:
                child()
                code = 0
            finally:
                os._exit(code)
        try:
            strike(number)
        finally:
            _, status = os.waitpid(number, 0)
        return status

    def _left(self, status: int) -> Left:
        killed = os.WIFSIGNALED(status)
        if not killed and os.WEXITSTATUS(status):
            raise RuntimeError("the release failed by itself")
        release = Release.objects.first()
        state = release.state if release else "none"
        found = verified()
        if not found:
            self.release()  # whatever was lost, the desk goes on from there
            found = verified()
            tranche = self.world.tranche(1)
            if balances(self.world.agreement).of(Account.RECIPIENT, 1) <= 0 or tranche.state != "deducted":
                found.append("the release cannot be carried out any more")
        return Left(killed, found, state)


def _traced(child: int, *options: str) -> None:
    """Attach strace to a child that has stopped itself, let it go on, and wait until it has ended."""
    output = [] if "-o" in options else ["-o", "/dev/null"]
    tracer = subprocess.Popen(
        ["strace", "-f", *output, "-p", str(child), "-e", f"trace={CALLS}", *options],
        stderr=subprocess.DEVNULL,
    )
    while f"TracerPid:\t{tracer.pid}" not in Path(f"/proc/{child}/status").read_text():
        time.sleep(0.005)
    os.kill(child, signal.SIGCONT)
    tracer.wait()


_in_time = vault.store


def _stored_too_late(content: bytes) -> str:
    transaction.on_commit(lambda: _stored(content))
    return hashlib.sha256(content).hexdigest()


def _stored(content: bytes) -> None:
    _in_time(content)
