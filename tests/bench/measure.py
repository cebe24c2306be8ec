"""`make bench`: what the desk costs against the bare thing, in the same run, so that the machine's mood takes part on both sides.

Run by .ci/bench, once a database; not collected by the suite. Each row is measured in turns (ours, baseline, ours, baseline, …) and is
the median of the ratios. Nothing here passes or fails. Writes its part of docs/performance.md unless QUICK is set.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from documents.journal.canonical import COLUMNS, FORMS, canonical_text
from documents.journal.verify import chain_findings
from documents.models import Binder, Event
from documents.papers import render
from documents.services.recorded import create
from tests.bench.scenes import ACTS, DAY, Page, agreements, pages
from tests.papers.samples_account import LETTER
from tests.tools.long_journal import write
from tests.worlds import SYSTEM, World

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "performance.md"
QUICK = bool(os.environ.get("QUICK"))
TURNS = 3 if QUICK else 7
EVENTS = 2_000 if QUICK else 20_000
LONG = (1_000,) if QUICK else (1_000, 10_000, 100_000)
MANY = 6
LISTS = ("start", "docket", "inbox", "journal")
TO_PDF = render.to_pdf  # before the suite's fixtures leave the layout out


@cache
def bare_model() -> Any:
    """The bare transition: a machine of two states and its history, nothing else. Made when the tables of the desk stand."""

    class Bare(models.Model):
        state = FSMField(default="open")
        history = HistoricalRecords(app="documents")

        class Meta:
            app_label = "documents"
            db_table = "bench_bare"

        @transition(field=state, source="open", target="done")
        def finish(self) -> None:
            pass

    key = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "serial PRIMARY KEY"
    history: Any = Bare.history.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_bare (id {key}, state text)")
        cursor.execute(
            f'CREATE TABLE "{history}" (history_id {key}, id bigint, state text, history_date timestamp,'
            " history_change_reason text, history_type text, history_user_id bigint)"
        )
    return Bare


@dataclass
class Table:
    """The rows of the report as they are measured."""

    lines: list[str] = field(default_factory=list)

    def row(self, what: str, ours: float, bare: float, ratio: float, note: str = "") -> None:
        line = f"| {what} | {ours * 1000:,.1f} | {bare * 1000:,.1f} | {ratio:,.2f} | {note} |"
        self.lines.append(line)
        print(line, flush=True)


def timed(work: Callable[[], Any]) -> float:
    """Seconds by the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(
    ours: Callable[[], float], bare: Callable[[], float], turns: int = TURNS
) -> tuple[float, float, float]:
    """Median of ours, of the baseline, and of the ratios of the pairs. Both measure themselves, in seconds."""
    pairs = [(ours(), bare()) for _ in range(turns)]
    return (
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
        statistics.median(first / second for first, second in pairs),
    )


# --- Acts ----------------------------------------------------------------------------------------


def act_once(world: World, name: str) -> float:
    """One act in a savepoint that is taken back."""
    way, act = ACTS[name]
    before = world.now
    with transaction.atomic():
        if way is not None:
            way(world)
        seconds = timed(lambda: act(world))
        transaction.set_rollback(True)
    world.now = before
    return seconds


def bare_once() -> float:
    model = bare_model()
    row = model.objects.create()

    def walk() -> None:
        with transaction.atomic():
            found = model.objects.select_for_update().get(pk=row.pk)
            found.finish()
            found.save()

    return timed(walk)


def acts(table: Table, world: World) -> None:
    for name in ACTS:
        table.row(f"act: {name}", *in_turns(partial(act_once, world, name), bare_once))


def acts_as_the_binder_grows(table: Table, world: World) -> None:
    """Approve with more and more events in the agreement's binder, against the same act in the short one."""
    binder = world.agreement.binder
    held = Event.objects.filter(binder=binder).count()
    for length in LONG:
        with transaction.atomic():
            lengthen(binder, length - held)
            long = [act_once(world, "approve") for _ in range(TURNS)]
            transaction.set_rollback(True)
        short = [act_once(world, "approve") for _ in range(TURNS)]
        ratio = statistics.median(first / second for first, second in zip(long, short, strict=True))
        table.row(
            f"act: approve, {length:,} events",
            statistics.median(long),
            statistics.median(short),
            ratio,
            f"against {held} events",
        )


def lengthen(binder: Binder, more: int) -> None:
    """More events of one binder, as an act would have left them: with the anchor of the head."""
    from documents.services.anchoring import anchor_head
    from documents.services.deed import RecordDeed

    newest = Event.objects.filter(binder=binder).order_by("-number").first()
    assert newest is not None
    write(binder, more, newest.recorded_at, after=(newest.number, newest.digest))
    anchor_head(RecordDeed("anchor", SYSTEM, newest.recorded_at, binder))


# --- Pages ---------------------------------------------------------------------------------------


def each_page(table: Table, world: World, how_many: int) -> None:
    for name, page in pages(world).items():
        if QUICK and how_many > 1 and name not in LISTS:
            continue
        client = page.client()
        statements = statements_of(client, page)
        tables = sorted({found for sql in statements for found in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)})
        seen = in_turns(
            partial(timed, partial(client.get, page.address)), partial(timed, partial(raw, tables))
        )
        table.row(f"page: {name}, {how_many} agreements", *seen, f"{len(statements)} statements")


def statements_of(client: Any, page: Page) -> list[str]:
    client.get(page.address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(page.address).status_code == 200
    return [query["sql"] for query in counted.captured_queries]


def raw(tables: list[str]) -> None:
    """The baseline of a page: each table that it reads, read once."""
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f'SELECT * FROM "{name}" LIMIT 1000')
            cursor.fetchall()


# --- Evidence, papers, start ---------------------------------------------------------------------


def verifying(table: Table) -> None:
    """The chain of one binder against SHA-256 over the very bytes, each held in memory."""
    binder = create(
        Binder(reference="BENCH", title="Bench"),
        actor=SYSTEM,
        now=DAY,
        reason="bench",
    )
    write(binder, EVENTS, datetime(2026, 1, 1, tzinfo=UTC))
    texts = [
        f"escrow-desk/{FORMS[1]}\n{canonical_text({'binder': binder.reference} | values)}".encode()
        for values in Event.objects.filter(binder=binder).order_by("number").values(*COLUMNS)
    ]

    def ours() -> None:
        assert not list(chain_findings(binder))

    def bare() -> None:
        for text in texts:
            hashlib.sha256(text).hexdigest()

    first, second, ratio = in_turns(lambda: timed(ours), lambda: timed(bare), 1 if QUICK else 5)
    table.row(f"verify, {EVENTS:,} events", first, second, ratio, f"{1 / ratio:.3f} of SHA-256’s speed")


def letter(table: Table) -> None:
    """The letter to the transfer agent from its sheet to its bytes, against WeasyPrint with one word."""
    from weasyprint import HTML

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "to_pdf", TO_PDF)
        seen = in_turns(
            lambda: timed(lambda: render.render(LETTER)),
            lambda: timed(lambda: HTML(string="<p>hello</p>").write_pdf()),
            3,
        )
    table.row("letter", *seen, "against WeasyPrint’s “hello”")


STARTS = {
    "import of all": "import django; django.setup()",
    "manage.py check": "import django; django.setup(); from django.core.management import call_command; call_command('check')",
}
BARE_START = (
    "from django.conf import settings; settings.configure(INSTALLED_APPS=['django.contrib.' + n for n in "
    "('admin','auth','contenttypes','sessions','messages','staticfiles')],"
    "DATABASES={'default':{'ENGINE':'django.db.backends.sqlite3','NAME':':memory:'}},MIDDLEWARE=["
    "'django.contrib.sessions.middleware.SessionMiddleware','django.contrib.auth.middleware.AuthenticationMiddleware',"
    "'django.contrib.messages.middleware.MessageMiddleware'],TEMPLATES=[{'BACKEND':"
    "'django.template.backends.django.DjangoTemplates','APP_DIRS':True,'OPTIONS':{'context_processors':["
    "'django.template.context_processors.request','django.contrib.auth.context_processors.auth',"
    "'django.contrib.messages.context_processors.messages']}}],DEFAULT_AUTO_FIELD='django.db.models.BigAutoField',SECRET_KEY='x');"
)


def starting(table: Table) -> None:
    for name, code in STARTS.items():
        seen = in_turns(partial(_process, code), partial(_process, BARE_START + code), 1 if QUICK else 5)
        table.row(f"start: {name}", *seen, "against Django with its admin alone")


def _process(code: str) -> float:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "escrow_site.settings"}
    return timed(
        lambda: subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            check=True,
            cwd=ROOT,
            env=environment,
            capture_output=True,
        )
    )


# --- The report ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_measure() -> None:
    table = Table()
    (world,) = agreements(1)
    acts(table, world)
    acts_as_the_binder_grows(table, world)
    with time_machine.travel(DAY):
        each_page(table, world, 1)
    agreements(MANY - 1, prefix="M")
    with time_machine.travel(DAY):
        each_page(table, world, MANY)
    verifying(table)
    if connection.vendor == "sqlite":  # the same whatever the database
        letter(table)
        starting(table)
    if not QUICK:
        _report(table)


def _report(table: Table) -> None:
    commit = subprocess.run(["git", "log", "-1", "--format=%h %cs"], capture_output=True, text=True, cwd=ROOT)
    head = "| what | ours, ms | baseline, ms | ratio | |\n| --- | ---: | ---: | ---: | --- |"
    name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    part = (
        f"## {name}\n\nCommit {commit.stdout.strip()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}.\n\n{head}\n"
        + "\n".join(table.lines)
        + "\n"
    )
    text = REPORT.read_text(encoding="utf-8")
    kept, _, rest = text.partition(f"## {name}\n")
    after = rest[rest.index("\n## ") + 1 :] if "\n## " in rest else ""
    REPORT.write_text(kept.rstrip("\n") + "\n\n" + part + (f"\n{after}" if after else ""), encoding="utf-8")
