"""Thirty backups while others write: each verified when it was made, then restored into nothing and held against the live record.

python -m tests.tools.backups_under_load [BACKUPS] [WRITERS]
bash .ci/postgres .venv/bin/python -m tests.tools.backups_under_load
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

from tests.tools.office import office


def main(backups: int, how_many: int) -> None:
    with office() as (world, folder):
        from django.db import connection
        from django.utils import timezone

        from documents.journal.heads import compare, parse_head
        from documents.journal.verify import digests_of
        from documents.models import Binder, Event
        from escrow_site.backup.making import make_backup
        from escrow_site.backup.restoring import restore_backup
        from escrow_site.backup.standing import standing_on
        from tests.backup.test_backup import writers

        started, first = time.perf_counter(), Event.objects.count()
        with writers(world, how_many):
            made = []
            for number in range(backups):
                made.append(
                    make_backup(folder=folder / "backups", now=timezone.now() + timedelta(seconds=number))
                )
                _say(
                    f"backup {number + 1}: {len(made[-1].findings)} findings, {sum(made[-1].manifest.rows.values()):,} rows"
                )
        taken = time.perf_counter() - started
        live = {binder.reference: digests_of(binder) for binder in Binder.objects.all()}
        wrong, prefixes = sum(bool(one.findings) for one in made), 0
        for one in made:
            heads = [head for head in map(parse_head, one.manifest.heads) if head]
            kinds = {compare(head, live[head.binder_reference]).kind for head in heads}
            prefixes += kinds == {"extends"}
        restored = 0
        for number, one in enumerate(made, start=1):
            elsewhere = _name(folder, number)
            with standing_on(elsewhere, folder / f"vault {number}"):
                done = restore_backup(file=one.file, replace=False, kept_heads=[], now=timezone.now())
                restored += not done.findings
            _remove(elsewhere)
        _say(
            f"{connection.vendor}: {backups} backups in {taken:.0f} s while {how_many} processes wrote "
            f"{len([row for row in live.values() for _ in row]) - first:,} events; {wrong} with findings, {prefixes} whose heads the "
            f"live record extends, {restored} restored into nothing and verified, in {time.perf_counter() - started:.0f} s altogether."
        )
        sys.exit(0 if (wrong, prefixes, restored) == (0, backups, backups) else 1)


def _name(folder: Path, number: int) -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        return str(folder / f"restored-{number}.sqlite3")
    return f"{connection.settings_dict['NAME']}_restored_{number}"


def _remove(database: str) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        Path(database).unlink()
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:], *("30", "3")[len(sys.argv) - 1 :])))
