"""Every test here may ask for `world`: the module's `STAGE`, walked once, with its files where they were filed."""

import pytest
from pytest_django.fixtures import SettingsWrapper

from tests import stages
from tests.stages import staged  # noqa: F401 - a fixture
from tests.worlds import World


@pytest.fixture
def world(staged: World, db: None, settings: SettingsWrapper) -> World:  # noqa: F811
    """The module's world as if nobody had touched it; a dossier holds the files too."""
    settings.VAULT_ROOT = staged.vault
    return stages.as_it_was(staged)
