"""Every test here may ask for `world`: the module's `STAGE`, walked once, with its files where they were filed."""

from typing import Any

import pytest

from tests import stages
from tests.desk.conftest import clock  # noqa: F401 - a fixture
from tests.review.conftest import enter  # noqa: F401 - a fixture
from tests.stages import staged  # noqa: F401 - a fixture
from tests.worlds import World


@pytest.fixture
def world(staged: World, db: None, settings: Any) -> World:  # noqa: F811
    """The module's world as if nobody had touched it; a dossier holds the files too."""
    settings.VAULT_ROOT = staged.vault
    return stages.as_it_was(staged)
