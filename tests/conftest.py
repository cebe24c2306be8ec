"""What every test stands on: the database, the vault, the walls and the browser.

``pytest`` alone runs on SQLite; ``DATABASE_URL=postgresql://… pytest`` runs the same suite on PostgreSQL;
``pytest -m browser`` drives Chromium.  Nothing here knows a deal: worlds are built by the tests themselves.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from documents.database import walls
from tests import remembered
from tests.tools import template
from tests.unpaged import leave_layout_out

# Two shared cores: a slow example is no failure.  CI repeats the same examples each time; a desk seeks new ones.
hypothesis_settings.register_profile(
    "desk", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "ci", hypothesis_settings.get_profile("desk"), derandomize=True, database=None
)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "desk")

# Chromium as root, without a screen, asking nothing of the network.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# --- Which tests run -----------------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the chosen database cannot show: deselected, so that nothing is ever reported as skipped.

    A test that opens no database shows the same on each (pytest-django refuses it every query), so it runs once, with SQLite.
    """
    on_postgres = "postgresql" in django_settings.DATABASES["default"]["ENGINE"]

    def shows_nothing_here(item: Any) -> bool:
        if not on_postgres:
            return item.get_closest_marker("postgres_only") is not None
        if item.get_closest_marker("postgres_only") or item.get_closest_marker("browser"):
            return False
        return item.get_closest_marker("sqlite_only") is not None or not _opens_the_database(item)

    left_out = {item.nodeid for item in items if shows_nothing_here(item)}
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left_out])
        items[:] = [item for item in items if item.nodeid not in left_out]


def _opens_the_database(item: Any) -> bool:
    """Whether pytest-django lets the test query: it asks for a database by mark or fixture, or makes one of its own."""
    asked = {"db", "transactional_db", "django_db_setup"} & set(item.fixturenames)
    return item.get_closest_marker("django_db") is not None or bool(asked)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let Django talk to the database beside Playwright's event loop, in runs that have browser tests only."""
    if any(item.get_closest_marker("browser") for item in session.items):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def no_signing_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test signs with a key that happens to lie in the office."""
    django_settings.SIGNING_KEY = django_settings.SIGNING_PASSWORD = ""
    django_settings.DEMO_SIGNING_KEY = tmp_path_factory.mktemp("keys") / "none.p12"


# --- The database --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Give the tests a real file on SQLite, and single connections on PostgreSQL.

    Django's default would be a database in memory with a shared cache, which has no WAL and locks by table:
    two writers would behave as they never do in the office. A pool would keep connections to a database that
    the next test wants to drop. Power cuts are not tested here, so nothing waits for the disk.
    """
    chosen: dict[str, Any] = connections["default"].settings_dict
    options: dict[str, Any] = chosen["OPTIONS"]
    if connections["default"].vendor == "sqlite":
        chosen["TEST"]["NAME"] = str(tmp_path_factory.getbasetemp() / "desk.sqlite3")
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        options.pop("pool", None)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Begin with the copy of the last run where nothing has changed since (tests/tools/template.py)."""
    if connections["default"].vendor != "sqlite":
        return False
    return template.copy_to(Path(connections["default"].settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    """Call a database made from the models migrated, as a backup of it asks; keep a copy of one made from nothing."""
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connections["default"])
        recorder.ensure_schema()
        applied = set(recorder.applied_migrations())
        for config in apps.get_app_configs():
            for file in sorted((Path(config.path) / "migrations").glob("[0-9]*.py")):
                migration = import_module(f"{config.name}.migrations.{file.stem}").Migration
                for name in (*migration.replaces, (config.label, file.stem)):
                    if name not in applied:
                        recorder.record_applied(*name)
        if connections["default"].vendor == "sqlite" and not django_db_keepdb:
            template.keep(Path(connections["default"].settings_dict["NAME"]))


# What Django writes after each migrate, and no test changes.
_STAY = {"django_content_type", "auth_permission", "django_migrations"}


@pytest.fixture(scope="session", autouse=True)
def _only_what_was_written_is_flushed() -> Iterator[None]:
    """After a transactional test, empty the tables that have rows, with their walls taken away.

    Django would empty all two hundred and fifty and make its permissions anew. The walls refuse every DELETE, this one too. They
    stand again before the next test begins, whether the flush succeeded or not.
    """

    def flush(test_case: TransactionTestCase) -> None:
        for alias in test_case._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
            connection = connections[alias]
            try:
                with transaction.atomic(using=alias), connection.cursor() as cursor:
                    tables = set(connection.introspection.table_names(cursor)) - _STAY
                    each = (
                        f"SELECT '{table}' FROM (SELECT 1 FROM \"{table}\" LIMIT 1) AS r" for table in tables
                    )
                    cursor.execute(" UNION ALL ".join(each))
                    filled = {row[0] for row in cursor.fetchall()}
                    for table, name in walls.standing(connection):
                        if table in filled:
                            cursor.execute(walls._drop(connection.vendor, table, name))
                    for table in filled:
                        cursor.execute(f'DELETE FROM "{table}"')
            finally:
                walls.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def _walks_remembered() -> Iterator[None]:
    """Walk to each world once (tests/remembered.py)."""
    with remembered.in_use():
        yield


# --- The house -----------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _house_of_the_tests() -> Iterator[None]:
    """Cheap passwords and uncollected static files: neither is what a test is about unless it says so."""
    storages = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=storages,
        CLOCK_AHEAD_MINUTES=10_000_000,  # the worlds walk into years to come; tests/journal/test_clock.py asks as an office does
        SECOND_FACTOR="offered",  # the worlds sign in by password; tests/factors asks for it as an office does
    ):
        yield


@pytest.fixture(autouse=True)
def vault_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return this test's own vault; nothing a test files can reach the office's."""
    root = tmp_path / "vault"
    monkeypatch.setattr(django_settings, "VAULT_ROOT", root)
    return root


_PAPERS_ARE_THE_POINT = ("tests/papers/", "tests/paperwork/", "tests/browser/", "tests/demo/")


@pytest.fixture(autouse=True)
def _papers_not_laid_out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere than in the papers' own tests, keep a paper's checked markup in place of its pages.

    Sheet, template, filing and digest stay real; only WeasyPrint's layout, a second for each paper, is left out.
    """
    if request.node.nodeid.startswith(_PAPERS_ARE_THE_POINT):
        return

    leave_layout_out(monkeypatch)


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Return the folder for screenshots and papers that somebody will look at: ``var/artefacts``."""
    folder = Path(django_settings.VAR_DIR) / "artefacts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# --- The browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the distribution's Chromium; Playwright's own download is never used."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("Chromium is not installed: apt-get install --no-install-recommends chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """One window for all pictures, as the mock-ups have it."""
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
