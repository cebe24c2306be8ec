"""Many at once: processes that wait for one another, then all press at the same moment."""

from __future__ import annotations

import multiprocessing
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from documents.errors import RuleViolation


@dataclass
class Outcome:
    """What happened to all: how many were done, how many refused by which code, and everything that was neither."""

    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    sentences: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)


def press(tasks: Sequence[Callable[[], Any]], *, times: int = 1) -> Outcome:
    """Run each task in a process of its own, `times` times in a row, all beginning together.

    A refusal counts by its code. Any other exception is an error: to a person it would be a page that says 500.
    """
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(len(tasks)), context.SimpleQueue()
    connections.close_all()  # a connection belongs to one process
    processes = [context.Process(target=_work, args=(task, times, barrier, results)) for task in tasks]
    for process in processes:
        process.start()
    outcome = Outcome()
    for _ in range(len(tasks) * times):
        kind, code, text = results.get()
        if kind == "done":
            outcome.done += 1
        elif kind == "refused":
            outcome.refused[code] += 1
            outcome.sentences.add(text)
        else:
            outcome.errors.append(text)
    for process in processes:
        process.join(30)
    return outcome


def _work(task: Callable[[], Any], times: int, barrier: Any, results: Any) -> None:
    barrier.wait(60)
    for _ in range(times):
        try:
            task()
            results.put(("done", "", ""))
        except RuleViolation as violation:
            results.put(("refused", violation.code, violation.sentence))
        except BaseException:  # every kind of failure is a finding
            results.put(("error", "", traceback.format_exc(limit=-4)))
    connections.close_all()
