"""What is measured and counted: the pages people open each day, and the acts of the main road, in one or several agreements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from parties.models import User
from tests import worlds
from tests.worlds import World

DAY = datetime(2026, 12, 21, 2, tzinfo=UTC)


@dataclass
class Page:
    """An address, and the account that opens it."""

    reader: str
    address: str

    def client(self) -> Client:
        client = Client()
        user = User.objects.get(username=self.reader)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def agreements(count: int, prefix: str = "N") -> list[World]:
    """So many agreements of the same parties, each with an instruction before its signers."""
    found = [worlds.submitted(reference=f"{prefix}-{number}") for number in range(1, count + 1)]
    found[0].now = DAY
    return found


def pages(world: World) -> dict[str, Page]:
    """By name: the lists over all agreements, and the pages of this one."""
    agreement, tranche = world.agreement, world.tranche(1)
    return {
        "start": Page("clerk2", reverse("admin:index")),
        "docket": Page("clerk2", reverse("admin:tranches_docket")),
        "inbox": Page("officer_a", reverse("portal:home")),
        "tranche": Page("clerk2", reverse("admin:tranches_tranche_change", args=[tranche.pk])),
        "agreement": Page("clerk2", reverse("admin:tranches_escrowagreement_change", args=[agreement.pk])),
        "journal": Page("compliance", reverse("review:journal")),
        "dossier": Page("compliance", reverse("review:dossier")),
        "retention": Page("compliance", reverse("review:retention")),
    }


def approve(world: World) -> None:
    world.approve(world.instruction(), "officer_a", "A")


def record_report(world: World) -> None:
    world.report(2, 600_000_000)


def authorise_last(world: World) -> None:
    world.authorise(world.instruction(), "supervisor")


def confirm(world: World) -> None:
    world.confirm()


def _to_the_last_authorisation(world: World) -> None:
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    world.tick_all(world.instruction())
    world.authorise(world.instruction(), "clerk2")


def _to_the_answer(world: World) -> None:
    _to_the_last_authorisation(world)
    authorise_last(world)
    world.send()


def _to_the_report(world: World) -> None:
    world.day(2027, 12, 20)


ACTS: dict[str, tuple[Callable[[World], None] | None, Callable[[World], None]]] = {
    "approve": (None, approve),
    "record report": (_to_the_report, record_report),
    "authorise last": (_to_the_last_authorisation, authorise_last),
    "confirm": (_to_the_answer, confirm),
}
"""By name: the way to where the act is possible from a submitted instruction, and the act."""


def undone(work: Callable[[], Any]) -> Any:
    """Do the work and take it back."""
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found
