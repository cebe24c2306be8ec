"""A module names the `STAGE` its tests begin from.

It is walked once, in a transaction around all of them, and each test begins where the walk ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.unpaged import leave_layout_out
from tests.worlds import World
from tranches.models import EscrowAgreement


@pytest.fixture(scope="module")
def staged(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Walk to the module's `STAGE` in a vault of its own, papers not laid out; all of it is rolled back at the end."""

    walk: Callable[[], World] = request.module.STAGE
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            vault = tmp_path_factory.mktemp("vault")
            patch.setattr(settings, "VAULT_ROOT", vault)
            leave_layout_out(patch)
            found = walk()
            found.vault = vault
        yield found
        transaction.set_rollback(True)


def as_it_was(staged: World) -> World:
    """The world read again: a test before may have changed what it held in its hands."""
    agreement = EscrowAgreement.objects.select_related("binder").get(pk=staged.agreement.pk)
    return World(agreement, staged.now, dict(staged.users), staged.firm, staged.vault)


@pytest.fixture
def world(staged: World, db: None) -> World:
    """The module's world as if nobody had touched it."""
    return as_it_was(staged)
