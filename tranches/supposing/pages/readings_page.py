"""What both pages show, computed once for either door. Nothing here is stored; saving and printing are acts of the services."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from documents.actor import Actor
from documents.models import Document
from tranches.models import Account, AgreementParty, EscrowAgreement, TrancheState
from tranches.policy import permitted
from tranches.selectors.access import documents_of
from tranches.selectors.ledger.balances import balances
from tranches.selectors.ledger.standing import unit_words
from tranches.selectors.terms import calendar_of
from tranches.supposing.forms import FiguresForm
from tranches.supposing.models import SavedScenario
from tranches.supposing.pages.bars import outlook_chart
from tranches.supposing.pages.tables import extreme_words, readings_table, scenario_rows, stated_rows
from tranches.supposing.selectors import own_part, scenarios_of
from tranches.supposing.services.comparing import Basis, basis_of
from tranches.terms.sums.figures import plain_decimal

DONE = (TrancheState.RELEASED, TrancheState.DEDUCTED)


def may(event: str, actor: Actor, agreement: EscrowAgreement, part: AgreementParty | None) -> bool:
    """Whether the policy lets the actor do it for his part; the service asks again."""
    agent_id = agreement.agreement_parties.values_list("party_id", flat=True).get(part="escrow_agent")
    return part is not None and permitted(event, actor, agent_id=agent_id, party_id=part.party_id)


def readings_context(agreement: EscrowAgreement, actor: Actor, form: FiguresForm) -> dict[str, Any]:
    """The readings for the form's figures; without any figure there is nothing to compare."""
    basis, part = form.basis, own_part(actor, agreement)
    context = _common(agreement, form, part) | {
        "papers": papers_made(actor, agreement),
        "may_paper": may("make_readings_paper", actor, agreement, part),
        "comparison": None,
    }
    if not form.merged and not basis.governed:
        return context
    comparison = basis.compared(form.merged)
    standing = balances(agreement)
    released = standing.ever(Account.RECIPIENT)
    calendar, ends = calendar_of(agreement), _next_end(agreement, basis)
    return context | {
        "comparison": comparison,
        "table": readings_table(comparison),
        "lowest_words": extreme_words(comparison.lowest) if comparison.lowest else "",
        "highest_words": extreme_words(comparison.highest) if comparison.highest else "",
        "released": released,
        "due": max(comparison.agreed.released * standing.ratio - released, 0),
        "dated": stated_rows(comparison, ("dates", "money"), calendar=calendar, next_end=ends),
        "others": stated_rows(comparison, ("procedure", "record"), calendar=calendar, next_end=ends),
        "amendment": basis.terms.clause("amendment"),
    }


def what_if_context(
    agreement: EscrowAgreement, actor: Actor, form: FiguresForm, *, opened: SavedScenario | None = None
) -> dict[str, Any]:
    """What becomes of the shares with the form's figures, or of each scenario of its file."""
    basis, part = form.basis, own_part(actor, agreement)
    found = basis.outlook(form.merged)
    several = len(form.scenarios) > 1
    ratio = balances(agreement).ratio
    return _common(agreement, form, part) | {
        "outlook": None if several else found,
        "chart": None if several else outlook_chart(found, ratio),
        "scenarios": scenario_rows(basis, form.scenarios, ratio) if several else [],
        "saved": list(scenarios_of(actor, agreement)),
        "opened": opened,
        "newly_recorded": _newly_recorded(opened, basis) if opened else [],
        "may_save": may("save_scenario", actor, agreement, part),
        "total": basis.terms.total_shares * ratio,
        "return_clause": basis.terms.clause("return"),
    }


def opened_form(agreement: EscrowAgreement, scenario: SavedScenario | None) -> FiguresForm:
    """The form with a saved supposition's figures, or with those on record alone.

    A year recorded since stands as recorded, unless the supposition was saved to replace what is on record.
    """
    basis = basis_of(agreement)
    if scenario is None:
        return FiguresForm(basis=basis, with_file=True)
    figures = {int(number): Fraction(text) for number, text in scenario.actuals.items()}
    return filled(basis, figures, replaces=scenario.replaces_recorded)


def filled(basis: Basis, figures: Mapping[int, Fraction], *, replaces: bool) -> FiguresForm:
    """An unbound form with these figures in their fields, computed as if they were typed in."""
    kept = {n: amount for n, amount in figures.items() if replaces or n not in basis.recorded}
    known = {tranche.number for tranche in basis.terms.tranches}
    kept = {n: amount for n, amount in kept.items() if n in known}
    initial = {f"actual-{n}": plain_decimal(amount) for n, amount in kept.items()}
    form = FiguresForm(basis=basis, with_file=True, initial=initial | ({"replace": "on"} if replaces else {}))
    form.supposed = kept
    form.merged = dict(basis.recorded) | kept
    return form


def unlocked(form: FiguresForm, *, with_file: bool) -> FiguresForm:
    """The same figures with those on record in fields of their own, to be replaced."""
    figures = {name: value for name, value in form.data.items() if name.startswith("actual-") and value}
    recorded = {f"actual-{n}": plain_decimal(amount) for n, amount in form.basis.recorded.items()}
    opened = FiguresForm(
        basis=form.basis, with_file=with_file, initial=recorded | figures | {"replace": "on"}
    )
    opened.merged, opened.supposed = dict(form.merged), dict(form.supposed)
    return opened


def papers_made(actor: Actor, agreement: EscrowAgreement) -> list[Document]:
    """The comparisons on file, newest first."""
    rows = documents_of(actor).filter(binder=agreement.binder_id, kind="readings", made_here=True)
    return list(rows.order_by("-filed_at", "-id")[:5])


def _common(agreement: EscrowAgreement, form: FiguresForm, part: AgreementParty | None) -> dict[str, Any]:
    found = balances(agreement)
    return {
        "agreement": agreement,
        "ratio": found.ratio,
        "share_unit": unit_words(found),
        "form": form,
        "rows": form.rows(),
        "part": part,
        "figures": sorted(form.merged.items()),
        "supposed": form.supposed,
        "recorded": form.basis.recorded,
        "unit": " / ".join(dict.fromkeys(each.currency_label for each in form.basis.terms.tranches)),
        "errors": bool(form.is_bound and form.errors),
    }


def _next_end(agreement: EscrowAgreement, basis: Basis) -> date | None:
    """The end of the first year that is not done."""
    open_number = (
        agreement.tranches.exclude(state__in=DONE).order_by("number").values_list("number", flat=True).first()
    )
    return None if open_number is None else basis.terms.tranche(open_number).ends_on


def _newly_recorded(scenario: SavedScenario, basis: Basis) -> list[int]:
    """The years of a saved supposition that have been reported since."""
    if scenario.replaces_recorded:
        return []
    return [int(number) for number in scenario.actuals if int(number) in basis.recorded]
