"""Two deals of one agent, and the roles of a PostgreSQL installation."""

from __future__ import annotations

import pytest

from tests.portal.conftest import clock, deal, other  # noqa: F401 - fixtures
from tests.portal.world import Deal
from tests.row_level.two_deals import Rows, rows_of
from tests.walls.app_role import roles  # noqa: F401 - a fixture


@pytest.fixture
def both(request: pytest.FixtureRequest, roles: None) -> list[Rows]:  # noqa: F811 - a fixture
    """A row of each of the two deals in every table."""
    deals: list[Deal] = [request.getfixturevalue(name) for name in ("deal", "other")]
    return rows_of(*deals)
