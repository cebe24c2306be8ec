"""The desk's clients, and the portal's small deal."""

from tests.desk.conftest import enter  # noqa: F401 - fixture
from tests.portal.conftest import clock, deal  # noqa: F401 - fixtures
