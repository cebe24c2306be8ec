"""Several processes remind and send at the same time: one message, sent once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connections
from django.utils import timezone

from documents.models import OutboxMessage, OutboxSend
from documents.services.outbox import send_all, waiting
from tests import worlds
from tests.deadlines.conftest import reachable
from tests.worlds import SYSTEM
from tranches.models import EscrowAgreement
from tranches.services.telling.reminders import remind

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY = 4


def together(work: Callable[[], None]) -> None:
    """Run the work in several threads, each with a connection of its own, from one starting line."""
    start, troubles = Barrier(MANY), []

    def run() -> None:
        try:
            start.wait(timeout=30)
            work()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not troubles


def test_reminders_made_and_sent_by_several_processes_arrive_once() -> None:
    world = reachable(worlds.funded())
    day, now = date(2026, 12, 30), world.now

    def pass_of_the_day() -> None:
        agreement = EscrowAgreement.objects.select_related("binder").get(pk=world.agreement.pk)
        remind(agreement, today=day, actor=SYSTEM, now=now)

    together(pass_of_the_day)
    made = OutboxMessage.objects.count()
    assert made == 5 * len(
        {purpose.rpartition("/")[0] for purpose in OutboxMessage.objects.values_list("purpose", flat=True)}
    )
    moment = timezone.now()
    backend = mail.get_connection()

    def sender() -> None:
        send_all(waiting(moment), backend=backend, actor=SYSTEM, now=moment)

    together(sender)
    assert len(mail.outbox) == made
    assert OutboxSend.objects.filter(sent_at__isnull=False).count() == made
