"""Who asks is told to the connection when it is known, and taken back at the end: nothing is left to whoever comes next."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

import manage
from documents.database.reader import HOUSE, NOBODY, VISITOR, Reader, as_house, reader, reading_as
from escrow_site.reading import WhoAsks
from parties.models import User
from tests.portal.world import Deal
from tests.row_level.served import officer, seen, served
from tranches.models import EscrowAgreement


def told() -> str:
    row = connection.connection.execute("SELECT current_setting('escrow.reader', true)").fetchone()
    return row[0] or ""


@pytest.mark.postgres_only
def test_one_request_leaves_nothing_to_the_next_on_the_same_connection(
    roles: None, deal: Deal, other: Deal
) -> None:
    """Two officers and a visitor, one connection: each is shown his own, also after a request that failed."""
    asked: list[tuple[str, set[Any]]] = []

    def view(request: HttpRequest) -> HttpResponse:
        asked.append((told(), seen(EscrowAgreement)))
        if request.path == "/breaks/":
            raise RuntimeError("broken")
        if request.path == "/refused/":
            connection.connection.execute("SELECT 1 / 0")
        return HttpResponse()

    def request(path: str, user: User | None) -> None:
        made = RequestFactory().get(path)
        made.session = {}  # type: ignore[assignment]
        if user is not None:
            made.COOKIES["sessionid"] = "x"
            made.user = user
        WhoAsks(view)(made)

    with served(NOBODY):
        request("/", deal.people["a"])
        with pytest.raises(RuntimeError):
            request("/breaks/", other.people["a"])
        assert told() == ""
        request("/", None)
        request("/", deal.people["clerk"])
        request("/", other.people["seller"])
        assert told() == ""
        assert seen(EscrowAgreement) == set()
    x, y = deal.agreement.pk, other.agreement.pk
    assert asked == [("person", {x}), ("person", {y}), ("visitor", set()), ("house", {x, y}), ("person", {y})]


@pytest.mark.postgres_only
def test_without_taking_it_back_the_next_would_see_what_the_last_one_saw(roles: None, deal: Deal) -> None:
    """The negative control: what was told to a connection stays until somebody takes it back."""
    reader_of_a = officer(deal)
    with served(NOBODY):
        for name, value in reader_of_a.told().items():
            connection.connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        assert told() == "person"
        assert seen(EscrowAgreement) == {deal.agreement.pk}
        with reading_as(NOBODY):
            assert seen(EscrowAgreement) == set()


@pytest.mark.postgres_only
def test_a_new_connection_is_told_who_asks(db: None) -> None:
    settings = {**connection.settings_dict}
    for who in (NOBODY, VISITOR, HOUSE):
        with reading_as(who):
            fresh = connections["default"].__class__(settings, "default")
            fresh.ensure_connection()
            try:
                row = fresh.connection.execute("SELECT current_setting('escrow.reader', true)").fetchone()
                assert row[0] == who.kind
            finally:
                fresh.close()


@pytest.mark.postgres_only
def test_a_pooled_connection_is_told_anew_each_time_it_is_handed_out(db: None) -> None:
    settings = {**connection.settings_dict}
    settings["OPTIONS"] = {**settings["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    pooled = connections["default"].__class__(settings, "pooled")
    backends = []
    try:
        for who in (HOUSE, NOBODY):
            with reading_as(who):
                pooled.ensure_connection()
                backends.append(pooled.connection.info.backend_pid)
                row = pooled.connection.execute("SELECT current_setting('escrow.reader', true)").fetchone()
                assert row[0] == who.kind
                pooled.close()
    finally:
        pooled.close_pool()
    assert backends[0] == backends[1], "the second request must have been given the first one's connection"


@pytest.mark.postgres_only
def test_a_failed_statement_and_a_rollback_leave_the_reader_as_he_was(db: None) -> None:
    with reading_as(VISITOR):
        with pytest.raises(psycopg.errors.DivisionByZero), transaction.atomic(), reading_as(HOUSE):
            connection.connection.execute("SELECT 1 / 0")
        assert (told(), reader()) == ("visitor", VISITOR)
        with reading_as(HOUSE):
            with transaction.atomic(), reading_as(NOBODY):
                assert told() == ""
                transaction.set_rollback(True)
            assert told() == "house"
        assert told() == "visitor"


@pytest.mark.postgres_only
def test_as_house_asks_for_the_house_and_only_while_it_answers(db: None) -> None:
    with reading_as(VISITOR):
        assert as_house(told)() == "house"
        assert told() == "visitor"


def test_the_command_line_is_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Reader] = []
    monkeypatch.setattr(
        "django.core.management.execute_from_command_line", lambda argv: found.append(reader())
    )
    manage.main()
    assert found == [HOUSE]
    assert reader() == NOBODY
