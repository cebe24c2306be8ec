"""The review's readers: signed in as one of the world's accounts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from parties.models import User
from tests.stages import staged, world  # noqa: F401 - fixtures

Enter = Callable[[str], Client]


@pytest.fixture
def enter(db: None) -> Enter:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(
            User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return sign_in
