"""An office of its own for the mass trials: real migrations, real walls, a vault in the same folder, nothing of the suite.

    with office() as world: …

On SQLite it lies in a new folder under `var/`; on PostgreSQL it is the database that DATABASE_URL names, which must be empty.
Papers keep their markup in place of pages: laying them out is tried elsewhere and takes a second each.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.worlds import World

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def office(walk: str = "funded", *, migrated: bool = True) -> Iterator[tuple[World, Path]]:
    """A world walked to the stage of that name in tests/worlds.py, and the folder that goes away with it.

    Tables come from the migrations, or, where those are not the point, from the models, which takes a tenth of the time.
    """
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="trial-", dir=ROOT / "var") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/office.sqlite3")
        os.environ["ESCROW_VAULT"] = f"{folder}/vault"
        os.environ["DJANGO_SETTINGS_MODULE"] = "escrow_site.settings"
        django.setup()
        from django.apps import apps
        from django.conf import settings
        from django.core.management import call_command

        from documents.models import Binder
        from documents.papers import render

        settings.SIGNING_KEY, settings.DEMO_SIGNING_KEY = "", Path(folder) / "no key.p12"
        settings.CLOCK_AHEAD_MINUTES = 10_000_000  # the worlds walk into years to come
        settings.SECOND_FACTOR = "offered"  # the worlds sign in by password; tests/factors asks for more
        settings.ALLOWED_HOSTS = [
            *settings.ALLOWED_HOSTS,
            "testserver",
        ]  # the host of Django's own test client
        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"  # none were collected
        )
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        settings.DATABASES["default"]["OPTIONS"].pop("pool", None)  # processes are forked here
        if not migrated:
            settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
        call_command("migrate", run_syncdb=not migrated, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if Binder.objects.exists():
            sys.exit("This database is not empty.")
        from tests import worlds
        from tests.unpaged import unpaged

        render.to_pdf = unpaged

        stage: Callable[[], World] = getattr(worlds, walk)
        yield stage(), Path(folder)
