"""`manage.py remind`: put the reminders of the day into the outbox; run it once a day by the operator's scheduler."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.actor import system_actor
from documents.models import TaskRun
from documents.services.tasks import task_run
from tranches.models import EscrowAgreement
from tranches.selectors.days import day_of
from tranches.services.telling.reminders import due_reminders, remind
from tranches.terms import typed
from tranches.terms.typed import NotUnderstood


class Command(BaseCommand):
    """Running it twice makes no second message. A simulation is never reminded of."""

    help = (
        "Put one reminder into the outbox for each clock that reached one of its days, for each who is told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="the day to reckon from, YYYY-MM-DD (today)")
        parser.add_argument("--dry-run", action="store_true", help="name the clocks, and make no message")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write(self._remind(options))
            return
        with task_run(TaskRun.Task.REMIND, timezone.now) as run:
            run.said = self._remind(options)
            self.stdout.write(run.said)

    def _remind(self, options: dict[str, Any]) -> str:
        """Name the clocks and, unless it is dry, make the messages; a line with the counts."""
        now, chosen, dry = timezone.now(), self._day(options["on"]), options["dry_run"]
        made = clocks = 0
        for agreement in EscrowAgreement.objects.filter(is_simulation=False).select_related("binder"):
            today = day_of(now, agreement)
            if chosen is not None and chosen > today and not dry:
                raise CommandError(
                    f"{chosen} has not begun: nobody is reminded today of a day to come. Add --dry-run to look ahead."
                )
            day = chosen or today
            for entry, step in due_reminders(agreement, day):
                clocks += 1
                self.stdout.write(f"{entry.key}: due on {entry.due_on} ({step})")
            if not dry:
                made += len(remind(agreement, today=day, actor=system_actor("remind"), now=now))
        return f"{clocks} clocks, {made} new messages{', nothing was written' if dry else ''}."

    def _day(self, text: str | None) -> date | None:
        if text is None:
            return None
        try:
            return typed.day(text).value
        except NotUnderstood as refusal:
            raise CommandError(refusal.sentence) from None
