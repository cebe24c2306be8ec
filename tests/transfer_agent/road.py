"""What the tests of wrong deliveries and positions do: each act as one short verb."""

from __future__ import annotations

from typing import Any

from documents.intake import Intake
from tests.worlds import World, pdf
from tranches.models import ClaimRecovery, ClaimSettlement, DeliveryClaim, RecoveryCheck, ReleaseLine
from tranches.positions.models import PositionStatement
from tranches.positions.services.positions import load_position
from tranches.positions.services.transfer_lists import load_transfers
from tranches.selectors.release.claims import ClaimRow, row_of_claim
from tranches.services.release.claims import record_delivery_claim, settle_claim
from tranches.services.release.recoveries import check_recovery, record_recovery


def delivery(world: World) -> ReleaseLine:
    """The only line of the newest letter."""
    return world.release().lines.get()


def claim(world: World, shares: int, by: str = "clerk1", **changes: Any) -> DeliveryClaim:
    arguments: dict[str, Any] = {
        "release_line": changes.get("release_line") or delivery(world),
        "shares": shares,
        "went_to": "account 9999",
        "claimed_from": "the transfer agent",
        "grounds": "its own list names another account",
        "found_on": world.today(),
        "claimed_on": world.today(),
        "paper": pdf("claim"),
        **world.as_(by),
    }
    return record_delivery_claim(**(arguments | changes))


def back(world: World, of: DeliveryClaim, shares: int, by: str = "clerk1", **changes: Any) -> ClaimRecovery:
    arguments: dict[str, Any] = {
        "claim": of,
        "shares": shares,
        "came_back_on": world.today(),
        "reference": "TA-BACK",
        "paper": pdf("back"),
        **world.as_(by),
    }
    return record_recovery(**(arguments | changes))


def check(
    world: World, recovery: ClaimRecovery, by: str = "clerk2", *, is_accepted: bool = True
) -> RecoveryCheck:
    return check_recovery(
        recovery=recovery, is_accepted=is_accepted, finding="as the paper says", **world.as_(by)
    )


def recovered(world: World, shares: int, of: DeliveryClaim | None = None) -> DeliveryClaim:
    """Claimed (unless a claim is given), come back and posted, all on one day."""
    found = of or claim(world, shares)
    check(world, back(world, found, shares))
    return found


def settle(world: World, of: DeliveryClaim, by: str = "clerk2", **changes: Any) -> ClaimSettlement:
    arguments: dict[str, Any] = {
        "claim": of,
        "outcome": "passed_on",
        "reason": "the holder sent them on",
        "settled_on": world.today(),
        "paper": pdf("passed on"),
        **world.as_(by),
    }
    return settle_claim(**(arguments | changes))


def row(of: DeliveryClaim) -> ClaimRow:
    return row_of_claim(of)


def table(text: str | bytes) -> Intake:
    return Intake(text if isinstance(text, bytes) else text.encode(), "table.csv", "text/csv")


def load(world: World, text: str | bytes, by: str = "clerk1") -> PositionStatement:
    return load_position(agreement=world.agreement, file=table(text), **world.as_(by))


def listed(world: World, text: str | bytes) -> Any:
    return load_transfers(agreement=world.agreement, file=table(text), **world.as_("clerk1"))
