"""Clients of people who are signed in by the sign-in page, at a clock that the test sets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.http import HttpResponse
from django.test import Client

from parties.models import User
from tests.desk.helpers import flowing
from tests.stages import staged, world  # noqa: F401 - fixtures

Enter = Callable[..., Client]
MORNING = datetime(2026, 12, 1, 8, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXP"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """The wall clock, standing at a morning until the test moves it."""
    with time_machine.travel(MORNING, tick=False) as standing:
        yield standing


@pytest.fixture
def enter(clock: time_machine.Coordinates) -> Enter:
    def sign_in(name: str, *, password: str = "", client: Client | None = None) -> Client:
        client = client or Client(headers={"user-agent": FIREFOX})
        answer = client.post("/accounts/login/", {"login": name, "password": password or name})
        assert answer.status_code == 302, flowing(answer)
        return client

    return sign_in


def proven(client: Client, password: str) -> Client:
    """The same, having shown a moment ago who he is."""
    assert client.post("/accounts/reauthenticate/", {"password": password}).status_code == 302
    return client


def page(answer: HttpResponse) -> str:
    return flowing(answer)


def with_totp(user: User) -> User:
    """Give the account an authenticator; `totp` is what it shows."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return user


def totp() -> str:
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(SECRET), counter, hashlib.sha1).digest()
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
