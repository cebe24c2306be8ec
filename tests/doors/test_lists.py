"""What a list of the desk can be asked: its own filters, and no other column of any table, however it is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.exceptions import BadRequest
from django.db import connection, models
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.guarded_admin import GuardedAdmin
from documents.tables import lists
from parties.models import User
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import page
from tests.worlds import World

STAGE = worlds.submitted
REGISTERS = list(admin.site._registry.items())
LOOKUPS = ("", "__exact", "__gte", "__startswith", "__isnull", "__regex")
# Never a column, a filter or a search of any list, nor on any page: what opens an account or stands for it.
SECRET = frozenset({"password", "data", "session_data", "session_key", "secret", "token", "last_login"})


@pytest.fixture(autouse=True)
def then(world: World, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch) -> None:
    clock(world.now)
    monkeypatch.setattr(settings, "VAULT_ROOT", world.vault)


def paths(model: type[models.Model], depth: int = 2, before: str = "") -> Iterator[str]:
    """Every field and relation of a model, forward and backward, and those of the models behind them."""
    for field in model._meta.get_fields():
        yield before + field.name
        if field.related_model and depth > 1:
            yield from paths(field.related_model, depth - 1, f"{before}{field.name}__")  # type: ignore[arg-type]


def asked(shown: Any, name: str, value: str = "1") -> HttpRequest:
    request = RequestFactory().get("/", {name: value})
    request.user = User.objects.get(username="supervisor")
    request.session = {}  # type: ignore[assignment]
    admin.site.actor(request)  # type: ignore[attr-defined]
    return request


def reached(shown: Any, request: HttpRequest, name: str) -> list[str]:
    """What the database was asked when the list was asked by that name; nothing where the name was refused."""
    request.GET = request.GET.copy()
    request.GET.clear()  # type: ignore[attr-defined]
    request.GET[name] = "1"  # type: ignore[index]
    with CaptureQueriesContext(connection) as questions, suppress(BadRequest):
        list(shown.get_changelist_instance(request).result_list)
    return [question["sql"] for question in questions]


@pytest.mark.parametrize(("model", "shown"), REGISTERS, ids=lambda given: getattr(given, "__name__", ""))
def test_no_lookup_but_the_lists_own_reaches_the_database(
    world: World, model: type[models.Model], shown: Any
) -> None:
    request = asked(shown, "p")
    allowed = lists.allowed_lookups(shown, shown.get_list_filter(request))
    tried = [path + lookup for path in paths(model) for lookup in LOOKUPS if path + lookup not in allowed]
    assert len(tried) > 20
    got_through = [name for name in tried if reached(shown, request, name)]
    assert got_through == []


def test_stock_list_answers_what_it_does_not_show(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with the guards out, a password hash is compared with whatever is asked."""
    shown = admin.site.get_model_admin(User)
    assert reached(shown, asked(shown, "p"), "password__gte") == []
    monkeypatch.setattr(lists, "check_list", lambda *_: None)
    monkeypatch.setattr(GuardedAdmin, "lookup_allowed", ModelAdmin.lookup_allowed)
    assert any(
        "password" in sql and ">=" in sql for sql in reached(shown, asked(shown, "p"), "password__gte")
    )


@pytest.mark.parametrize(
    "query",
    [
        "password__gte=pbkdf2",
        "password__startswith=m",
        "person__users__password__startswith=m",
        "history__id=1",
        "_to_field=password",
        "_to_field=id",
        "_popup=1",
        "e=1",
        "all=",
        "_facets=1",
        "person__name=x",
        "p=x",
        "p=-1",
        "p=" + "9" * 30,
        "o=x",
        "o=" + "1." * 99,
        "q=" + "word+" * 3000,
        "q=" + "x" * 201,
        "q=" + "a+" * 13,
        "is_staff__exact=" + "1" * 300,
        "is_staff__exact=x",
    ],
)
def test_address_that_asks_for_more_is_refused_with_a_sentence(
    query: str, world: World, enter: Enter
) -> None:
    with CaptureQueriesContext(connection) as questions:
        answer = enter("supervisor").get(f"{reverse('admin:parties_user_changelist')}?{query}")
    assert answer.status_code == 400, page(answer)
    assert "Nothing was recorded" in page(answer)
    assert not any('"parties_user"."password" ' in sql["sql"].partition("WHERE")[2] for sql in questions)


def test_lists_still_answer_what_they_offer(world: World, enter: Enter) -> None:
    client = enter("supervisor")
    accounts = reverse("admin:parties_user_changelist")
    for query in ("", "q=clerk+one", "is_staff__exact=1", "o=-1.2", "p=1", "q="):
        assert client.get(f"{accounts}?{query}").status_code == 200, query
    found = page(client.get(f"{accounts}?is_staff__exact=1"))
    assert "clerk1" in found
    assert "officer_a" not in found
    filed = f"{reverse('admin:documents_document_changelist')}?binder__id__exact={world.agreement.binder_id}&dated_on__year=2026"
    assert world.agreement.binder.reference in page(client.get(filed))
    assert client.get(f"{reverse('admin:documents_event_changelist')}?kind=record_report").status_code == 200
    for year, month in (("9999", "12"), ("0", "1"), ("2026", "13"), ("x", "1"), ("99999", "1")):
        query = f"dated_on__year={year}&dated_on__month={month}"
        assert client.get(f"{reverse('admin:documents_document_changelist')}?{query}").status_code == 400


def test_page_of_a_row_finds_it_by_its_key_alone(world: World, enter: Enter) -> None:
    client, person = enter("supervisor"), world.users["clerk1"].person
    assert person is not None
    row = reverse("admin:parties_person_change", args=(person.pk,))
    assert client.get(row).status_code == 200
    for query in ("_to_field=name", "_to_field=id", "_popup=1", "name=x"):
        assert client.get(f"{row}?{query}").status_code == 400
    assert client.get(f"{reverse('admin:parties_person_add')}?name=x").status_code == 400


@pytest.mark.parametrize(("model", "shown"), REGISTERS, ids=lambda given: getattr(given, "__name__", ""))
def test_every_register_is_guarded_and_offers_no_secret(
    world: World, model: type[models.Model], shown: Any
) -> None:
    assert isinstance(shown, GuardedAdmin)
    request = asked(shown, "p")
    offered = {
        *shown.list_display,
        *shown.get_search_fields(request),
        *lists.allowed_lookups(shown, shown.get_list_filter(request)),
    }
    named = {part for name in offered for part in name.strip("=^@").split("__")} - (
        {"last_login"} if model is User else set()
    )
    assert not named & SECRET
    assert "session" not in model._meta.label_lower
    assert "authenticator" not in model._meta.label_lower


def test_what_libraries_bring_along_is_not_on_the_desk() -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group

    for model in (EmailAddress, Authenticator, Group):
        assert not admin.site.is_registered(model)
        admin.site.register(model, ModelAdmin)
        assert not admin.site.is_registered(model)
    with pytest.raises(TypeError, match="GuardedAdmin"):
        admin.site.register(worlds.Tranche, ModelAdmin)
