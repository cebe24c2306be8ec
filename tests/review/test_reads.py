"""Who read what: no document, paper, export or feed leaves without a row in the read log, written before the bytes go."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from documents import vault
from documents.models import Document, ReadEntry
from escrow_site.read_log import ReadLog
from parties.authority import actor_of
from parties.services.calendar_tokens import make_token
from tests import worlds
from tests.desk.helpers import page
from tests.review.conftest import Enter
from tests.review.houses import to_another_house
from tests.worlds import World
from tranches.portal.urls import urlpatterns as portal_routes
from tranches.review.urls import urlpatterns as review_routes

pytestmark = pytest.mark.django_db
READS = reverse("review:reads")


def paper(world: World) -> Document:
    """A document of the agreement that each of its parties may read."""
    found = Document.objects.filter(binder=world.agreement.binder).first()
    assert found is not None
    return found


def paper_taken(client: Client, world: World) -> Any:
    return client.get(reverse("document", args=[paper(world).public_id]))


def journal_taken(client: Client, world: World) -> Any:
    return client.post(reverse("review:export"), {"binder": world.agreement.binder.reference})


def timeline_taken(client: Client, world: World) -> Any:
    return client.post(reverse("review:timeline_export"), {"binder": world.agreement.binder.reference})


def feed_taken(client: Client, world: World) -> Any:
    user = world.users["officer_a"]
    now = datetime.now(UTC)
    _, secret = make_token(user=user, actor=actor_of(user, now=now, factor="password"), now=now)
    return Client().get(reverse("calendar_feed", args=[secret]))


Taking = Callable[[Client, World], Any]
# Every address that hands out a file, with who takes it by which door. A dossier is recorded by what its response tells.
FILES: dict[str, list[tuple[str, Taking, str, str]]] = {
    "document": [
        ("clerk1", paper_taken, "document", "desk"),
        ("compliance", paper_taken, "document", "review"),
        ("officer_a", paper_taken, "document", "portal"),
        ("seller", paper_taken, "document", "portal"),
    ],
    "review:export": [("compliance", journal_taken, "export", "review")],
    "review:timeline_export": [("compliance", timeline_taken, "export", "review")],
    "calendar_feed": [("officer_a", feed_taken, "calendar", "calendar")],
    "review:dossier": [],
}
# Addresses that answer with pages of ours.
PAGES = {
    "home",
    "check",
    "check_head",
    "check_paper",
    "calendar_address",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "my_account",
    "confirm_email",
    "kept_form",
    "session_left",
    "session_stay",
    "review:sign_ins",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_login_webauthn",
    "review:journal",
    "review:timeline",
    "review:explain",
    "review:save_filter",
    "review:forget_filter",
    "review:retention",
    "review:statements",
    "review:authority",
    "review:reads",
    "review:registers",
    "review:register",
    "review:history",
} | {f"portal:{route.name}" for route in portal_routes}
TAKINGS = [(route, *taking) for route, takings in FILES.items() for taking in takings]


def routes(patterns: list[Any], space: str = "") -> Iterator[str]:
    """The names of all addresses but the desk's, whose pages and files the middleware tells apart."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from routes(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_every_address_is_known_as_one_of_files_or_of_pages() -> None:
    assert set(routes(get_resolver().url_patterns)) - PAGES - FILES.keys() == set()
    assert {f"review:{route.name}" for route in review_routes} <= PAGES | FILES.keys()


@pytest.mark.parametrize(
    ("route", "who", "take", "what", "door"), TAKINGS, ids=[f"{t[0]} by {t[1]}" for t in TAKINGS]
)
def test_each_file_leaves_a_row_that_says_who_took_which_bytes(
    route: str, who: str, take: Taking, what: str, door: str, enter: Enter
) -> None:
    world = worlds.loaded()
    answer = take(enter(who), world)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    row = ReadEntry.objects.get()
    assert (row.route, row.what, row.door, row.user) == (route, what, door, world.users[who])
    assert (row.sha256, row.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert row.binder == world.agreement.binder
    assert row.person_number == world.users[who].person_id
    assert row.reader_capacity


def test_repeated_partial_and_head_requests_are_rows_too(enter: Enter) -> None:
    world = worlds.loaded()
    client, url = enter("officer_a"), reverse("document", args=[paper(world).public_id])
    assert client.head(url).status_code == 200
    for _ in range(2):
        assert client.get(url, headers={"range": "bytes=0-9"}).status_code == 200
    assert list(ReadEntry.objects.order_by("pk").values_list("method", flat=True)) == ["HEAD", "GET", "GET"]
    assert set(ReadEntry.objects.values_list("document", flat=True)) == {paper(world).pk}


def test_what_is_not_handed_out_leaves_no_row(enter: Enter) -> None:
    world = worlds.loaded()
    url = reverse("document", args=[paper(world).public_id])
    assert Client().get(url).status_code == 302
    path = vault.path_of(paper(world).sha256)
    path.chmod(0o640)
    path.write_bytes(b"something else")
    client = enter("officer_a")
    client.raise_request_exception = False
    assert client.get(url).status_code == 500
    assert not ReadEntry.objects.exists()


def test_without_a_record_no_bytes_leave(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    world = worlds.loaded()
    content = vault.read(paper(world).sha256)
    client = enter("officer_a")
    client.raise_request_exception = False
    monkeypatch.setattr("escrow_site.read_log.write_read", full)
    answer = paper_taken(client, world)
    assert answer.status_code == 500
    assert content not in answer.content


def test_without_the_middleware_a_paper_leaves_unseen(enter: Enter, settings: Any) -> None:
    world = worlds.loaded()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("ReadLog")]
    assert paper_taken(enter("officer_a"), world).status_code == 200
    assert not ReadEntry.objects.exists()


def test_a_file_whose_view_says_nothing_is_recorded_all_the_same() -> None:
    reader = worlds.loaded().users["compliance"]
    for answer in (
        FileResponse(io.BytesIO(b"secret"), as_attachment=True, filename="dossier.zip"),
        HttpResponse(b"secret", content_type="application/octet-stream"),
    ):
        request = RequestFactory().get("/review/new/")
        request.user = reader
        request.session = {}  # type: ignore[assignment]
        request.resolver_match = None

        def view(_: HttpRequest, answer: Any = answer) -> Any:
            return answer

        left = ReadLog(view)(request)
        assert (b"".join(left) if left.streaming else left.content) == b"secret"  # type: ignore[attr-defined]
    rows = list(ReadEntry.objects.order_by("pk"))
    assert [row.title for row in rows] == ["dossier.zip", "a file without a name"]
    assert {row.sha256 for row in rows} == {hashlib.sha256(b"secret").hexdigest()}
    assert {(row.door, row.size_bytes, row.binder) for row in rows} == {("review", 6, None)}
    assert settings.MIDDLEWARE[-1] == "escrow_site.read_log.ReadLog"


def test_a_partys_look_at_a_page_of_the_deal_is_recorded_and_a_clerks_is_not(enter: Enter) -> None:
    world = worlds.loaded()
    reference = world.agreement.reference
    client = enter("officer_a")
    client.get(reverse("portal:home"))
    enter("clerk1").get(reverse("admin:tranches_tranche_change", args=[world.tranche(1).pk]))
    assert not ReadEntry.objects.exists()
    client.get(reverse("portal:agreement", args=[reference]))
    client.get(reverse("portal:tranche", args=[reference, 1]))
    client.get(reverse("portal:tranche", args=[reference, 99]))
    rows = ReadEntry.objects.order_by("pk")
    assert [(row.what, row.title) for row in rows] == [
        ("page", f"Agreement {reference}"),
        ("page", f"Tranche 1, {reference}"),
    ]


def test_compliance_reads_and_filters_the_log(enter: Enter, django_assert_max_num_queries: Any) -> None:
    world = worlds.loaded()
    for who in ("officer_a", "seller", "clerk1"):
        for _ in range(20):
            paper_taken(enter(who), world)
    client = enter("compliance")
    with django_assert_max_num_queries(25):
        text = page(client.get(READS))
    assert "60 reads" in text
    assert "1 to 50 shown" in text
    assert paper(world).title in text
    name = ReadEntry.objects.filter(user=world.users["seller"]).values_list("reader_name", flat=True)[0]
    assert "20 reads" in page(client.get(READS, {"reader": name}))
    assert "20 reads" in page(client.get(READS, {"door": "desk"}))
    assert "60 reads" in page(client.get(READS, {"text": paper(world).sha256[:12]}))
    assert "No read answers" in page(client.get(READS, {"until": "2020-01-01"}))
    for wrong in ({"since": "soon"}, {"binder": "NO-1"}, {"since": "2026-02-01", "until": "2026-01-01"}):
        answer = client.get(READS, wrong)
        assert answer.status_code == 400
        assert "60 reads" not in page(answer)


def test_compliance_of_another_house_sees_no_read(enter: Enter) -> None:
    world = worlds.loaded()
    paper_taken(enter("clerk1"), world)
    to_another_house(world)
    text = page(enter("compliance").get(READS))
    assert "0 reads" in text
    assert world.agreement.reference not in text
