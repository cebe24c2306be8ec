"""Served below a prefix (`SCRIPT_NAME=/escrow`), no address of the desk is without it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import STATICFILES_STORAGE_ALIAS
from django.conf import settings as django_settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.test import Client
from django.urls import get_script_prefix, set_script_prefix
from django.utils.functional import empty

from escrow_site import env
from tranches.papers.frame import verification_url

ADDRESS = re.compile(r'(?:href|src|action)="(/[^"]*)"')


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


@pytest.mark.parametrize("raw", ["escrow", "/escrow/", "/", "/a b"])
def test_prefix_that_is_no_path_ends_the_process(raw: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SCRIPT_NAME"):
        env.env_prefix("SCRIPT_NAME", environ={"SCRIPT_NAME": raw})


def test_prefix_is_taken_as_it_is() -> None:
    assert env.env_prefix("SCRIPT_NAME", environ={"SCRIPT_NAME": "/escrow"}) == "/escrow"
    assert env.env_prefix("SCRIPT_NAME", environ={}) is None
