"""How long does it take to verify 100,000 events? A journal of that length in a database of its own, and the clock held to it.

    python -m tests.tools.long_journal [EVENTS]

makes `var/long.sqlite3` anew, or uses the database that DATABASE_URL names, which must be empty.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

FILE = Path(__file__).resolve().parents[2] / "var" / "long.sqlite3"
BINDERS = 10
BATCH = 5_000


def main(events: int) -> None:
    if "DATABASE_URL" not in os.environ:
        for name in (FILE, FILE.with_name(f"{FILE.name}-wal"), FILE.with_name(f"{FILE.name}-shm")):
            name.unlink(missing_ok=True)
        os.environ["DATABASE_URL"] = f"sqlite:///{FILE}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "escrow_site.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from documents.actor import system_actor
    from documents.models import Anchor, Binder
    from documents.services.anchoring import anchor_head, make_checkpoint
    from documents.services.deed import Deed, RecordDeed
    from documents.services.stamping import trusted_roots

    call_command("migrate", verbosity=0)
    if Binder.objects.exists():
        sys.exit("This database is not empty.")
    now, actor = datetime(2026, 1, 1, tzinfo=UTC), system_actor("long journal")
    for number in range(1, BINDERS + 1):
        binder = Binder.objects.create(reference=f"LONG-{number}", title=f"Journal {number}")
        with transaction.atomic():
            write(binder, events // BINDERS, now)
            anchor_head(RecordDeed("anchor", actor, now, binder))
    make_checkpoint(Deed("anchor", actor, now))
    print(
        f"{events:,} events in {BINDERS} binders, {Anchor.objects.count()} anchors; {len(trusted_roots())} authorities"
    )
    for command in (("verify",), ("anchor",)):
        begun, worked = time.perf_counter(), time.process_time()
        call_command(*command)
        print(
            f"{' '.join(command)}: {time.process_time() - worked:.1f} s of work in {time.perf_counter() - begun:.1f} s"
        )


def write(binder: Any, count: int, now: datetime, *, after: tuple[int, str] = (0, "0" * 64)) -> None:
    """As the journal writes them, in batches, behind the event with this number and digest."""
    from documents.journal.canonical import COLUMNS, event_digest
    from documents.models import Event

    (last, previous), rows = after, []
    for number in range(last + 1, last + count + 1):
        columns = {
            "number": number,
            "version": 1,
            "kind": "tranche.moved",
            "subject_type": "binder",
            "subject_reference": f"{binder.reference}/{number % 5}",
            "actor_id_text": "user:1",
            "actor_name": "Clerk One",
            "actor_capacity": "clerk of the escrow agent",
            "factor": "password",
            "effective_on": now.date(),
            "recorded_at": now + timedelta(milliseconds=number - last),
            "before": {"held": number},
            "after": {"held": number + 1},
            "facts": {"postings": [], "note": "a fact of usual length, 一般长度之事实"},
            "documents": [{"sha256": "ab" * 32, "title": "A paper", "kind": "report"}],
            "reason": "as it came",
            "previous_digest": previous,
        }
        digest = event_digest(
            binder_reference=binder.reference, columns={name: columns[name] for name in COLUMNS}
        )
        rows.append(Event(binder=binder, digest=digest, **columns))
        previous = digest
        if len(rows) == BATCH or number == last + count:
            Event.objects.bulk_create(rows)
            rows.clear()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
