"""The desk's clients: signed in, and just proven, so that a signature is not suspended unless a test wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from parties.models import User

Enter = Callable[[str], Client]


def signed_in(name: str, client: Client | None = None) -> Client:
    """A client that came in by the sign-in page itself and has just proven who it is."""
    client = client or Client()
    answer = client.post("/accounts/login/", {"login": name, "password": name})
    assert answer.status_code == 302, answer.content.decode()
    proof = client.post("/accounts/reauthenticate/", {"password": name})
    assert proof.status_code == 302, proof.content.decode()
    assert User.objects.filter(username=name).exists()
    return client


@pytest.fixture
def clock() -> Iterator[Callable[[datetime], None]]:
    """Set the wall clock that views and sessions read; it is put back after the test."""
    travels: list[time_machine.travel] = []

    def stand_at(moment: datetime) -> None:
        travel = time_machine.travel(moment, tick=False)
        travel.start()
        travels.append(travel)

    yield stand_at
    for travel in reversed(travels):
        travel.stop()


@pytest.fixture
def enter(db: None) -> Enter:
    """A client signed in as one of the world's accounts, by the sign-in page itself."""

    entered: dict[tuple[str, datetime], Client] = {}

    def sign_in(name: str) -> Client:
        now = timezone.now().replace(second=0, microsecond=0)
        if (name, now) in entered:
            return entered[name, now]  # the sign-in counts its attempts
        client = entered[name, now] = signed_in(name)
        return client

    return sign_in
