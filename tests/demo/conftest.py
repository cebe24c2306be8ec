"""The demo, played once for all the tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from escrow_site.demo.cast import CAST
from escrow_site.demo.play import load_demo
from tests.unpaged import leave_layout_out
from tranches.services.telling.telling import Told

LOADED = datetime(2026, 11, 22, 8, tzinfo=UTC)
PASSWORDS = {member.username: f"pw-{member.username}" for member in CAST}


@pytest.fixture(scope="module")
def vault_of_the_play(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo-vault")


@pytest.fixture(scope="module")
def told() -> list[Told]:
    """What the play would tell the parties, in order; of a simulation nothing is sent, but it is written all the same."""
    return []


@pytest.fixture(scope="module")
def _played(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    vault_of_the_play: Path,
    told: list[Told],
) -> Iterator[None]:
    """Play both deals in one transaction that is taken back after the module."""
    begin = Told.__init__

    def kept(self: Told, *parts: Any, **named: Any) -> None:
        begin(self, *parts, **named)
        told.append(self)

    with (
        django_db_blocker.unblock(),
        override_settings(VAULT_ROOT=vault_of_the_play),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        leave_layout_out(patch)
        patch.setattr(Told, "__init__", kept)
        load_demo(PASSWORDS, now=LOADED)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def played(_played: None, vault_of_the_play: Path, vault_root: Path) -> Iterator[None]:
    """The demo as it stands after its play. For looking only: what a test writes, the next one sees."""
    with override_settings(VAULT_ROOT=vault_of_the_play):
        yield
