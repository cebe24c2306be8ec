"""What the agreement page shows of the instrument: its lines one after the other, and the corporate action that waits."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from documents.actor import Actor
from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for
from tranches.models import Account, CorporateAction, SecurityLine
from tranches.selectors.conversion.corporate import actions_of, instrument_in, pending_action
from tranches.selectors.conversion.corporate_acts import acts_on_corporate
from tranches.selectors.desk.case import Scene
from tranches.selectors.ledger.units import lines_of, ratios_of
from tranches.terms.sums.figures import grouped_decimal


@dataclass(frozen=True)
class LineRow:
    """One security line: what it is called, since when, and how many of its shares one share of the terms became."""

    line: SecurityLine
    instrument: str
    traits: str
    per_share: str


@dataclass(frozen=True)
class AccountRow:
    """One account of the action that waits, before and after."""

    label: str
    tranche: int | None
    before: int
    exact: str
    after: int
    fraction: str


def corporate_context(scene: Scene, actor: Actor) -> dict[str, Any]:
    """The values of the section."""
    agreement = scene.agreement
    acts = [
        ShownAct(line, form_for(line.event, scene) if line.allowed else None)
        for line in acts_on_corporate(agreement, actor)
    ]
    waiting = pending_action(agreement)
    return {
        "lines": line_rows(scene),
        "is_first": scene.balances.is_first_line,
        "actions": [row for row in actions_of(agreement) if hasattr(row, "decision")],
        "waiting": waiting,
        "accounts": account_rows(waiting) if waiting else [],
        "sums": sums_of(waiting) if waiting else None,
        "limits": list(
            waiting.limits.filter(shares_before__gt=0)
            .select_related("tranche", "instruction_line__instruction", "hold")
            .order_by("id")
        )
        if waiting
        else [],
        "acts": sorted((act for act in acts if act.event in FORMS), key=lambda act: not act.line.allowed),
    }


def line_rows(scene: Scene) -> list[LineRow]:
    """Every security line in its order, the open one last."""
    ratios = ratios_of(scene.agreement)
    rows = []
    for line in lines_of(scene.agreement):
        names = instrument_in(scene.agreement, line)
        traits = [
            names.ticker,
            names.par_value and f"par {names.par_value}",
            names.cusip and f"CUSIP {names.cusip}",
        ]
        rows.append(
            LineRow(
                line,
                f"{names.name} of {names.issuer}",
                " · ".join(filter(None, traits)),
                grouped_decimal(ratios[line.number]),
            )
        )
    return rows


def account_rows(action: CorporateAction) -> list[AccountRow]:
    """Every account before and after, as it was prepared."""
    ratio = Fraction(action.ratio_new, action.ratio_old)
    rows = []
    for row in action.rows.select_related("tranche", "release_line__release").order_by("number"):
        label = str(Account(row.account).label)
        if row.release_line is not None:
            label += f", {row.release_line.release}"
        exact = row.shares_before * ratio
        rows.append(
            AccountRow(
                label,
                row.tranche.number if row.tranche else None,
                row.shares_before,
                grouped_decimal(exact),
                row.shares_after,
                grouped_decimal(row.shares_after - exact),
            )
        )
    return rows


def sums_of(action: CorporateAction) -> AccountRow:
    """All accounts together."""
    before = sum(action.rows.values_list("shares_before", flat=True))
    after = sum(action.rows.values_list("shares_after", flat=True))
    exact = Fraction(before * action.ratio_new, action.ratio_old)
    return AccountRow("", None, before, grouped_decimal(exact), after, grouped_decimal(after - exact))
