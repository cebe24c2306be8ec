"""The mail of the day: heads go out together, once a day an address; what has to be answered goes at once; nothing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command

from documents.actor import system_actor
from documents.models import OutboxClaim, OutboxMessage, OutboxSend
from documents.services import daily_mail, outbox
from parties.services.preferences import choose_digested
from tests import worlds
from tests.deadlines.conftest import reachable
from tests.demo.test_sentences import faults_of_mails
from tests.stages import as_it_was
from tests.worlds import World

DESK = system_actor("test")
PARTIES = {"notices@issuer.example", "notices@purchaser.example", "seller@recipient.example"}


def _stage() -> World:
    """A year played to its end within a day: nine mails to answer or to know at once, and the heads of its acts."""
    world = reachable(worlds.funded())
    world.play_year(1, 600_000_000, (2026, 12, 18))
    return world


STAGE = _stage


@pytest.fixture
def world(staged: World, db: None) -> World:
    return as_it_was(staged)


def sent_at(moment: datetime) -> list[EmailMessage]:
    """What one run of the command sends at that moment."""
    before = len(mail.outbox)
    with time_machine.travel(moment, tick=False):
        call_command("send_mail_outbox", stdout=StringIO())
    return mail.outbox[before:]


def heads() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(purpose__startswith="head/"))


def of_the_day(found: list[EmailMessage]) -> list[EmailMessage]:
    return [message for message in found if "mail of the day" in message.body]


def test_no_mail_of_a_year_speaks_the_programs_language(world: World) -> None:
    """What a whole year tells its parties, by itself and in the mails of the day."""
    sent = sent_at(world.now) + sent_at(world.now + timedelta(days=2))
    assert len(sent) > 10
    assert faults_of_mails((str(each.subject), str(each.body)) for each in sent) == []
    assert faults_of_mails((row.subject, row.body) for row in OutboxMessage.objects.all()) == []


def test_heads_of_a_day_come_in_one_mail_and_the_rest_at_once(world: World) -> None:
    acts = OutboxMessage.objects.exclude(purpose__startswith="head/").count()
    assert len(heads()) > 3 * 5
    found = sent_at(world.now)
    assert len(found) == acts + 3
    daily = of_the_day(found)
    assert {message.to[0].rpartition("<")[2].rstrip(">") for message in daily} == PARTIES
    for head in heads():
        (mine,) = (message for message in daily if head.to_address in message.to[0])
        own = head.body[: head.body.index("Keep this message")].strip()
        assert own in mine.body or own.rpartition("\n\n")[0] in mine.body
        assert f". {head.subject}\n" in mine.body
    assert all(message.body.count("Keep this message") == 1 for message in daily)
    assert OutboxSend.objects.filter(sent_at__isnull=False).count() == OutboxMessage.objects.count()


def test_a_second_mail_of_the_day_waits_for_the_next_day_and_nothing_else_does(world: World) -> None:
    sent_at(world.now)
    world.later(hours=1)
    for number in range(2):
        outbox.put_message(
            binder=world.agreement.binder,
            purpose=f"head/KX-2025/9{number}/x",
            to_address="notices@issuer.example",
            subject=f"head {number}",
            body="b",
            actor=DESK,
            now=world.now,
        )
    outbox.put_message(
        binder=world.agreement.binder,
        purpose="submitted/KX-2025/x",
        to_address="notices@issuer.example",
        subject="sign",
        body="b",
        actor=DESK,
        now=world.now,
    )
    assert [message.subject for message in sent_at(world.now)] == ["sign"]
    assert sent_at(world.later(hours=2)) == []
    (next_day,) = sent_at(world.later(days=1))
    assert "head 0" in next_day.body
    assert "head 1" in next_day.body
    assert sent_at(world.later(days=1)) == []


def test_a_single_head_goes_as_it_stands(world: World) -> None:
    sent_at(world.now)
    world.later(days=1)
    made = outbox.put_message(
        binder=world.agreement.binder,
        purpose="head/KX-2025/99/x",
        to_address="notices@issuer.example",
        subject="head 99",
        body="as it stands\n",
        actor=DESK,
        now=world.now,
    )
    assert made is not None
    (found,) = sent_at(world.now)
    assert (found.subject, found.body) == (made.subject, made.body)


def test_a_sender_that_was_killed_in_the_middle_loses_no_head(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the mail and its record, the whole mail is sent again; killed before it, for the first time."""

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", kill)
        patch.setattr(
            OutboxMessage.objects,
            "exclude",
            lambda **_: OutboxMessage.objects.filter(purpose__startswith="head/"),
        )
        with pytest.raises(Killed):
            sent_at(world.now)
    claimed = OutboxClaim.objects.count()
    assert claimed > 5
    assert not OutboxSend.objects.exists()
    at_once = sent_at(world.later(minutes=1))
    assert len(of_the_day(at_once)) == 2  # the one that was in hand is left alone for a quarter of an hour
    (again,) = sent_at(world.later(minutes=20))
    assert again.body.count("head of the record after") == claimed
    assert OutboxSend.objects.filter(sent_at__isnull=False).count() == OutboxMessage.objects.count()


def test_a_mail_of_the_day_that_failed_is_tried_again_on_the_same_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", lambda *_: 0)
        with pytest.raises(SystemExit):
            sent_at(world.now)
    assert not mail.outbox
    assert len(of_the_day(sent_at(world.later(minutes=5)))) == 3


def test_of_two_senders_one_has_the_mail(world: World) -> None:
    batch = next(
        batch for batch in daily_mail.batches(outbox.waiting(world.now), world.now) if len(batch) > 1
    )
    assert outbox.claim(batch[0], actor=DESK, now=world.now) is not None
    assert outbox._claimed(batch, actor=DESK, now=world.now) == []
    assert OutboxClaim.objects.count() == 1


def test_whoever_wishes_it_has_reports_and_reminders_in_the_mail_of_the_day_but_never_what_he_must_answer(
    world: World,
) -> None:
    seller = world.users["seller"]
    type(seller).objects.filter(pk=seller.pk).update(email="Seller@recipient.example")
    choose_digested(seller, ["events", "deadlines"])
    mine = [message for message in sent_at(world.now) if "seller@" in message.to[0]]
    assert [message.subject for message in mine if "sign" in message.subject] == [
        "KX-2025: JWI-1 is before the signers"
    ]
    (daily,) = of_the_day(mine)
    assert len(mine) == 2
    assert "the accountant’s report on tranche 1 is on file" in daily.body


def test_without_the_rule_each_head_is_a_mail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(daily_mail, "_PATIENT", [])
    assert len(sent_at(world.now)) == OutboxMessage.objects.count()


def test_dry_run_says_what_waits(world: World) -> None:
    sent_at(world.now)
    world.later(minutes=1)
    outbox.put_message(
        binder=world.agreement.binder,
        purpose="head/KX-2025/99/x",
        to_address="notices@issuer.example",
        subject="head 99",
        body="b",
        actor=DESK,
        now=world.now,
    )
    out = StringIO()
    with time_machine.travel(world.now + timedelta(minutes=1), tick=False):
        call_command("send_mail_outbox", "--dry-run", stdout=out)
    assert out.getvalue() == "0 to send; 1 message for the mail of the next day; nothing was sent.\n"
