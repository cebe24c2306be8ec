"""Costs and taxes of a release, with who bears them (EA 3.2, SPA 6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.money.test_fees import deal, refuses
from tests.worlds import World, pdf
from tranches.money.models import ReleaseCost
from tranches.money.selectors.fees import costs_of, usual_bearer
from tranches.money.services.costs import record_release_cost

pytestmark = pytest.mark.django_db


def cost(world: World, **changes: Any) -> ReleaseCost:
    given: dict[str, Any] = {
        "release": world.release(),
        "kind": "tax",
        "what": "stamp duty",
        "amount": Decimal("120.50"),
        "currency": "hkd",
        "borne_by": world.part("C"),
        "incurred_on": world.today(),
        "paper": pdf("bill"),
    }
    return record_release_cost(**(given | changes), **world.as_("clerk1"))


def test_costs_of_a_release_stand_with_their_bearer_the_recipient_by_the_terms() -> None:
    world = worlds.released(700_000_000)
    assert usual_bearer(world.agreement) == world.part("C")
    first = cost(world)
    cost(world, kind="handling", what="transfer fee", amount=Decimal(80), currency="USD", paper=None)
    assert (first.amount_minor, first.currency) == (12_050, "HKD")
    assert [(row.number, row.get_kind_display()) for row in costs_of(world.agreement)] == [
        (1, "Tax"),
        (2, "Handling fee"),
    ]


def test_another_bearer_than_the_terms_name_needs_a_reason() -> None:
    world = worlds.released(700_000_000)
    refuses("bearer_needs_reason", lambda: cost(world, borne_by=world.part("A")))
    assert cost(world, borne_by=world.part("A"), reason="agreed by letter").borne_by.letter == "A"


def test_where_each_bears_his_own_the_bearer_is_chosen(tmp_path: Path) -> None:
    path = deal(tmp_path, ('release_costs = "recipient"', 'release_costs = "each_own"'))
    world = worlds.released(700_000_000, path=path)
    assert usual_bearer(world.agreement) is None
    assert cost(world, borne_by=world.part("D")).borne_by.letter == "D"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("unknown_kind", {"kind": "bribe"}),
        ("missing", {"what": " "}),
        ("amount_unusable", {"amount": Decimal(0)}),
        ("amount_unusable", {"amount": Decimal("1.005")}),
        ("unknown_currency", {"currency": "XX"}),
        ("future_date", {"incurred_on": date(2099, 1, 1)}),
        ("dates_out_of_order", {"incurred_on": date(2026, 12, 17)}),
    ],
)
def test_wrong_cost_is_refused_and_changes_nothing(code: str, changes: dict[str, Any]) -> None:
    world = worlds.released(700_000_000)
    refuses(code, lambda: cost(world, **changes))


def test_target_company_and_strangers_bear_nothing() -> None:
    world = worlds.released(700_000_000)
    target = world.agreement.agreement_parties.get(part="target")
    refuses("no_bearer", lambda: cost(world, borne_by=target, reason="why not"))
