"""A backup knows which migrations made its database: here the real ones count, though the tables came from the models."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _real_migrations(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}
