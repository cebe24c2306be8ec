"""Assessments as plain text tables, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.sums.figures import exact, grouped, grouped_decimal, shortened
from tranches.terms.sums.results import Assessment
from tranches.terms.sums.scenarios import Scenario

GAP = "  "


def table_of(rows: Sequence[Sequence[str]], *, left: int = 1, total: bool = False) -> list[str]:
    """Lines of a table: the first row is its head, the first `left` columns stand left, a total gets its rule."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        GAP.join(
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    rule = "-" * (sum(widths) + len(GAP) * (len(widths) - 1))
    lines.insert(1, rule)
    if total:
        lines.insert(-1, rule)
    return lines


def one_scenario(terms: AgreementTerms, scenario: Scenario, assessment: Assessment) -> str:
    """Everything about one scenario: the known years, the offsets, the credits that wait, the derivation."""
    lines = [f"{terms.reference}: {terms.title}", f"Scenario: {scenario.name}", "", *_years(assessment)]
    if assessment.offsets:
        lines += ["", "Offsets, in the order applied", *_offsets(assessment)]
    for number in assessment.waiting_credits:
        lines += ["", f"The credit of year {number} waits: an earlier year is not known."]
    if assessment.derivation:
        lines += ["", "How the figures come about", *_derivation(assessment)]
    return "\n".join([*lines, "", *_readings(terms)])


def many_scenarios(terms: AgreementTerms, pairs: Iterable[tuple[Scenario, Assessment]]) -> str:
    """One line a scenario: what each year is entitled to, and the sums."""
    head = ["scenario", *(f"tranche {tranche.number}" for tranche in terms.tranches), "released", "kept"]
    rows = [head]
    for scenario, assessment in pairs:
        entitled = {result.number: grouped(result.entitled) for result in assessment.tranches}
        years = [entitled.get(tranche.number, "-") for tranche in terms.tranches]
        rows.append([scenario.name, *years, grouped(assessment.released), grouped(assessment.kept)])
    return "\n".join([f"{terms.reference}: {terms.title}", "", *table_of(rows), "", *_readings(terms)])


def _years(assessment: Assessment) -> list[str]:
    if not assessment.tranches:
        return ["No year is known, so nothing is entitled yet. Give actuals with --actual N=AMOUNT."]
    rows = [["tranche", "shares", "target", "actual", "deducted", "own release", "entitled", "kept"]]
    for result in assessment.tranches:
        actual = "-" if result.actual is None else grouped_decimal(result.actual)
        rows.append(
            [
                str(result.number),
                grouped(result.shares),
                grouped_decimal(result.target),
                actual,
                shortened(result.deducted),
                grouped(result.own_release),
                grouped(result.entitled),
                grouped(result.kept),
            ]
        )
    base = sum(result.shares for result in assessment.tranches)
    rows.append(
        ["together", grouped(base), "", "", "", "", grouped(assessment.released), grouped(assessment.kept)]
    )
    return table_of(rows, total=True)


def _offsets(assessment: Assessment) -> list[str]:
    rows = [["from year", "to tranche", "credit used", "exact shares", "whole shares added"]]
    for offset in assessment.offsets:
        used, added = grouped_decimal(offset.credit_used), grouped(offset.shares)
        rows.append([str(offset.from_number), str(offset.to_number), used, exact(offset.exact), added])
    return table_of(rows)


def _derivation(assessment: Assessment) -> list[str]:
    lines = []
    year = None
    for at, step in enumerate(assessment.derivation, start=1):
        if step.by != year:
            year = step.by
            lines.append(f"Year {year}")
        sources = [
            source for source in (step.clause, f"reading {step.reading}" if step.reading else "") if source
        ]
        cited = f"  [{', '.join(sources)}]" if sources else ""
        lines.append(f"{at:3}. {step.text}: {step.result}{cited}")
        if step.working and step.working != step.result:
            lines.append(f"     {step.working}")
    return lines


def _readings(terms: AgreementTerms) -> list[str]:
    differing = terms.settings.differing_from_shipped()
    if not differing:
        return ["Readings: all as shipped. No lawyer has confirmed them."]
    chosen = ", ".join(f"{name} = {terms.settings.text(name) or 'none'}" for name in differing)
    return [f"Readings that are not as shipped: {chosen}."]
