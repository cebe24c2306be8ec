"""What the database asks for again is done again, a few times and no more; what waited too long is told to try again."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from documents.models import Binder
from documents.services import transactions
from documents.services.transactions import ATTEMPTS, in_one_transaction, is_busy
from tests import worlds
from tranches.models import Report

pytestmark = pytest.mark.django_db(transaction=True)


class Asked(Exception):
    """What psycopg raises, with its code."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def failing(times: int, code: str, done: list[str]) -> Callable[[], str]:
    """Work that writes and then fails so many times."""

    def work() -> str:
        done.append("begun")
        Binder.objects.create(reference=f"B{len(done)}")
        if len(done) <= times:
            raise OperationalError("could not") from Asked(code)
        return "done"

    return work


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_transaction_is_done_again_and_leaves_one_effect(code: str) -> None:
    done: list[str] = []
    assert in_one_transaction(failing(2, code, done)) == "done"
    assert len(done) == 3
    assert list(Binder.objects.values_list("reference", flat=True)) == ["B3"]


def test_it_is_done_again_with_a_bound() -> None:
    done: list[str] = []
    with pytest.raises(OperationalError):
        in_one_transaction(failing(99, "40P01", done))
    assert len(done) == ATTEMPTS
    assert not Binder.objects.exists()


def test_another_fault_is_not_repeated() -> None:
    for code in ("55P03", "53300", "XX000"):
        done: list[str] = []
        with pytest.raises(OperationalError):
            in_one_transaction(failing(1, code, done))
        assert len(done) == 1


def test_inside_another_transaction_only_the_whole_could_be_begun_again() -> None:
    done: list[str] = []
    with pytest.raises(OperationalError), transaction.atomic():
        in_one_transaction(failing(1, "40001", done))
    assert len(done) == 1


def test_act_is_repeated_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """An act whose commit the database refuses once has one effect; with the repeating taken out it fails (the control)."""
    world, asked = worlds.funded(), []
    world.day(2026, 12, 18)

    def refuse_once(*_: Any, **__: Any) -> None:
        asked.append(1)
        if len(asked) % 2:
            raise OperationalError("deadlock detected") from Asked("40P01")

    monkeypatch.setattr("tranches.services.act.give_out_head", refuse_once)
    world.report(1, 600_000_000)
    assert len(asked) == 2
    assert Report.objects.count() == 1
    monkeypatch.setattr(transactions, "ATTEMPTS", 1)
    world.day(2027, 12, 17)
    with pytest.raises(OperationalError):
        world.report(2, 600_000_000)
    assert Report.objects.count() == 1


@pytest.mark.postgres_only
def test_two_that_wait_for_each_other_both_get_done() -> None:
    """A real deadlock: each takes its own binder first and the other's second; PostgreSQL ends one, and that one begins again."""
    rows = [Binder.objects.create(reference=name) for name in ("one", "two")]
    met, begun, done = Barrier(2, timeout=20), [0, 0], []

    def crossing(mine: int) -> None:
        def work() -> None:
            begun[mine] += 1
            Binder.objects.select_for_update().get(pk=rows[mine].pk)
            if begun[mine] == 1:
                met.wait()
            Binder.objects.select_for_update().get(pk=rows[1 - mine].pk)

        try:
            in_one_transaction(work)
            done.append(mine)
        finally:
            connection.close()

    both = [Thread(target=crossing, args=(mine,)) for mine in (0, 1)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)
    assert sorted(done) == [0, 1]
    assert sum(begun) == 3


def test_writer_that_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another holds the row (or, on SQLite, the file); the fault that comes is one that the pages answer with 503."""
    monkeypatch.setattr(transactions, "LONGEST_WAIT_SECONDS", 1)
    row, held, release, faults = (
        Binder.objects.create(reference="one"),
        Barrier(2, timeout=30),
        Barrier(2, timeout=30),
        [],
    )

    def hold() -> None:
        try:
            with transaction.atomic():
                Binder.objects.select_for_update().get(pk=row.pk)
                held.wait()
                release.wait()
        finally:
            connection.close()

    other = Thread(target=hold)
    other.start()
    held.wait()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=200")
    try:
        in_one_transaction(lambda: Binder.objects.select_for_update().get(pk=row.pk))
    except OperationalError as fault:
        faults.append(fault)
    release.wait()
    other.join(30)
    connection.close()
    assert [is_busy(fault) for fault in faults] == [True]
    assert not is_busy(OperationalError("disk I/O error"))
