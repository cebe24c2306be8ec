"""`manage.py send_mail_outbox`: send what stands in the outbox; run it every few minutes by the operator's scheduler."""

from argparse import ArgumentParser
from typing import Any

from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.actor import system_actor
from documents.sentences import counted
from documents.services.daily_mail import batches, mail_of
from documents.services.outbox import send_all, senders, waiting


class Command(BaseCommand):
    """Exit 0: nothing failed. Exit 1: some message failed; each is named, and is tried again by the next run."""

    help = "Send the messages of the outbox through the mail server; a message is sent once, a failure stops no other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="name what would be sent, and send nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        messages = waiting(now)
        if options["dry_run"]:
            due = list(batches(messages, now))
            for batch in due:
                self.stdout.write(f"{batch[0].to_address}: {mail_of(batch, now)[0]}")
            wait = len(messages) - sum(map(len, due))
            later = f"; {counted(wait, 'message')} for the mail of the next day" if wait else ""
            self.stdout.write(f"{len(due)} to send{later}; nothing was sent.")
            return
        backend = get_connection()
        _, failed, went = send_all(messages, backend=backend, actor=system_actor("send_mail_outbox"), now=now)
        troubles = [
            f"Not sent to {message.to_address} ({message.subject}): {reason}" for message, reason in failed
        ]
        for sender in senders():
            more, wrong = sender(backend, now)
            went, troubles = went + more, troubles + wrong
        for trouble in troubles:
            self.stderr.write(trouble)
        self.stdout.write(f"{went} sent, {len(troubles)} failed.")
        if troubles:
            raise SystemExit(1)
