"""The opinions an instruction rests on: every other than an unqualified one is acknowledged by each signer (SPA 4.2).

The agent judges no opinion (EA 4.3): a report that is qualified, adverse or disclaimed counts as it stands, and is seen as such.
"""

from tranches.models import Instruction, InstructionLine, Report

RESTS_ON_REPORTS = (InstructionLine.Origin.OWN, InstructionLine.Origin.OFFSET)
WORDS_ZH = {
    Report.Opinion.QUALIFIED: "保留意见",
    Report.Opinion.ADVERSE: "否定意见",
    Report.Opinion.DISCLAIMER: "无法表示意见",
}
_WORDS = {
    Report.Opinion.QUALIFIED: "a qualified opinion",
    Report.Opinion.ADVERSE: "an adverse opinion",
    Report.Opinion.DISCLAIMER: "a disclaimer of opinion",
}


def reports_with_reservation(instruction: Instruction) -> list[Report]:
    """The reports in force behind its lines (each year's own, or the year whose excess restored it) that are not unqualified."""
    lines = InstructionLine.objects.filter(instruction=instruction, origin__in=RESTS_ON_REPORTS)
    years = {offset or own for offset, own in lines.values_list("offset_by_id", "tranche_id")}
    found = Report.objects.filter(tranche_id__in=years, corrected_by__isnull=True).select_related("tranche")
    return list(found.exclude(opinion=Report.Opinion.UNQUALIFIED).order_by("tranche__number"))


def opinion_words_of(opinion: str) -> str:
    """`a qualified opinion`."""
    return _WORDS.get(Report.Opinion(opinion), "an unqualified opinion")


def opinion_words(instruction: Instruction) -> str:
    """What each signer acknowledges: `the report on tranche 1 carries a qualified opinion`; nothing where all are unqualified."""
    return " and ".join(
        f"the report on tranche {report.tranche.number} carries {opinion_words_of(report.opinion)}"
        for report in reports_with_reservation(instruction)
    )
