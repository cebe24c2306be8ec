"""How figures came about, out of a stored assessment. The steps are printed as they stand there."""

from collections.abc import Iterable, Mapping
from typing import Any

from documents.papers.parts import Step
from documents.papers.words import figure
from tranches.models import Assessment
from tranches.papers.common import steps_of
from tranches.papers.naming import tranche_name, tranche_name_zh
from tranches.selectors.assessment.assessments import result_of
from tranches.terms.sums.figures import MINUS


def derivation_for(assessment: Assessment, lines: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps behind the computed figures of an instruction's lines, and behind each what of it is still due.

    A line restored by offset also shows where the credit comes from.
    """
    entries: list[Mapping[str, Any]] = []
    for line in lines:
        of_line = _steps_behind(assessment, line["tranche"], line["offset_by"])
        entries += [entry for entry in of_line if entry not in entries]
        entries += _still_due(assessment, line["tranche"], line["computed"])
    return steps_of(entries)


def _steps_behind(assessment: Assessment, number: int, offset_by: int | None) -> list[Mapping[str, Any]]:
    steps: list[Mapping[str, Any]] = assessment.result["derivation"]
    return [
        step for step in steps if step["tranche"] == number or (step["tranche"] == step["by"] == offset_by)
    ]


def _still_due(assessment: Assessment, number: int, computed: int | None) -> list[Mapping[str, Any]]:
    """Entitled so far, less what was released or is reserved: the step from the entitlement to the line."""
    result = result_of(assessment, number)
    if result is None or computed is None or result["entitled"] == computed:
        return []
    entitled = result["entitled"]
    working = (
        f"{figure(entitled)} {MINUS} {figure(entitled - computed)} = {figure(computed)}" if computed else ""
    )
    return [
        {
            "text": f"{tranche_name(number).capitalize()}: entitlement so far, less what was released or is reserved",
            "text_zh": f"{tranche_name_zh(number)}：累计应得减去已释放及已预留数",
            "working": working,
            "clause": "",
            "result": figure(computed),
        }
    ]
