"""Headers on every response: whatever the route, the method and the visitor, errors and downloads included."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from escrow_site.middleware import DOWNLOAD_POLICY, POLICY, SecurityHeaders
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE
from tests.worlds import World
from tranches.review import journal

STAGE = worlds.submitted
REGISTER = re.compile(r"/desk/(documents|parties|tranches)/(?!escrowagreement/|tranche/)")
SAMPLES = {"str": "x", "int": "999999", "uuid": str(uuid.UUID(int=7)), "slug": "x", "path": "x"}


def routes(of: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """The address of every route there is, with something for each of its parts."""
    for entry in (of or get_resolver()).url_patterns:
        route = entry.pattern
        text = before + (str(route) if isinstance(route, RoutePattern) else "x/")
        for name, converter in route.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            written = "str" if kind == "string" else kind
            text = re.sub(rf"<({written}:)?{name}>", SAMPLES[written], text)
        if isinstance(entry, URLPattern):
            yield text
        else:
            yield from routes(entry, text)


def faults(answer: HttpResponseBase, where: str) -> list[str]:
    """What a response lacks."""
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }
    found = [
        f"{where} {answer.status_code}: {name} is {answer.headers.get(name)!r}"
        for name, value in wanted.items()
        if value not in answer.headers.get(name, "")
    ]
    if answer.headers.get("Content-Security-Policy") not in (POLICY, DOWNLOAD_POLICY):
        found.append(f"{where} {answer.status_code}: no policy")
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
    if is_page and INLINE.search(answer.content.decode()):  # type: ignore[attr-defined]
        found.append(f"{where} {answer.status_code}: inline script or style")
    return found


@pytest.fixture(autouse=True)
def then(world: World, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall clock stands where the world's does, and the files lie where it filed them."""
    clock(world.now)
    monkeypatch.setattr(settings, "VAULT_ROOT", world.vault)


def test_every_route_answers_everybody_with_the_headers(world: World, enter: Enter) -> None:
    known = sorted(set(routes()))
    assert len(known) > 150, "the walk over the routes finds them"
    assert {reverse("review:retention"), reverse("portal:home"), reverse("check_paper")} <= set(known)
    clerk, visitor = enter("clerk1"), Client()
    found = []
    for address in known:
        found += faults(visitor.get(address), f"get {address}") + faults(
            visitor.delete(address), f"delete {address}"
        )
        if not REGISTER.match(
            address
        ):  # the registers are one class: those of agreements and tranches stand for all
            found += faults(clerk.get(address), f"clerk, get {address}")
    assert found == []


def test_errors_and_downloads_carry_them_too(
    world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, reviewer = enter("officer_a"), enter("compliance")
    reviewer.raise_request_exception = False
    report = reverse("document", args=[world.tranche(1).reports.get().document.public_id])
    answers = {
        200: officer.get(report),
        400: Client().get("/", headers={"host": "evil.example"}),
        403: officer.get(reverse("review:journal")),
        404: officer.get("/nothing/here/"),
        405: officer.delete(reverse("portal:home")),
    }
    csrf = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x", "password": "y"})

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(journal, "show", broken)
    answers[500] = reviewer.get(reverse("review:journal"))
    assert {code: answer.status_code for code, answer in answers.items()} == {code: code for code in answers}
    assert csrf.status_code == 403
    assert [fault for answer in (*answers.values(), csrf) for fault in faults(answer, "error")] == []
    assert answers[200].headers["Content-Security-Policy"] == DOWNLOAD_POLICY
    assert b"a mistake of ours" not in answers[500].content


def test_without_the_middleware_they_are_missed(world: World, enter: Enter) -> None:
    """The negative control."""
    ours = f"{SecurityHeaders.__module__}.{SecurityHeaders.__qualname__}"
    assert ours in settings.MIDDLEWARE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MIDDLEWARE", [name for name in settings.MIDDLEWARE if name != ours])
        assert any(
            "no policy" in fault for fault in faults(Client().get(reverse("account_login")), "sign-in")
        )
