"""Writing down that a task of the operator's scheduler ran, and how it ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from documents.database.reader import as_house
from documents.models import TaskRun

LONGEST = 500  # characters of what a run said


@dataclass
class Saying:
    """What a run says of itself when it is done, in one line."""

    said: str = ""


@contextmanager
def task_run(task: str, clock: Callable[[], datetime]) -> Iterator[Saying]:
    """Note the run of a task (`TaskRun.Task`) when it ends, well or not; whatever ended it goes on. `clock` says what time it is.

    A run that cannot be noted because the database does not answer is a failure already, and says so by itself.
    """
    started_at, saying = clock(), Saying()

    def note(*, failed: bool, said: str) -> None:
        _write(
            TaskRun(task=task, started_at=started_at, ended_at=clock(), failed=failed, said=said[:LONGEST])
        )

    try:
        yield saying
    except BaseException as trouble:
        code = trouble.code if isinstance(trouble, SystemExit) else 1
        with suppress(DatabaseError):
            note(failed=bool(code), said=saying.said or _words(trouble))
        raise
    note(failed=False, said=saying.said)


@as_house
def _write(run: TaskRun) -> None:
    run.save(force_insert=True)


def _words(trouble: BaseException) -> str:
    if isinstance(trouble, KeyboardInterrupt):
        return "It was broken off."
    return str(trouble) or type(trouble).__name__
