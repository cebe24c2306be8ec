"""Every test here may ask for `world`: the module's `STAGE`, walked once; and on PostgreSQL for the app's own connection."""

from tests.stages import staged, world  # noqa: F401 - fixtures
from tests.walls.app_role import as_app, roles  # noqa: F401 - fixtures
