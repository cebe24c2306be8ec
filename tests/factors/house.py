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
from parties.authority import actor_of
from parties.models import Party, Role, User
from parties.services.entries import confirm_entry
from parties.services.opening import first_supervisors
from parties.services.people import admit
from parties.services.register import register_party

SYSTEM = system_actor("test house")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN, PROVE = "/accounts/login/", "/accounts/2fa/reauthenticate/"


def account(name: str, *, role: Role = Role.CLERK, party: Party | None = None) -> User:
    """An account whose password is its name, of a person who acts for a party and has a mailbox: let in by two supervisors."""
    now = datetime.now(UTC)
    house = Party.objects.filter(name="House").first()
    house = house or register_party(kind="company", name="House", actor=SYSTEM, now=now)
    if not house.memberships.exists():
        first = [("Root A", "root-a"), ("Root B", "root-b")]
        first_supervisors(house=house, supervisors=first, actor=SYSTEM, now=now)
    one, other = (
        actor_of(User.objects.select_related("person").get(username=name), now=now)
        for name in ("root-a", "root-b")
    )
    entry = admit(
        party=party or house,
        name=name.title(),
        role=role,
        starts_on=now.date(),
        username=name,
        reason="test",
        actor=one,
        now=now,
    )
    person = confirm_entry(entry=entry, seen_digest=entry.digest, how="test", actor=other, now=now)
    user: User = person.account
    user.set_password(name)
    user.email, user.must_change_password = f"{name}@example.com", False
    user.save(update_fields=["password", "email", "must_change_password"])
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
