"""What is signed: the content of an instruction, from which its digest is made."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tranches.models import (
    AgreementParty,
    Assessment,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    Report,
)
from tranches.selectors.assessment.opinions import RESTS_ON_REPORTS
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.terms import terms_of, version_of, versions_by_year
from tranches.services.instruction.instruction_lines import LineSpec
from tranches.terms.agreement_terms import AgreementTerms

OFFSET_READINGS = (
    "offset_denominator",
    "offset_numerator",
    "offset_limit",
    "excess_threshold",
    "excess_base",
    "credit_rate",
    "offset_order",
    "rounding",
)


def opinions_signed(lines: Sequence[LineSpec]) -> list[dict[str, Any]]:
    """The opinions, other than unqualified ones, of the reports on file behind the lines: signed with the quantity (SPA 4.2)."""
    years = {(line.offset_by or line.tranche).pk for line in lines if line.origin in RESTS_ON_REPORTS}
    reports = Report.objects.filter(tranche_id__in=years, corrected_by__isnull=True).select_related("tranche")
    return [
        {"tranche": report.tranche.number, "opinion": report.opinion}
        for report in reports.exclude(opinion=Report.Opinion.UNQUALIFIED).order_by("tranche__number")
    ]


def counted_in(agreement: EscrowAgreement, terms: AgreementTerms) -> dict[str, Any]:
    """The instrument the shares are counted in, and its security line where that is not the first, the terms' own."""
    line = current_line(agreement)
    if line.number == 1:
        return {"instrument": terms.instrument.name}
    return {
        "instrument": line.instrument,
        "security_line": {"number": line.number, "opened_on": line.opened_on.isoformat()},
    }


def content_of(
    agreement: EscrowAgreement,
    number: int,
    basis: str,
    lines: Sequence[LineSpec],
    computed: dict[int, int],
    assessment: Assessment | None,
    recipient: AgreementParty,
    account: str,
    day: date,
    difference_reason: str,
    paper_facts: dict[str, Any] | None,
) -> dict[str, Any]:
    """What is signed: everything the agent will act on, and the readings it follows when it has an offset line."""
    terms, version = terms_of(agreement), version_of(agreement)
    parts = {entry.part: entry for entry in agreement.agreement_parties.select_related("party")}
    numbers = {line.tranche.number for line in lines}
    restored = {entry["to"] for entry in assessment.result["offsets"]} if assessment else set()
    has_offset = bool(numbers & restored) or any(
        line.origin == InstructionLine.Origin.OFFSET for line in lines
    )
    readings = _readings(agreement, assessment, lines) if has_offset else {}
    return {
        "form": "joint written instruction/1",
        "agreement": agreement.reference,
        "simulation": agreement.is_simulation,
        "number": number,
        "basis": basis,
        "dated_on": day.isoformat(),
        "escrow_agent": parts["escrow_agent"].party.name,
        "instructing": [
            {"part": part, "letter": parts[part].letter, "name": parts[part].party.name}
            for part in (terms.signing.joint_instruction if basis == Instruction.Basis.JOINT else ())
        ],
        **counted_in(agreement, terms),
        "recipient": {"letter": recipient.letter, "name": recipient.party.name, "delivery_account": account},
        "lines": [
            {
                "tranche": line.tranche.number,
                "origin": line.origin,
                "offset_by": line.offset_by.number if line.offset_by else None,
                "shares": line.shares,
                "computed": computed.get(line.tranche.pk),
            }
            for line in lines
        ],
        "total_shares": sum(line.shares for line in lines),
        "difference_reason": difference_reason,
        "readings": {name: readings[name] for name in OFFSET_READINGS if name in readings},
        "assessment": {"number": assessment.number, "digest": assessment.digest} if assessment else None,
        "terms": {"version": version.number, "digest": version.digest},
        "governing_paper": paper_facts or None,
    }


def _readings(
    agreement: EscrowAgreement, assessment: Assessment | None, lines: Sequence[LineSpec]
) -> dict[str, str]:
    """The readings that the offset follows: those of the terms its excess year was assessed by (SPA 11.2)."""
    numbers = {line.tranche.number for line in lines}
    offsets = assessment.result["offsets"] if assessment else []
    years = [line.offset_by.number for line in lines if line.offset_by]
    years += [entry["from"] for entry in offsets if entry["to"] in numbers]
    governing = versions_by_year(agreement).get(max(years, default=0), terms_of(agreement))
    return governing.settings.texts()
