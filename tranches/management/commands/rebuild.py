"""`manage.py rebuild`: how an agreement stood after any of its events, from the journal alone."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tranches.models import EscrowAgreement
from tranches.rebuild import rebuild
from tranches.verification.present import past_events


class Command(BaseCommand):
    """Reads no table but the journal. Exit 1 with a sentence for an unknown agreement, event or moment."""

    help = "Rebuild how an agreement stood after an event, or at a recorded moment, from its journal alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agreement", metavar="REFERENCE")
        when = parser.add_mutually_exclusive_group()
        when.add_argument(
            "--event", type=int, metavar="N", help="after this event (the newest unless one is named)"
        )
        when.add_argument(
            "--at", metavar="MOMENT", help="as recorded up to this moment, 2026-12-18T10:00+08:00"
        )
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        agreement = EscrowAgreement.objects.filter(reference=options["agreement"]).first()
        if agreement is None:
            raise CommandError(f"No agreement {options['agreement']!r} is loaded.")
        moment, until = self._moment(options["at"]), options["event"]
        try:
            past = rebuild(past_events(agreement), until=until, moment=moment)
        except (AttributeError, KeyError, TypeError, ValueError) as trouble:
            raise CommandError(f"The events cannot be folded ({trouble}). Run verify.") from None
        if not past.count or (until is not None and past.count != until):
            raise CommandError(f"The journal of {agreement.reference} has no such event.")
        picture = past.picture()
        if options["json"]:
            self.stdout.write(
                json.dumps({"event": past.count, "picture": picture}, indent=1, ensure_ascii=False)
            )
            return
        self.stdout.write(
            f"{agreement.reference} after event {past.count}, recorded {past.recorded_at:%Y-%m-%d %H:%M:%S} UTC"
        )
        for what, stood in sorted(picture.items()):
            if stood not in ("", None):
                self.stdout.write(f"{what}: {_words(stood)}")

    def _moment(self, text: str | None) -> datetime | None:
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"{text!r} is no moment. Write it as 2026-12-18T10:00+08:00.") from None
        if moment.tzinfo is None:
            raise CommandError("Name the time zone of the moment: 2026-12-18T10:00+08:00, or Z for UTC.")
        return moment


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_words(entry) for entry in value)
    return f"{value:,}" if isinstance(value, int) else str(value)
