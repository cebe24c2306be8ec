"""The state of the desk in sentences: what runs as it should, what is overdue, and what to do about it.

Each condition is asked of the record that its task leaves; so a scheduler that stopped, which tells nobody, is seen here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from platform import python_version
from shutil import disk_usage

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from documents.database.reader import as_house
from documents.days import moment_words
from documents.models import OutboxMessage, TaskRun
from documents.selectors.verifications import last_verified
from documents.sentences import counted, ended
from documents.services.outbox import MOST_TRIES, waiting
from documents.services.stamping import unstamped
from documents.signing.key_check import certificate_ends, key_faults
from escrow_site.backup.making import app_version
from tranches.models import EscrowAgreement

MAIL_IS_LATE = timedelta(minutes=30)
A_DAY = timedelta(hours=26)  # a task of every day, with time to run
LITTLE_SPACE = 2**30  # bytes


class Standing(StrEnum):
    """How a condition stands: well, to be looked at, or wrong."""

    WELL = "well"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True)
class Condition:
    """One thing the desk depends on: its name, how it stands, what is known of it, and what to do where it is not well."""

    name: str
    standing: Standing
    sentence: str
    todo: str = ""


@as_house  # it tells counts and moments, of no deal
def conditions(now: datetime) -> list[Condition]:
    """Every condition, in the order an operator would look."""
    return [found for ask in _ASKED for found in ask(now)]


def _database(_: datetime) -> Iterator[Condition]:
    behind = migrations_missing()
    engine = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    if behind:
        yield Condition(
            "Database",
            Standing.WRONG,
            f"{counted(behind, 'migration')} of this version not applied to it.",
            "Stop the desk, take a backup, and run manage.py migrate as the owner of the tables.",
        )
    elif engine == "SQLite" and not settings.DEMO:
        yield Condition(
            "Database", Standing.LOOK, "SQLite, one writer at a time.", "Serve an office from PostgreSQL."
        )
    else:
        yield Condition("Database", Standing.WELL, f"{engine}, all migrations applied.")


def _mail(now: datetime) -> Iterator[Condition]:
    queue = [message for message in waiting(now) if message.made_at <= now - MAIL_IS_LATE]
    given_up = OutboxMessage.objects.exclude(claims__outcome__sent_at__isnull=False).filter(
        claims__number__gte=MOST_TRIES
    )
    lost = given_up.distinct().count()
    tried = [message for message in queue if message.claims.all()]
    if lost:
        yield Condition(
            "Mail",
            Standing.WRONG,
            f"{counted(lost, 'message')} could not be sent in {MOST_TRIES} tries.",
            "Look at the addresses in the docket of the agreement, and at the mail server; tell the addressees by other means.",
        )
    elif tried:
        yield Condition(
            "Mail",
            Standing.LOOK,
            f"{counted(len(tried), 'message')} failed and will be tried again; the oldest is of {moment_words(tried[0].made_at)}.",
            "Look at the mail server and its settings (ESCROW_MAIL_HOST).",
        )
    elif any(message.made_at <= now - A_DAY for message in queue):
        yield Condition(
            "Mail",
            Standing.WRONG,
            f"{counted(len(queue), 'message')} waiting, the oldest since {moment_words(queue[0].made_at)}.",
            "Let the scheduler run manage.py send_mail_outbox every few minutes.",
        )
    else:
        words = (
            f"{counted(len(queue), 'message')} waiting for the mail of the day."
            if queue
            else "Nothing waits to be sent."
        )
        yield Condition("Mail", Standing.WELL, words)


def _verification(now: datetime) -> Iterator[Condition]:
    last = last_verified([], now)
    todo = "Let the scheduler run manage.py verify once a day."
    if last is None:
        yield Condition("Verification", Standing.LOOK, "Nobody has verified the whole record yet.", todo)
        return
    when = moment_words(last.run.made_at)
    if not last.is_clean:
        yield Condition(
            "Verification",
            Standing.WRONG,
            f"On {when}: {counted(last.run.findings, 'finding')}. {ended(last.run.first)}",
            "Release nothing, keep the heads that were mailed, and read docs/keeping.md.",
        )
    elif last.is_old:
        yield Condition("Verification", Standing.LOOK, f"Last on {when}, without a finding.", todo)
    else:
        yield Condition("Verification", Standing.WELL, f"On {when}, without a finding.")


def _time_stamps(_: datetime) -> Iterator[Condition]:
    bare = len(list(unstamped())) if settings.TSA_URL else 0
    if bare:
        yield Condition(
            "Time stamps",
            Standing.LOOK,
            f"{counted(bare, 'checkpoint')} without a stamp.",
            "Look at the time-stamp authority (ESCROW_TSA_URL); the next run of anchor asks again.",
        )


def _task(task: TaskRun.Task, todo: str) -> Callable[[datetime], Iterator[Condition]]:
    def ask(now: datetime) -> Iterator[Condition]:
        runs = TaskRun.objects.filter(task=task)
        last, name = runs.first(), task.label
        if last is None:
            yield Condition(name, Standing.LOOK, "Never run.", todo)
        elif last.failed:
            yield Condition(
                name, Standing.WRONG, f"Failed on {moment_words(last.ended_at)}: {ended(last.said)}", todo
            )
        elif last.ended_at < now - A_DAY:
            yield Condition(name, Standing.LOOK, f"Last on {moment_words(last.ended_at)}.", todo)
        else:
            yield Condition(name, Standing.WELL, f"On {moment_words(last.ended_at)}. {last.said}")

    return ask


def _key(now: datetime) -> Iterator[Condition]:
    if not settings.SIGNING_KEY:
        yield Condition(
            "Signing key", Standing.LOOK, "None: papers stay unsigned.", "Set ESCROW_SIGNING_KEY."
        )
        return
    faults = key_faults(settings.SIGNING_KEY, settings.SIGNING_PASSWORD, now=now)
    for fault in faults:
        yield Condition(
            "Signing key", Standing.WRONG if fault.is_fatal else Standing.LOOK, fault.sentence, fault.hint
        )
    ends = certificate_ends(settings.SIGNING_KEY, settings.SIGNING_PASSWORD)
    if not faults and ends is not None:
        yield Condition("Signing key", Standing.WELL, f"Its certificate ends on {moment_words(ends)}.")


def _space(_: datetime) -> Iterator[Condition]:
    free = disk_usage(settings.VAULT_ROOT if settings.VAULT_ROOT.exists() else settings.VAR_DIR).free
    words = f"{free / 2**30:,.1f} GiB free where documents are filed."
    if free < LITTLE_SPACE:
        yield Condition(
            "Space",
            Standing.WRONG,
            words,
            "Make room, or move the vault (ESCROW_VAULT), before the next paper is filed.",
        )
    else:
        yield Condition("Space", Standing.WELL, words)


def _versions(_: datetime) -> Iterator[Condition]:
    deals = EscrowAgreement.objects.filter(is_simulation=False).count()
    yield Condition(
        "Versions",
        Standing.WELL,
        f"Escrow Desk {app_version()}, Django {django.get_version()}, Python {python_version()}; {counted(deals, 'agreement')}.",
    )


def migrations_missing() -> int:
    """How many migrations of this version the database has not had."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


_ASKED: tuple[Callable[[datetime], Iterator[Condition]], ...] = (
    _database,
    _mail,
    _verification,
    _task(TaskRun.Task.ANCHOR, "Let the scheduler run manage.py anchor once a day."),
    _time_stamps,
    _task(TaskRun.Task.REMIND, "Let the scheduler run manage.py remind once a day."),
    _task(
        TaskRun.Task.BACKUP,
        "Let the scheduler run manage.py backup once a day, and carry the file to another machine.",
    ),
    _key,
    _space,
    _versions,
)
