"""What opens an account stands on no page, in no list, history, export or answer: every address is read for it, as everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.urls import reverse

from parties.admin.accounts import UserAdmin
from parties.models import CalendarToken, User
from parties.services.calendar_tokens import make_token
from tests import worlds
from tests.doors.visitors import Visits, routes, strangers, visitors
from tests.worlds import World

STAGE = worlds.submitted
READERS = ("supervisor", "compliance", "officer of A", "seller")


@pytest.fixture(autouse=True)
def then(world: World, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch) -> None:
    clock(world.now)
    monkeypatch.setattr(settings, "VAULT_ROOT", world.vault)


def planted(world: World) -> dict[str, str]:
    """One of each secret there is, by what it is. None of them is a word that a page could have of its own."""
    strangers(world)
    user = world.users["clerk2"]
    Authenticator.objects.create(user=user, type="totp", data={"secret": "TOTPSECRETPLANTED"})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "RECOVERYSEEDPLANTED"})
    return {
        "password": User.objects.get(username="clerk2").password.rpartition("$")[2],
        "factor": "TOTPSECRETPLANTED",
        "recovery codes": "RECOVERYSEEDPLANTED",
    }


def test_no_address_tells_a_secret_to_anybody(world: World) -> None:
    secrets = planted(world)
    token, secret = make_token(user=world.users["clerk2"], **world.as_("clerk2"))
    secrets |= {"calendar digest": token.digest, "calendar secret": secret}
    clients = visitors()
    secrets |= {f"session {key[:4]}": key for key in Session.objects.values_list("session_key", flat=True)}
    visits, read, found = Visits(clients), 0, []
    registers = [
        reverse("review:history", args=(model._meta.label_lower, row.pk))
        for model in (User, CalendarToken)
        if (row := model._default_manager.first()) and admin.site.is_registered(model)
    ]
    addresses = sorted({route.path for route in routes(world)}) + registers
    for who in READERS:
        for path in addresses:
            if who != "supervisor" and path.startswith("/desk/"):
                continue  # the registers are the same for all who may look
            answer = visits.undone(who, lambda client, path=path: client.get(path))
            content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined, call-overload]
            read += answer.status_code == 200
            found += [
                f"{what} at {path} for {who}"
                for what, secret in secrets.items()
                if secret.encode() in content
            ]
    for export in (reverse("review:export"), reverse("review:timeline_export")):
        for form in ("csv", "json"):
            answer = visits.undone(
                "compliance", lambda client, export=export, form=form: client.post(export, {"form": form})
            )
            content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined, call-overload]
            read += answer.status_code == 200
            found += [
                f"{what} in {export} as {form}"
                for what, secret in secrets.items()
                if secret.encode() in content
            ]
    assert found == []
    assert read > 200


def test_shown_column_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a list with the column in it is caught."""
    secrets = planted(world)
    monkeypatch.setattr(
        admin.site.get_model_admin(User), "list_display", (*UserAdmin.list_display, "password")
    )
    visits = Visits({"supervisor": visitors()["supervisor"]})
    answer = visits.undone("supervisor", lambda client: client.get(reverse("admin:parties_user_changelist")))
    assert secrets["password"] in answer.content.decode()  # type: ignore[attr-defined]
