"""`manage.py retention`: what is kept until when, and what bars its destruction. It deletes nothing, and nothing else here does."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.days import house_day
from tranches.keeping.selectors import Kept, retention_of
from tranches.models import EscrowAgreement
from tranches.terms import typed
from tranches.terms.typed import NotUnderstood


class Command(BaseCommand):
    """One line for each class of each deal and for each party's register, over all houses. Simulations are left out."""

    help = "List how long each part of the record is kept, what is due, and which legal hold bars it. Deletes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="the day to judge by, YYYY-MM-DD (today, UTC)")

    def handle(self, *args: Any, **options: Any) -> None:
        on = self._day(options["on"])
        agreements = EscrowAgreement.objects.filter(is_simulation=False).select_related("binder")
        rows = retention_of(list(agreements.order_by("reference")), on)
        for row in rows:
            self.stdout.write(
                f"{row.binder}  {row.kind.title.lower()}, {row.entries:,} entries: {_words(row, on)}"
            )
        standing = [row.standing(on) for row in rows]
        self.stdout.write(
            f"{len(rows)} parts of the record on {on}: {standing.count('due')} due, {standing.count('held')} held. "
            "Nothing was deleted: this software deletes nothing."
        )

    def _day(self, text: str | None) -> date:
        if text is None:
            return house_day(timezone.now())
        try:
            return typed.day(text).value
        except NotUnderstood as refusal:
            raise CommandError(refusal.sentence) from None


def _words(row: Kept, on: date) -> str:
    kept = f"{row.years} years" + (
        f" from {row.since}, until {row.due_on}" if row.since else f" once {row.runs} is closed"
    )
    if row.holds:
        names = ", ".join(f"{hold} of {hold.agreement.reference} since {hold.set_on}" for hold in row.holds)
        return f"HELD by {names}; {kept}"
    return f"DUE since {row.due_on} ({kept})" if row.standing(on) == "due" else kept
