"""The site answers as the reviewed table says (routes.md); an address that is not in it fails.

Here everybody asks every address in GET and POST, and those who may do the most and the least in every method; all of it is
compared by `python -m tests.tools.route_table`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from parties.models import User
from tests import worlds
from tests.desk.conftest import signed_in
from tests.doors import route_table
from tests.doors.visitors import (
    CLASS,
    METHODS,
    ROLES,
    Visitor,
    Visits,
    one_of_each,
    read_only,
    routes,
    strangers,
)
from tests.walls.tools import past_the_services
from tests.worlds import World

STAGE = worlds.submitted
TABLE = route_table.read(route_table.FILE.read_text(encoding="utf-8"))
WHOLE = {"visitor", "supervisor"}
OPEN_TO_ALL = {"/desk/jsi18n/", "/desk/login/", "/desk/logout/"}


@pytest.fixture(autouse=True)
def then(world: World, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch) -> None:
    clock(world.now)
    monkeypatch.setattr(settings, "VAULT_ROOT", world.vault)
    strangers(world)


def asked(role: str) -> Visits:
    return Visits({role: signed_in(ROLES[role], Visitor()) if ROLES[role] else Visitor()})


def test_every_address_is_in_the_table_and_none_that_is_gone(world: World) -> None:
    """New or gone? `python -m tests.tools.route_table --write`, and read what changed."""
    assert {route.pattern for route in one_of_each(routes(world))} == set(TABLE)
    assert all(set(by_role) == set(ROLES) for by_role in TABLE.values())


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_site_answers_each_role_as_the_table_says(role: str, world: World) -> None:
    methods = METHODS if role in WHOLE else ("GET", "POST")
    now = route_table.measured(asked(role), one_of_each(routes(world)), [role], methods)
    assert route_table.differences(TABLE, now) == []


def test_table_shows_no_fault_and_shuts_the_doors_it_should() -> None:
    """Read once more by rule: no 500 anywhere, no stranger inside, no writing by other methods, no desk for officers."""
    inside = [
        address for address in TABLE if address.startswith(("/desk/", "/portal/", "/review/", "/documents/"))
    ]
    assert len(inside) > 120
    for address, by_role in TABLE.items():
        statuses = {status for by_method in by_role.values() for status in by_method.values()}
        assert max(statuses) < 500, address
    for address in inside:
        for method in METHODS:
            assert TABLE[address]["visitor"][method] >= 300, (method, address)
    for address in inside:
        if address.startswith(("/desk/", "/review/")) and address not in OPEN_TO_ALL:
            for role in (
                "officer of A",
                "officer of B",
                "seller",
                "account without role",
                "superuser without role",
            ):
                for method in METHODS:
                    assert TABLE[address][role][method] >= 300, (method, address, role)


@pytest.mark.parametrize("role", ["supervisor", "seller", "superuser without role"])
def test_read_only_registers_answer_as_the_one_that_stands_for_them(role: str, world: World) -> None:
    assert len(read_only()) > 80
    visits = asked(role)
    for model in read_only():
        for name in ("changelist", "add"):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")
            expected = TABLE[CLASS + {"changelist": "", "add": "add/"}[name]][role]
            for method in ("GET", "POST", "DELETE"):
                answer = visits.undone(
                    role, lambda client, method=method, address=address: client.generic(method, address)
                )
                assert answer.status_code == expected[method], (method, address)


def test_register_with_a_rule_of_its_own_is_no_read_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: whoever may add, read otherwise or has another address is a line of his own."""
    for model, shown in list(admin.site._registry.items()):
        if model in read_only():
            monkeypatch.setattr(shown, "adders", frozenset({"clerk"}))
            assert model not in read_only()
            return
    pytest.fail("there is no read-only register")


def test_superuser_with_a_role_gets_that_roles_answers(world: World) -> None:
    """`is_superuser` opens nothing more: a clerk who is one gets the clerk's answers."""
    clerk = world.users["clerk1"]
    with past_the_services(User):
        User.objects.filter(pk=clerk.pk).update(is_superuser=True)
    now = route_table.measured(asked("clerk"), one_of_each(routes(world)), ["clerk"], ("GET", "POST"))
    assert route_table.differences(TABLE, now) == []


def test_changed_answer_and_new_address_are_told() -> None:
    """The negative control."""
    address = "/portal/"
    changed = {address: {"visitor": {"GET": 200}}, "/new/": {"visitor": {"GET": 200}}}
    assert route_table.differences(TABLE, changed) == [
        "GET /portal/ as visitor: 200, the table says 302",
        "GET /new/ as visitor: 200, the table says None",
    ]
    assert route_table.read(route_table.written(TABLE)) == TABLE
