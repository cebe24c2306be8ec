"""What is refused before a view sees it: too large, without a length, unreadable; and how each refusal looks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from escrow_site import requests, wsgi
from escrow_site.log_lines import OneLine
from escrow_site.requests import UNKNOWN, UPLOADS, ReadableRequests
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import act_page, agreement_act, page, paper, standing
from tests.doors.visitors import Visitor
from tests.worlds import World
from tranches.review import journal

STAGE = worlds.submitted
MEGABYTE = 2**20


@pytest.fixture(autouse=True)
def then(world: World, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch) -> None:
    clock(world.now)
    monkeypatch.setattr(settings, "VAULT_ROOT", world.vault)


class Locked(Exception):
    """What both drivers raise when a lock was waited for too long, in one."""

    sqlite_errorname, sqlstate = "SQLITE_BUSY", "55P03"


class Unread(BytesIO):
    """A body that must not be touched."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = readlines = read


def sent(path: str, body: BytesIO, **said: str) -> HttpResponse:
    """The answer of the gate alone, with a view behind it that says what it could read."""
    kind = said.pop("CONTENT_TYPE", "application/x-www-form-urlencoded")
    given = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": kind, "wsgi.input": body, **said}
    gate = ReadableRequests(lambda request: HttpResponse(f"{len(request.body)} bytes"))
    return gate(WSGIRequest(given))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("path", "kind", "most"),
    [
        ("/accounts/login/", "application/x-www-form-urlencoded", 2),
        ("/accounts/login/", "multipart/form-data; boundary=x", 2),
        ("/check/paper/", "multipart/form-data; boundary=x", 22),
        ("/check/paper/", "application/x-www-form-urlencoded", 2),
        ("/desk/tranches/tranche/1/acts/record_report/", "multipart/form-data; boundary=x", 22),
        ("/desk/tranches/tranche/1/change/", "multipart/form-data; boundary=x", 2),
        ("/nowhere/", "multipart/form-data; boundary=x", 2),
    ],
)
def test_body_over_the_cap_of_its_page_is_refused_unread(path: str, kind: str, most: int) -> None:
    for length in (most * MEGABYTE + 1, 10**12, 10**30):
        answer = sent(path, Unread(), CONTENT_TYPE=kind, CONTENT_LENGTH=str(length))
        assert answer.status_code == 413
        assert f"at most {most} megabytes" in answer.content.decode()
    for length in ("-1", "1e9", "٣", "1 0"):
        assert sent(path, Unread(), CONTENT_TYPE=kind, CONTENT_LENGTH=length).status_code == 413
    assert sent(path, BytesIO(b"a=1"), CONTENT_TYPE=kind, CONTENT_LENGTH="3").content == b"3 bytes"


def test_body_without_a_length_is_refused_unread() -> None:
    answer = sent("/check/paper/", Unread(), HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411
    assert sent("/check/paper/", Unread()).content == b"0 bytes", "nothing said is nothing sent"


def test_without_the_gate_the_body_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what the gate refuses unread, a view would be handed."""
    monkeypatch.setattr(requests, "most_bytes", lambda _: 10**15)
    with pytest.raises(AssertionError, match="the body was read"):
        sent("/check/paper/", Unread(), CONTENT_LENGTH=str(MEGABYTE))


def test_every_page_with_a_file_field_takes_files(world: World, enter: Enter) -> None:
    """A new page that takes papers is named in `UPLOADS`, or its papers are refused at the door."""
    from django.forms import FileField

    from parties.admin.base import RegisterAdmin
    from tranches.admin.forms import FORMS

    assert any(isinstance(field, FileField) for form in FORMS.values() for field in form.base_fields.values())
    pages = [
        act_page(world, "record_report"),
        agreement_act(world, "record_deposit"),
        reverse("check_paper"),
        reverse("review:retention"),
    ]
    pages += [
        reverse(f"admin:parties_{name}_add") for name in ("signatory", "firmapproval", "firmrevocation")
    ]
    pages += [
        reverse("portal:objection", args=(world.agreement.reference, 1)),
        reverse("portal:what_if", args=(world.agreement.reference,)),
        reverse("admin:tranches_escrowagreement_what_if", args=(world.agreement.pk,)),
    ]
    assert RegisterAdmin
    for address in pages:
        assert UPLOADS.fullmatch(address), address


@pytest.mark.parametrize(
    "query",
    ["q=%00", "next=%00", "head=a%00b", "%00=1", "q=" + "x" * 5000, "head=" + "9" * 4100, "&" * 1500 + "a=1"],
)
def test_address_that_cannot_be_read_is_answered_with_400(query: str, world: World, enter: Enter) -> None:
    for path in ("/check/", reverse("account_login"), reverse("admin:parties_party_changelist")):
        answer = enter("clerk1").get(f"{path}?{query}")
        assert answer.status_code in (400, 200 if query.startswith("&") and path == "/check/" else 400), path


@pytest.mark.parametrize(
    "charset", ["hex", "utf-16", "unicode_escape", "rot13", "latin-1", '"utf-7"', "idna"]
)
def test_form_in_another_encoding_is_refused(charset: str, world: World) -> None:
    client = Visitor()
    client.raise_request_exception = True
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"):
        for method in ("GET", "POST"):
            answer = client.generic(
                method, "/check/?head=a%ff", b"a=1", content_type=f"{kind}; charset={charset}"
            )
            assert answer.status_code == 400
    assert (
        client.generic(
            "POST",
            "/check/paper/",
            b"digest=1",
            content_type="application/x-www-form-urlencoded; charset=UTF-8",
        ).status_code
        == 422
    )


def test_the_entry_of_the_server_hands_on_no_encoding_that_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django would decode the address by it before any middleware: the negative control shows that it does."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/check/",
        "QUERY_STRING": "a=1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "text/plain; charset=hex",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.errors": BytesIO(),
    }
    with pytest.raises(LookupError):
        WSGIRequest(dict(environ))
    seen: list[WSGIRequest] = []
    monkeypatch.setattr(wsgi, "desk", lambda environ, _: seen.append(WSGIRequest(environ)) or [])
    wsgi.application(dict(environ), lambda *_: None)
    assert seen[0].content_params["charset"] == UNKNOWN
    assert seen[0].GET["a"] == "1"


def test_form_with_what_no_text_has_is_refused_and_records_nothing(world: World, enter: Enter) -> None:
    client, before = enter("clerk1"), standing()
    url = act_page(world, "record_report")
    for form in (
        {"opinion": "a\x00b"},
        {"\x00": "1"},
        {"x" * 300: "1"},
    ):
        answer = client.post(url, form)
        assert answer.status_code == 400, form
        assert "Nothing was recorded" in page(answer)
    assert (
        client.generic("POST", url, b"--x\r\n", content_type="multipart/form-data; boundary=\xe9").status_code
        == 400
    )
    assert standing() == before


def test_act_of_a_tranche_sent_to_the_agreement_is_refused_with_a_sentence(
    world: World, enter: Enter
) -> None:
    client, before = enter("clerk1"), standing()
    for event in (
        "record_report",
        "receive_dispute_notice",
        "propose_hold",
        "prepare_instruction",
        "decide_delay_reason",
    ):
        answer = client.post(agreement_act(world, event), {"key": "k", "paper": paper()})
        assert answer.status_code == 422, event
    said = client.post(
        agreement_act(world, "receive_dispute_notice"),
        {"key": "k", "paper": paper(), "received_on": "2026-12-18", "ground": "amount", "note": "x"},
    )
    assert said.status_code == 422
    assert standing() == before


def test_refusals_have_the_look_of_the_desk(
    world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("clerk1")
    answers = {
        400: client.get("/check/?head=%00"),
        403: client.get(reverse("review:journal")),
        404: client.get("/nothing/here/"),
        405: client.delete(reverse("portal:home")),
        413: client.post(
            "/check/paper/",
            {"digest": "x" * (3 * MEGABYTE)},
            content_type="application/x-www-form-urlencoded",
        ),
    }
    monkeypatch.setattr(journal, "show", _waits_too_long)
    reviewer = enter("compliance")
    reviewer.raise_request_exception = False
    answers[503] = reviewer.get(reverse("review:journal"))
    for code, answer in answers.items():
        assert answer.status_code == code
        assert "desk.css" in page(answer), code
        assert "<h1>" in page(answer)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answers[405].headers["Allow"]
    assert answers[503].headers["Retry-After"] == "10"
    assert "a form counts once" in page(answers[503])


def _waits_too_long(*_: object, **__: object) -> None:
    raise OperationalError("database is locked") from Locked()


def test_other_faults_of_the_database_stay_faults(
    world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(journal, "show", broken)
    reviewer = enter("compliance")
    reviewer.raise_request_exception = False
    assert reviewer.get(reverse("review:journal")).status_code == 500


def test_refusal_is_one_line_in_the_log(world: World, enter: Enter, caplog: pytest.LogCaptureFixture) -> None:
    client = enter("clerk1")
    caplog.clear()
    assert client.get(reverse("review:journal")).status_code == 403
    assert client.get("/nothing%0a2026-01-01 ERROR forged/").status_code == 404
    lines = OneLine("%(levelname)s %(name)s: %(message)s")
    told = [lines.format(record) for record in caplog.records if record.name == "django.request"]
    assert len(told) == 2
    assert all("\n" not in line and "Traceback" not in line for line in told), told
    assert "Traceback" in logging.Formatter().format(caplog.records[0]), (
        "the negative control: the stock line has it"
    )


def test_fault_of_ours_shows_where_it_came_from() -> None:
    try:
        raise RuntimeError("ours")
    except RuntimeError as fault:
        record = logging.LogRecord(
            "django.request", logging.ERROR, "", 0, "a\nb", None, (type(fault), fault, fault.__traceback__)
        )
    record.status_code = 500
    shown = OneLine("%(message)s").format(record)
    assert shown.startswith("a\\x0ab\n")
    assert "RuntimeError: ours" in shown


def test_headers_stand_on_redirects_of_the_outermost_layer(world: World, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/")
    assert answer.status_code == 301
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "figure",
    ["9" * 5000, "0" * 5000, "-" + "9" * 5000, "1." + "1" * 5000, "1e999999", "NaN", "\u0663" * 5000],
)
def test_figure_of_five_thousand_digits_is_refused_with_a_sentence(
    figure: str, world: World, enter: Enter
) -> None:
    table = SimpleUploadedFile("a.csv", f"name,1,2\nx,{figure},1\n".encode(), content_type="text/csv")
    client, before = enter("clerk1"), standing()
    here = reverse("admin:tranches_escrowagreement_what_if", args=(world.agreement.pk,))
    for form in ({"key": "k", "file": table}, {"key": "k", "actual-1": figure}):
        assert client.post(here, form).status_code in (200, 400, 422), form
    for event, name in (
        ("record_deposit", "shares"),
        ("record_report", "actual"),
        ("record_position", "shares"),
    ):
        for url in (act_page(world, event), agreement_act(world, event)):
            assert client.post(url, {"key": "k", name: figure}).status_code in (400, 422), (url, name)
    assert standing() == before
