"""Served below a prefix (`SCRIPT_NAME=/escrow`), no address of the desk is without it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.conf import STATICFILES_STORAGE_ALIAS
from django.conf import settings as django_settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.test import Client
from django.urls import get_script_prefix, set_script_prefix
from django.utils.functional import empty
from icalendar import Calendar

from documents import vault
from documents.models import Document, OutboxMessage
from escrow_site import env
from tests import worlds
from tests.deadlines.conftest import reachable
from tests.stages import staged as staged
from tests.stages import world as world
from tests.worlds import World
from tranches.papers.frame import verification_url
from tranches.services.telling.reminders import remind
from tranches.statements.services import make_statement

ADDRESS = re.compile(r'(?:href|src|action|formaction|data-[a-z-]*(?:url|href|address))="(/[^"]*)"')
STAGE = worlds.submitted


@pytest.fixture(autouse=True)
def _below_a_prefix(settings: Any) -> Iterator[None]:
    before = get_script_prefix()
    settings.FORCE_SCRIPT_NAME = "/escrow"
    set_script_prefix("/escrow/")
    _forget_static_address()
    yield
    set_script_prefix(before)
    _forget_static_address()


def _forget_static_address() -> None:
    """Django keeps the address of static files for the life of a process, whose prefix never changes."""
    django_settings.__dict__.pop("STATIC_URL", None)
    storages._storages.pop(STATICFILES_STORAGE_ALIAS, None)  # type: ignore[attr-defined]
    staticfiles_storage._wrapped = empty  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where", ["/accounts/login/", "/check/", "/check/paper/", "/accounts/password/reset/", "/nowhere/"]
)
def test_no_link_of_a_page_is_without_the_prefix(where: str) -> None:
    found = ADDRESS.findall(Client().get(where).content.decode())
    assert found
    assert [address for address in found if not address.startswith("/escrow/")] == []


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["/desk/", "/portal/", "/review/"])
def test_redirects_keep_the_prefix(where: str) -> None:
    answer = Client().get(where)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/escrow/")


def test_address_printed_on_a_paper_has_the_prefix(settings: Any) -> None:
    binder, head = SimpleNamespace(public_id=uuid.uuid4()), SimpleNamespace(count=3, digest="ab" * 32)
    printed = verification_url(binder, head)  # type: ignore[arg-type]
    assert printed == f"{settings.SITE_ADDRESS}/escrow/check/{binder.public_id}/3/{head.digest}/"


def inside(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def without_the_prefix(text: str) -> list[str]:
    return [address for address in ADDRESS.findall(text) if not address.startswith("/escrow/")]


DOORS = {
    "clerk1": (
        "/desk/",
        "{agreement}",
        "{tranche}",
        "{docket}",
        "/desk/tranches/instruction/",
        "/account/",
        "/calendar/",
    ),
    "compliance": ("/review/", "/review/timeline/", "/review/statements/", "/review/retention/"),
    "officer_a": (
        "/portal/",
        "/portal/agreements/KX-2025/",
        "{instruction}",
        "/portal/agreements/KX-2025/tranches/1/",
    ),
    "seller": ("/portal/", "/portal/agreements/KX-2025/rights/", "/portal/agreements/KX-2025/readings/"),
}


@pytest.mark.parametrize("name", DOORS)
def test_no_link_behind_a_door_is_without_the_prefix(world: World, name: str) -> None:
    agreement = world.agreement.pk
    found = {
        "agreement": f"/desk/tranches/escrowagreement/{agreement}/change/",
        "tranche": f"/desk/tranches/tranche/{world.tranche(1).pk}/change/",
        "docket": f"/desk/tranches/escrowagreement/{agreement}/docket/",
        "instruction": f"/portal/instructions/{world.instruction().public_id}/",
    }
    with time_machine.travel(world.now, tick=False):
        client = inside(world, name)
        for page in DOORS[name]:
            answer = client.get(page.format(**found))
            assert answer.status_code == 200, page
            text = answer.content.decode()
            assert "/escrow/" in text
            assert without_the_prefix(text) == [], page


def test_what_leaves_the_house_has_the_prefix(world: World, settings: Any) -> None:
    """Mails with their links, heads with their check, the calendar feed, and the papers with their stamp of squares."""
    site = f"{settings.SITE_ADDRESS}/escrow/"
    reachable(world)
    make_statement(agreement=world.agreement, **world.as_("clerk1"))
    remind(world.agreement, today=date(2026, 12, 30), actor=worlds.SYSTEM, now=world.now)
    bodies = list(OutboxMessage.objects.values_list("body", flat=True))
    assert len(bodies) > 5
    links = [link for body in bodies for link in re.findall(rf"{re.escape(settings.SITE_ADDRESS)}\S*", body)]
    assert len(links) >= len(bodies)
    assert [link for link in links if not link.startswith(site)] == []
    paper = vault.read(Document.objects.filter(kind="statement").latest("id").sha256).decode()
    assert f"{site}check/" in paper
    assert f"{settings.SITE_ADDRESS}/check/" not in paper


def test_calendar_feed_has_the_prefix(world: World, settings: Any) -> None:
    with time_machine.travel(world.now, tick=False):
        shown = inside(world, "officer_a").post("/calendar/", {"do": "make"}).content.decode()
        made = re.search(rf"{re.escape(settings.SITE_ADDRESS)}/escrow(/calendar/[\w-]+\.ics)", shown)
        assert made is not None
        feed = Calendar.from_ical(Client().get(made[1]).content)
    addresses = [str(event["URL"]) for event in feed.events]
    assert addresses
    assert [
        address for address in addresses if not address.startswith(f"{settings.SITE_ADDRESS}/escrow/")
    ] == []


def test_a_link_without_the_prefix_is_seen() -> None:
    """The negative control."""
    page = '<a href="/escrow/desk/">a</a><a href="/portal/">b</a><form action="/desk/x/">'
    assert without_the_prefix(page) == ["/portal/", "/desk/x/"]


@pytest.mark.parametrize("raw", ["escrow", "/escrow/", "/", "/a b"])
def test_prefix_that_is_no_path_ends_the_process(raw: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SCRIPT_NAME"):
        env.env_prefix("SCRIPT_NAME", environ={"SCRIPT_NAME": raw})


def test_prefix_is_taken_as_it_is() -> None:
    assert env.env_prefix("SCRIPT_NAME", environ={"SCRIPT_NAME": "/escrow"}) == "/escrow"
    assert env.env_prefix("SCRIPT_NAME", environ={}) is None
