"""Accounts with and without a second factor, and the codes that a phone would show."""

import base64
import hashlib
import hmac
import struct
import time
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client

from documents.actor import system_actor
from documents.services.recorded import create
from parties.models import Party, Person, Role, User
from parties.services.register import grant_role, register_party

SYSTEM = system_actor("test house")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN, PROVE = "/accounts/login/", "/accounts/2fa/reauthenticate/"


def account(name: str, *, role: Role = Role.CLERK, party: Party | None = None) -> User:
    """An account whose password is its name, of a person who acts for a party and has a mailbox."""
    now = datetime.now(UTC)
    party = party or Party.objects.filter(name="House").first()
    party = party or register_party(kind="company", name="House", actor=SYSTEM, now=now)
    person = create(Person(name=name.title()), actor=SYSTEM, now=now, reason="test")
    user = User(username=name, person=person, email=f"{name}@example.com", is_staff=True)
    user.set_password(name)
    create(user, actor=SYSTEM, now=now, reason="test")
    grant_role(person=person, party=party, role=role, starts_on=now.date(), actor=SYSTEM, now=now)
    return user


def with_app(user: User) -> Authenticator:
    """Give the account an authenticator app with a known secret."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})


def code(secret: str = SECRET, *, skew: int = 0) -> str:
    """What the phone shows, with its clock `skew` seconds off (RFC 6238)."""
    counter = struct.pack(">Q", (int(time.time()) + skew) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_in(name: str, *, client: Client | None = None, password: str = "", **more: Any) -> Any:
    """Post name and password by the page; the answer."""
    client = client or Client()
    return client.post(SIGN_IN, {"login": name, "password": password or name}, **more)


def signed_in(user: User) -> Client:
    """A client signed in by every factor the account has."""
    client = Client()
    answer = sign_in(user.username, client=client)
    if "/2fa/authenticate/" in answer["Location"]:
        answer = client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert client.session.get("_auth_user_id") == str(user.pk), answer.content.decode()
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
