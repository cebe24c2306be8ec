"""Where the pages are, and what is typed into them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import worlds

Stand = Callable[[datetime], None]


def desk(world: worlds.World, name: str, *more: object) -> str:
    return reverse(f"admin:tranches_escrowagreement_{name}", args=(world.agreement.pk, *more))


def portal(world: worlds.World, name: str, *more: object) -> str:
    return reverse(f"portal:{name}", args=(world.agreement.reference, *more))


def years(**figures: object) -> dict[str, object]:
    return {name.replace("year", "actual-"): value for name, value in figures.items()}


def csv_file(text: str | bytes) -> SimpleUploadedFile:
    content = text if isinstance(text, bytes) else text.encode()
    return SimpleUploadedFile("scenarios.csv", content, content_type="text/csv")


def send(client: Client, url: str, do: str = "show", **values: object) -> HttpResponse:
    return client.post(url, {"do": do, "key": "key-1"} | years(**values))
