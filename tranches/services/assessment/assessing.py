"""Assessing: the pure arithmetic run over what is on record, and its result kept (SPA 5.2)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q

from documents.actor import Actor, system_actor
from documents.journal.canonical import digest_of
from tranches.models import (
    Assessment,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    InstructionState,
    Posting,
    Report,
    Tranche,
)
from tranches.selectors.assessment.assessments import current_assessment
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.ledger.units import ratios_of, unit_of
from tranches.selectors.release.confirmed import confirmed_in_terms_unit
from tranches.selectors.terms import terms_of, version_of, versions_by_year
from tranches.services.common import next_number
from tranches.services.deed import Deed
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.sums.assessment import Assessment as Computed
from tranches.terms.sums.assessment import GovernedQuantity, assess
from tranches.terms.sums.figures import plain_decimal

SYSTEM: Actor = system_actor("assessment by the terms")


def actuals_of(agreement: EscrowAgreement) -> dict[int, Fraction]:
    """The figures on record in major units, corrected ones in place of those they correct."""
    rows = Report.objects.filter(tranche__agreement=agreement, corrected_by__isnull=True)
    return {
        number: Fraction(minor, 10 ** MINOR_PLACES[currency])
        for number, minor, currency in rows.values_list("tranche__number", "actual_minor", "currency")
    }


def governed_of(agreement: EscrowAgreement) -> dict[int, list[GovernedQuantity]]:
    """The quantities that a settlement, award, judgment or a differing instruction fixes in place of the computed ones.

    A quantity is the whole entitlement of its tranche from then on: what earlier lines released, and this line; in the terms' unit,
    exactly, also where the paper counts in a later security line. An offset line
    that differs fixes nothing: what it left stays due. Of an instruction that no longer stands, what was confirmed counts.
    """
    fixed: dict[int, list[GovernedQuantity]] = {}
    earlier: dict[int, Fraction] = {}
    fallen: dict[int, list[InstructionLine]] = {}
    ratios = ratios_of(agreement)
    standing = (InstructionState.APPROVED, InstructionState.EXECUTED)
    lines = (
        InstructionLine.objects.filter(instruction__agreement=agreement)
        .exclude(origin=InstructionLine.Origin.RETURN)  # it takes what is left, and fixes no entitlement
        .filter(Q(instruction__state__in=standing) | Q(release_lines__postings__kind=Posting.Kind.RELEASE))
        .distinct()
        .select_related("instruction__assessment__report__tranche", "tranche")
        .order_by("instruction__number", "id")
    )
    for line in lines:
        number = line.tranche.number
        if line.instruction.state not in standing:
            fallen.setdefault(number, []).append(line)
            continue
        # What came back of a fallen instruction only later is due again beside this line.
        at = line.instruction.prepared_at
        gone = sum(
            (confirmed_in_terms_unit(row, back_until=at) for row in fallen.pop(number, ())), Fraction(0)
        )
        if gone:
            earlier[number] = earlier.get(number, Fraction(0)) + gone
        # A conversion that rounded up in the tranche's favour fixes no more than the tranche.
        ordered = line.shares / ratios[unit_of(line.instruction)]
        total = min(earlier.get(number, Fraction(0)) + ordered, Fraction(line.tranche.shares))
        differs = line.origin == InstructionLine.Origin.OWN and line.computed_shares not in (
            None,
            line.shares,
        )
        if line.origin == InstructionLine.Origin.GOVERNED or differs:
            governs = line.origin == InstructionLine.Origin.GOVERNED
            after = _newest_year(line.instruction) if governs or number in earlier else None
            if after is not None and after < number:
                after = None
            fixed.setdefault(number, []).append(GovernedQuantity(total, after))
        earlier[number] = total
    return fixed


def recorded_governed(reference: str) -> dict[int, list[GovernedQuantity]]:
    """The fixed quantities by the agreement's reference; empty for one that is not loaded."""
    agreement = EscrowAgreement.objects.filter(reference=reference).first()
    return governed_of(agreement) if agreement else {}


def assessed_with(agreement: EscrowAgreement, figures: dict[int, Fraction]) -> Computed:
    """What the terms give for the figures on record with these in place of or beside them; nothing is kept."""
    return assess(
        terms_of(agreement),
        actuals_of(agreement) | figures,
        governed=governed_of(agreement),
        terms_for_excess=versions_by_year(agreement),
    )


def assess_now(deed: Deed, *, effective_on: date, report: Report | None = None) -> Assessment:
    """Assess the agreement as it stands, keep the result, and record every entitlement that changed.

    A year that has been assessed keeps the terms it was assessed by, for its own figure and for what its excess offsets (SPA 11.2).
    The arithmetic is the program's, so the actor is the system; who caused it is in the event of the act before.
    """
    deed, agreement = replace(deed, actor=SYSTEM), deed.agreement
    version, actuals = version_of(agreement), actuals_of(agreement)
    before = current_assessment(agreement)
    result = assessed_with(agreement, {}).to_plain()
    number = next_number(Assessment, agreement=agreement)
    assessment = deed.create(
        Assessment(
            agreement=agreement,
            number=number,
            report=report,
            terms_version=version,
            line=current_line(agreement),
            actuals={str(year): plain_decimal(actual) for year, actual in sorted(actuals.items())},
            result=result,
            digest=digest_of(result, form="assessment/1"),
            effective_on=effective_on,
            recorded_at=deed.now,
        ),
        why=f"assessment {number}",
    )
    deed.note(
        "assessment.made",
        agreement,
        effective_on=effective_on,
        after={"assessment": number, "digest": assessment.digest},
        facts={"terms_version": version.number},
    )
    was = {entry["number"]: entry["entitled"] for entry in before.result["tranches"]} if before else {}
    tranches = {tranche.number: tranche for tranche in agreement.tranches.all()}
    for entry in result["tranches"]:
        if entry["entitled"] != was.get(entry["number"]):
            _note_entitlement(deed, tranches[entry["number"]], entry, was.get(entry["number"]), assessment)
    return assessment


def _note_entitlement(
    deed: Deed, tranche: Tranche, entry: dict[str, Any], was: int | None, assessment: Assessment
) -> None:
    deed.note(
        "entitlement.assessed",
        tranche,
        effective_on=assessment.effective_on,
        before={"entitled": was},
        after={"entitled": entry["entitled"], "kept": entry["kept"]},
        facts={
            "assessment": assessment.number,
            "digest": assessment.digest,
            "terms_version": assessment.terms_version.number,
        },
    )


def _newest_year(instruction: Instruction) -> int | None:
    """The newest assessment year known when the instruction was prepared."""
    if instruction.assessment is None:
        return None
    return max((int(number) for number in instruction.assessment.actuals), default=None)
