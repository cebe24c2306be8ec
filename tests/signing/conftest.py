"""Every test here may ask for `world`: the module’s `STAGE`, walked once; and has the agent's key, as an office would configure it."""

from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import clock, enter
from tests.signing.lettered import KEY
from tests.stages import staged, world

__all__ = ["clock", "enter", "staged", "the_key", "world"]


@pytest.fixture(autouse=True)
def the_key(settings: Any, tmp_path: Path) -> Path:
    """Return the file of the agent's key."""
    file = tmp_path / "agent.p12"
    file.write_bytes(KEY)
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(file), "open"
    return file
