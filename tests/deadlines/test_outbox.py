"""The outbox: one message an occasion and address, sent once, with nothing in its headers that does not belong there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.actor import system_actor
from documents.errors import RuleViolation
from documents.models import OutboxClaim, OutboxMessage, OutboxSend
from documents.services import outbox
from tests import worlds
from tests.deadlines.conftest import reachable
from tests.worlds import World

DESK = system_actor("test")
ORDERLY = {
    "purpose": "test/1",
    "to_address": "a@issuer.example",
    "to_name": "Party A",
    "subject": "A report is on file",
    "body": "Text",
}


def put(world: World, **changes: str) -> OutboxMessage | None:
    return outbox.put_message(
        binder=world.agreement.binder, **(ORDERLY | changes), actor=DESK, now=timezone.now()
    )


def test_same_purpose_makes_one_message(world: World) -> None:
    assert put(world) is not None
    assert put(world, subject="Other words") is None
    assert OutboxMessage.objects.get().subject == ORDERLY["subject"]


@pytest.mark.parametrize("field", ["to_address", "to_name", "subject"])
@pytest.mark.parametrize("poison", ["\n", "\r\n", "\r", "\u2028", "\x00", "\x85"])
def test_line_break_in_a_header_is_refused(world: World, field: str, poison: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        put(world, **{field: f"{ORDERLY[field]}{poison}Bcc: thief@elsewhere.example"})
    assert refusal.value.code == "header_injection"
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "a@issuer.example, b@issuer.example", "<a@issuer.example>"]
)
def test_what_is_no_address_is_refused(world: World, address: str) -> None:
    with pytest.raises(RuleViolation):
        put(world, to_address=address)
    assert not OutboxMessage.objects.exists()


def test_message_of_an_act_that_was_rolled_back_does_not_exist(world: World) -> None:
    @transaction.atomic
    def failing_act() -> None:
        put(world)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing_act()
    assert not OutboxMessage.objects.exists()


def test_message_is_sent_once_however_often_the_command_runs(world: World) -> None:
    put(world)
    call_command("send_mail_outbox")
    call_command("send_mail_outbox")
    (sent,) = mail.outbox
    assert sent.to == ['"Party A" <a@issuer.example>']
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert OutboxSend.objects.get().sent_at is not None


def test_name_cannot_add_another_recipient(world: World) -> None:
    put(world, to_name='Doe", <thief@elsewhere.example>, "x')
    call_command("send_mail_outbox")
    (sent,) = mail.outbox
    recipients = sent.message()["To"]
    assert recipients.count("@") == 2
    assert "a@issuer.example" in recipients


def test_one_failure_does_not_stop_the_others_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(world, purpose="test/1", to_address="broken@issuer.example")
    put(world, purpose="test/2")
    deliver = EmailBackend.send_messages

    def refuse_one(self: EmailBackend, messages: list[EmailMessage]) -> int:
        if "broken@" in messages[0].to[0]:
            raise OSError("mailbox full")
        return deliver(self, messages)

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse_one)
        with pytest.raises(SystemExit):
            call_command("send_mail_outbox")
    assert [sent.to for sent in mail.outbox] == [['"Party A" <a@issuer.example>']]
    assert OutboxSend.objects.get(sent_at__isnull=True).reason == "OSError: mailbox full"
    call_command("send_mail_outbox")
    assert len(mail.outbox) == 2


def test_message_that_fails_ten_times_is_given_up(world: World) -> None:
    message = put(world)
    assert message is not None
    for number in range(1, 11):
        claim = OutboxClaim.objects.create(message=message, number=number, claimed_at=timezone.now())
        OutboxSend.objects.create(
            claim=claim, failed_at=timezone.now(), reason="no such host", recorded_at=timezone.now()
        )
    assert outbox.waiting(timezone.now()) == []


def test_of_two_senders_that_read_the_same_message_one_gets_it(world: World) -> None:
    put(world)
    now = timezone.now()
    (first,), (second,) = outbox.waiting(now), outbox.waiting(now)
    assert outbox.claim(first, actor=DESK, now=now) is not None
    assert outbox.claim(second, actor=DESK, now=now) is None


def test_sender_that_read_before_another_has_sent_sends_nothing(world: World) -> None:
    put(world)
    now = timezone.now()
    (late,) = outbox.waiting(now)
    call_command("send_mail_outbox")
    assert outbox.claim(late, actor=DESK, now=now) is None
    assert len(mail.outbox) == 1


def test_message_sent_while_the_waiting_ones_are_read_is_not_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another sender claims and sends between the query of the messages and that of their tries."""
    put(world)
    now = timezone.now()
    rows_of = OutboxMessage.objects.exclude

    def exclude_then_sent(*args: Any, **kwargs: Any) -> Any:
        read = list(rows_of(*args, **kwargs).values_list("pk", flat=True))
        monkeypatch.undo()
        call_command("send_mail_outbox")
        return OutboxMessage.objects.filter(pk__in=read)

    monkeypatch.setattr(OutboxMessage.objects, "exclude", exclude_then_sent)
    assert outbox.waiting(now) == []
    assert len(mail.outbox) == 1


def test_try_that_was_cut_off_is_taken_up_after_a_quarter_of_an_hour(world: World) -> None:
    message = put(world)
    assert message is not None
    now = timezone.now()
    outbox.claim(outbox.waiting(now)[0], actor=DESK, now=now)
    assert outbox.waiting(now + timedelta(minutes=14)) == []
    assert outbox.waiting(now + timedelta(minutes=16)) == [message]


def test_dry_run_sends_nothing(world: World) -> None:
    put(world)
    call_command("send_mail_outbox", "--dry-run")
    assert mail.outbox == []
    assert not OutboxClaim.objects.exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_messages_are_never_changed_or_removed(world: World, change: str) -> None:
    put(world)
    rows = OutboxMessage.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(subject="other") if change == "update" else rows._raw_delete(rows.db)
    assert OutboxMessage.objects.get().subject == ORDERLY["subject"]


# --- Messages of acts ---


def test_parties_are_told_of_report_instruction_and_confirmation_without_figures(world: World) -> None:
    world.play_year(1, 600_000_000, (2026, 12, 18))
    told = OutboxMessage.objects.exclude(purpose__startswith="head/").order_by("id")
    occasions = [message.purpose.split("/")[0] for message in told]
    assert occasions == ["report"] * 3 + ["submitted"] * 3 + ["confirmed"] * 3
    assert {message.to_address for message in told} == {
        "notices@issuer.example",
        "notices@purchaser.example",
        "seller@recipient.example",
    }
    for message in told:
        # An address holds an identifier, and that may hold any three figures by chance.
        text = re.sub(r"\b[0-9a-f-]{36}\b", "", message.subject + message.body)
        for figure in ("2,706,766", "2706766", "293,234", "600", "3,000,000", "665"):
            assert figure not in text
        assert "/portal/" in message.body


def test_refused_act_tells_nobody(world: World) -> None:
    world.day(2026, 12, 18)
    with pytest.raises(RuleViolation):
        world.report(1, 600_000_000, received_on=date(2026, 12, 25))
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_simulation_writes_to_nobody() -> None:
    world = reachable(worlds.funded(is_simulation=True))
    world.play_year(1, 600_000_000, (2026, 12, 18))
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_party_without_an_address_does_not_stop_the_act() -> None:
    world = worlds.reported()
    assert world.tranche(1).state == "report_received"
    assert not OutboxMessage.objects.exists()
