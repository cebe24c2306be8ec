"""Every test here may ask for `world`: the module's `STAGE`, walked once."""

from tests.stages import staged, world  # noqa: F401 - fixtures
