"""Everybody who comes to a door, and every address there is with a row behind it: for the route table and the wild requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.signals import request_finished
from django.db import close_old_connections, models, transaction
from django.http import HttpResponseBase
from django.http.cookie import SimpleCookie
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from documents.guarded_admin import READERS, GuardedAdmin
from documents.models import Document, SavedFilter
from escrow_site.requests import readable
from parties.models import Person, User
from tests.desk.conftest import signed_in
from tests.walls.tools import planted
from tests.worlds import World
from tranches.models import Amendment, Hold
from tranches.rights.models import Meeting
from tranches.supposing.models import SavedScenario

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROLES = {
    "visitor": "",
    "clerk": "clerk1",
    "supervisor": "supervisor",
    "compliance": "compliance",
    "officer of A": "officer_a",
    "officer of B": "officer_b",
    "seller": "seller",
    "account without role": "nobody",
    "superuser without role": "root",
}
# Nothing stands behind these in any world, so a wrong address and a foreign one can be told apart from a right one.
NOWHERE = {
    "int": "999999",
    "uuid": "00000000-0000-0000-0000-000000000007",
    "slug": "x",
    "str": "x",
    "path": "999999",
}


@dataclass(frozen=True)
class Route:
    """One address of the site: as it is written, and how it reads with a row of the world in it."""

    pattern: str
    path: str


def strangers(world: World) -> None:
    """The two accounts that no role stands behind: one of nobody, and one of a superuser."""
    for name, superuser in (("nobody", False), ("root", True)):
        person = planted(Person(name=name.title()))
        user = User(username=name, person=person, is_staff=superuser, is_superuser=superuser)
        user.set_password(name)
        world.users[name] = planted(user)


def visitors() -> dict[str, Client]:
    """A client for each role, signed in by the sign-in page and just proven."""
    return {role: signed_in(name, Visitor()) if name else Visitor() for role, name in ROLES.items()}


class Visitor(Client):
    """A browser that comes in by the entry that gunicorn is given, not behind it."""

    def __init__(self) -> None:
        super().__init__()
        behind = self.handler
        self.handler = lambda environ: behind(readable(environ))  # type: ignore[assignment]

    def request(self, **environ: Any) -> Any:
        """The answer, with the file closed that it would have been read from: nobody here reads a download."""
        answer = super().request(**environ)
        if (
            answer.streaming
        ):  # the client itself closes it without the database's connection, but only when it is read
            request_finished.disconnect(close_old_connections)
            try:
                answer.close()
            finally:
                request_finished.connect(close_old_connections)
        return answer


class Visits:
    """Requests that leave nothing behind: each is made in a transaction that is taken back, with the cookies of the beginning."""

    def __init__(self, clients: dict[str, Client]) -> None:
        self.clients = clients
        self._cookies = {
            who: {name: morsel.value for name, morsel in client.cookies.items()}
            for who, client in clients.items()
        }

    def undone(self, who: str, send: Callable[[Client], HttpResponseBase]) -> HttpResponseBase:
        """The answer to what `send` sends as `who`; a fault of ours is an answer of 500 here."""
        client = self.clients[who]
        client.cookies = SimpleCookie(self._cookies[who])
        client.raise_request_exception = False
        with transaction.atomic():
            answer = send(client)
            transaction.set_rollback(True)
        return answer


def routes(world: World) -> list[Route]:
    """Every address of the site, in order, each with something of the world in its parts."""
    return sorted(_routes(get_resolver(), "", world), key=lambda route: (route.pattern, route.path))


CLASS = "/desk/<read-only register>/"
ALIKE = "/desk/tranches/instruction/"


def one_of_each(every: list[Route]) -> list[Route]:
    """The addresses of which no two are of one class: of all read-only registers one stands for the rest (`read_only`)."""
    rest = tuple(f"/desk/{model._meta.app_label}/{model._meta.model_name}/" for model in read_only())
    kept = [route for route in every if not route.pattern.startswith(rest)]
    alike = [route for route in every if route.pattern.startswith(ALIKE)]
    return kept + [Route(CLASS + route.pattern.removeprefix(ALIKE), route.path) for route in alike]


def read_only() -> list[type[models.Model]]:
    """The registers that answer by `GuardedAdmin` alone: nobody adds or changes, all of the desk reads, no address is their own."""
    return [
        model
        for model, shown in admin.site._registry.items()
        if isinstance(shown, GuardedAdmin)
        and not shown.adders | shown.changers
        and shown.readers == READERS
        and not any(
            DECIDING & set(vars(kind)) for kind in type(shown).__mro__ if kind not in GuardedAdmin.__mro__
        )
    ]


DECIDING = {
    name
    for name in dir(GuardedAdmin)
    if name.startswith("has_") or name.endswith("_view") or name == "get_urls"
}
"""What decides who gets which answer; a register that has one of these of its own is a class of its own."""


def _routes(of: URLResolver, before: str, world: World) -> Iterator[Route]:
    for entry in of.url_patterns:
        pattern = before + _plain(entry)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, pattern, world)
        elif isinstance(entry, URLPattern):
            path = pattern
            for name in re.findall(r"<(?:\w+:)?(\w+)>", path):
                path = re.sub(rf"<(\w+:)?{name}>", str(_value(name, pattern, world, entry)), path)
            yield Route(f"/{pattern}", f"/{path}")


def _plain(entry: Any) -> str:
    text = str(entry.pattern)
    if not re.search(r"[\^$(\\]", text):
        return text
    # A few stock addresses are written as regular expressions.
    text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", text)
    return re.sub(r"[\^$\\]|/\?$", "", text)


def _value(name: str, pattern: str, world: World, entry: URLPattern) -> Any:
    """Something of the world for a part of an address."""
    register = re.match(r"desk/(documents|parties|tranches)/(\w+)/", pattern)
    if register and name in ("object_id", "pk", "version_id"):
        model = apps.get_model(register[1], register[2])
        return _first(model.history.model if name == "version_id" else model)  # type: ignore[attr-defined]
    submitted = {
        "instructions": world.instruction,
        "documents": lambda: Document.objects.order_by("pk").first(),
    }
    firsts: dict[str, type[models.Model]] = {
        "amendments": Amendment,
        "suspensions": Hold,
        "meetings": Meeting,
        "what-if": SavedScenario,
    }
    if name == "public_id":
        for place, found in submitted.items():
            if f"{place}/<" in pattern:
                return found().public_id
        for place, model in firsts.items():
            if f"{place}/<" in pattern:
                row = model._default_manager.order_by("pk").first()
                return row.public_id if row else NOWHERE["uuid"]  # type: ignore[attr-defined]
    known: dict[str, Any] = {
        "reference": world.agreement.reference,
        "number": 1,
        "part": "purchaser",
        "event": "record_report",
        "count": "1",
        "digest": "0" * 64,
        "secret": "x",
        "page": "journal",
        "binder": NOWHERE["uuid"],
        "app_label": "tranches",
        "url": "nothing/here/",
        "model": "tranches.tranche",
        "key": "x",
    }
    if name == "pk" and "filters/" in pattern:
        return _first(SavedFilter)
    if name == "pk" and "history/" in pattern:
        return world.tranche(1).pk
    if name in known:
        return known[name]
    converter = entry.pattern.converters.get(name)
    kind = type(converter).__name__.removesuffix("Converter").lower() if converter else "str"
    return NOWHERE.get("str" if kind == "string" else kind, "x")


def _first(model: type[models.Model]) -> Any:
    row = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
    return NOWHERE["int"] if row is None else row
