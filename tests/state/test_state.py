"""Whether the desk is well is seen on its own page, by a watchdog, and in the log; a task that stopped is seen before it is missed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.actor import system_actor
from documents.models import Checkpoint, OutboxMessage, TaskRun
from documents.services.outbox import claim, put_message, send, waiting
from documents.services.tasks import task_run
from escrow_site import error_pages, request_ids
from escrow_site.log_lines import Json, OneLine
from escrow_site.state import conditions as asked
from escrow_site.state import health
from escrow_site.state.conditions import Standing, conditions
from tests.desk.conftest import Enter, enter  # noqa: F401  (a fixture)
from tests.desk.helpers import flowing
from tests.worlds import World, loaded
from tranches.management.commands import remind as reminding

ACTOR = system_actor("test")


@pytest.fixture
def world(db: None) -> World:
    return loaded()


def standing(name: str) -> tuple[Standing, str]:
    found = next(row for row in conditions(timezone.now()) if row.name == name)
    assert found.standing == Standing.WELL or found.todo, "what is not well says what to do"
    return found.standing, found.sentence


# --- Tasks leave their run ------------------------------------------------------------------------


def test_each_task_leaves_its_run_and_the_page_knows_the_last(world: World) -> None:
    assert standing("Reminders") == (Standing.LOOK, "Never run.")
    call_command("remind")
    assert standing("Reminders")[0] == Standing.WELL
    call_command("remind", "--dry-run")
    assert TaskRun.objects.filter(task="remind").count() == 1, "a look ahead is no run"
    call_command("anchor")
    assert standing("Checkpoint of the day")[0] == Standing.WELL
    assert Checkpoint.objects.exists()


def test_a_task_that_stopped_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("remind")
    later = timezone.now() + timedelta(days=2)
    row = next(row for row in conditions(later) if row.name == "Reminders")
    assert row.standing == Standing.LOOK
    assert "once a day" in row.todo


def test_a_task_that_failed_says_by_what(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(reminding, "due_reminders", broken)
    with pytest.raises(DatabaseError):
        call_command("remind")
    found, sentence = standing("Reminders")
    assert found == Standing.WRONG
    assert sentence.endswith("the disk is full.")


@pytest.mark.parametrize(
    ("trouble", "failed", "said"),
    [
        (SystemExit(0), False, ""),
        (SystemExit(2), True, "2"),
        (KeyboardInterrupt(), True, "It was broken off."),
        (ValueError(), True, "ValueError"),
    ],
)
def test_however_it_ends_it_is_noted_and_goes_on(
    db: None, trouble: BaseException, failed: bool, said: str
) -> None:
    with pytest.raises(type(trouble)), task_run("backup", timezone.now):
        raise trouble
    run = TaskRun.objects.get()
    assert run.failed is failed
    assert run.said == said or not failed


# --- Mail -----------------------------------------------------------------------------------------


class Deaf:
    """A mail server that takes nothing."""

    def send_messages(self, messages: Any) -> int:
        return 0


def test_mail_that_fails_and_mail_that_was_given_up_are_seen(world: World) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    put_message(
        binder=world.agreement.binder,
        purpose="test/1",
        to_address="a@example.org",
        subject="S",
        body="B",
        actor=ACTOR,
        now=long_ago,
    )
    assert standing("Mail")[0] == Standing.WRONG, "nobody runs the sender"
    for tried in range(10):
        message = next(row for row in waiting(timezone.now()) if row.purpose == "test/1")
        taken = claim(message, actor=ACTOR, now=timezone.now())
        assert taken is not None
        send([taken], backend=Deaf(), actor=ACTOR, now=timezone.now())  # type: ignore[arg-type]
        if tried == 0:
            assert standing("Mail")[0] == Standing.LOOK
    assert standing("Mail") == (Standing.WRONG, "1 message could not be sent in 10 tries.")
    assert OutboxMessage.objects.filter(purpose="test/1").exists()


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor", 200), ("compliance", 200), ("clerk1", 403), ("officer_a", 302), ("seller", 302)],
)
def test_supervisors_and_compliance_see_it(world: World, enter: Enter, who: str, status: int) -> None:  # noqa: F811
    answer = enter(who).get(reverse("admin:desk_state"))
    assert answer.status_code == status
    if status == 200:
        shown = flowing(answer)
        assert all(row.name in shown for row in conditions(timezone.now()))
        assert enter(who).post(reverse("admin:desk_state")).status_code == 405


def test_little_room_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert standing("Space")[0] in (Standing.WELL, Standing.WRONG)
    monkeypatch.setattr(asked, "LITTLE_SPACE", 2**70)
    assert standing("Space")[0] == Standing.WRONG


# --- What a watchdog asks -------------------------------------------------------------------------


def test_alive_and_ready_for_any_host_without_a_session(world: World) -> None:
    client = Client(headers={"host": "10.1.2.3"})
    assert client.get("/healthz").json() == {"alive": True}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})
    assert not answer.cookies


def test_not_ready_says_in_a_word_why(world: World, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(health, "migrations_missing", lambda: 2)
    settings.VAULT_ROOT = Path("/proc/no-such-place/vault")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": ["migrations", "vault"]})

    def gone() -> Any:
        raise DatabaseError("password authentication failed for user desk_app")

    monkeypatch.setattr(health, "migrations_missing", gone)
    answer = Client().get("/readyz")
    assert answer.json()["missing"] == ["database", "vault"], "and nothing of the trouble itself"
    assert Client().get("/healthz").status_code == 200


# --- The number of a request ----------------------------------------------------------------------


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    kept: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record)

    logger, keeper = logging.getLogger("django.request"), Keeper()
    logger.addHandler(keeper)
    yield kept
    logger.removeHandler(keeper)


def test_every_answer_has_its_number_and_a_strangers_is_not_taken(db: None, settings: Any) -> None:
    one, other = (Client().get("/check/").headers["X-Request-Id"] for _ in range(2))
    assert len(one) == 12
    assert one != other
    given = {"X-Request-Id": "from-a-proxy-1"}
    assert Client(headers=given).get("/check/").headers["X-Request-Id"] != "from-a-proxy-1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert Client(headers=given).get("/check/").headers["X-Request-Id"] == "from-a-proxy-1"
    for wrong in ("short", "x" * 65, "with space in it", "line\u2028break-1234"):
        answer = Client(headers={"X-Request-Id": wrong}).get("/check/")
        assert answer.headers["X-Request-Id"] != wrong


def test_the_error_page_shows_the_number_that_the_log_has() -> None:
    token = request_ids._current.set("abc123def456")
    try:
        page = error_pages.server_error(None).content.decode()  # type: ignore[arg-type]
        record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Fault: %s", ("/x",), None)
        line = OneLine("%(levelname)s %(name)s%(request)s: %(message)s").format(record)
        as_json = json.loads(Json().format(record))
    finally:
        request_ids._current.reset(token)
    assert "abc123def456" in page
    assert line == "ERROR django.request [abc123def456]: Fault: /x"
    assert (as_json["request"], as_json["message"], as_json["level"]) == (
        "abc123def456",
        "Fault: /x",
        "ERROR",
    )


def test_a_refusal_is_one_line_of_json_too(db: None, records: list[logging.LogRecord]) -> None:
    Client().get("/no-such-page\n/")
    lines = [Json().format(record) for record in records]
    assert lines
    assert all("\n" not in line and "fault" not in json.loads(line) for line in lines)
