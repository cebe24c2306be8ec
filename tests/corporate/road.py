"""The steps of a corporate action, each one call of a service."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.worlds import World, pdf
from tranches.models import CorporateAction, CorporateActionDecision
from tranches.selectors.ledger.balances import balances
from tranches.services.conversion.corporate import authorise_corporate_action, prepare_corporate_action
from tranches.terms.sums.conversion import converted_total


def prepared(world: World, new: int, old: int, kind: str = "split", **changes: Any) -> CorporateAction:
    """Prepared by the first clerk, effective today, with the figure that the ratio gives."""
    policy = changes.get("fraction_policy", "down")
    stated = changes.get("stated_shares")
    if stated is None:
        stated = converted_total(balances(world.agreement).in_escrow, Fraction(new, old), policy)
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "kind": kind,
        "ratio_new": new,
        "ratio_old": old,
        "fraction_policy": "down",
        "effective_on": world.today(),
        "stated_shares": stated,
        "paper": pdf(f"{kind} {new} {old}"),
        **world.as_("clerk1"),
    }
    return prepare_corporate_action(**(arguments | changes))


def authorised(world: World, action: CorporateAction, who: str = "supervisor") -> CorporateActionDecision:
    return authorise_corporate_action(action=action, seen_digest=action.digest, **world.as_(who))


def converted(world: World, new: int, old: int, kind: str = "split", **changes: Any) -> CorporateAction:
    """Prepared by one and authorised by another."""
    action = prepared(world, new, old, kind, **changes)
    authorised(world, action)
    return action
