from tests.stages import staged, world  # noqa: F401 - fixtures
