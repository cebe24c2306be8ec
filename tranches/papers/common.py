"""What several papers show in the same way: agreements, instrument, metric, steps, reports."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Q

from documents.papers.parts import Agreement, DocumentRelied, Instrument, Line, Metric, Step
from documents.papers.words import date_in_chinese, date_in_english
from tranches.models import EscrowAgreement, Instruction, InstructionLine, Report, SecurityLine
from tranches.papers import naming
from tranches.papers.naming import tranche_name, tranche_name_zh, year_label
from tranches.selectors.conversion.corporate import instrument_in
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.ledger.units import unit_of
from tranches.terms.agreement_terms import AgreementTerms, TrancheTerms

_SCALES = ((1_000_000, "million", "百万"), (1_000, "thousand", "千"))
_ORIGINS = {InstructionLine.Origin.GOVERNED: "settlement"}


def agreements_of(terms: AgreementTerms) -> tuple[Agreement, ...]:
    """The contracts that the paper's clauses are cited from."""
    return tuple(
        Agreement(
            title=paper.title, title_zh=paper.title_zh, abbreviation=paper.code, dated_on=paper.dated_on
        )
        for paper in terms.agreements
    )


def instrument_held(agreement: EscrowAgreement, line: SecurityLine | None = None) -> Instrument:
    """What is held, and who issued it: the instrument of the open security line, or of the one that is named."""
    names = instrument_in(agreement, line or current_line(agreement))
    return Instrument(name=names.name, name_zh=names.name_zh, issuer=names.issuer, issuer_zh=names.issuer_zh)


def instrument_signed(instruction: Instruction) -> Instrument:
    """What an instruction counts in: the instrument of the line that was open when it was prepared."""
    lines = SecurityLine.objects.filter(agreement=instruction.agreement_id).select_related("opened_by")
    return instrument_held(instruction.agreement, lines.get(number=unit_of(instruction)))


def instrument_of(terms: AgreementTerms) -> Instrument:
    """The instrument of the terms, in whose unit every assessment counts."""
    issuer = terms.party(terms.instrument.issuer)
    return Instrument(
        name=terms.instrument.name,
        name_zh=terms.instrument.name_zh,
        issuer=issuer.name,
        issuer_zh=issuer.name_zh,
    )


def metric_of(tranches: Iterable[TrancheTerms]) -> Metric:
    """What the tranches are tested by, in the greatest scale in which every target is a whole number.

    Where they are tested by several metrics or in several currencies, all are named.
    """
    listed = list(tranches)
    scale, word, word_zh = next(
        (each for each in _SCALES if all(tranche.target % each[0] == 0 for tranche in listed)), (1, "", "")
    )
    return Metric(
        name=_joined(tranche.metric for tranche in listed),
        name_zh=_joined(tranche.metric_zh for tranche in listed),
        currency=_joined(tranche.currency_label for tranche in listed),
        scale=scale,
        scale_word=word,
        scale_word_zh=word_zh,
    )


def _joined(names: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(name for name in names if name))


def line_of(
    terms: AgreementTerms,
    *,
    tranche: int,
    origin: str,
    offset_by: int | None,
    shares: int,
    computed: int | None = None,
) -> Line:
    """One line of an instruction or letter with its label and the clause it rests on."""
    label, label_zh = year_label(terms.tranche(tranche))
    clause = terms.clause("release")
    if origin == InstructionLine.Origin.OFFSET:
        label, label_zh = (
            f"{tranche_name(tranche).capitalize()}, restored by offset",
            f"{tranche_name_zh(tranche)}，抵补恢复",
        )
        if offset_by is not None:
            label = f"{tranche_name(tranche).capitalize()}, restored by the excess of year {offset_by}"
            label_zh = f"{tranche_name_zh(tranche)}，因第 {offset_by} 年度超额而抵补"
        clause = terms.clause("offset")
    elif origin == InstructionLine.Origin.RETURN:
        label = f"{tranche_name(tranche).capitalize()}, kept after deduction"
        label_zh = f"{tranche_name_zh(tranche)}，扣减后留存"
        clause = terms.clause("return")
    elif origin == InstructionLine.Origin.GOVERNED:
        clause = terms.clause("settlement")
    elif shares == 0:
        clause = terms.clause("deduction")
    return Line(
        tranche_number=tranche,
        label=label,
        label_zh=label_zh,
        instructed=shares,
        computed=computed,
        origin=_ORIGINS.get(InstructionLine.Origin(origin), origin),
        clause=clause,
    )


def steps_of(entries: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps of a stored derivation, as they stand there, numbered from 1."""
    return tuple(
        Step(
            number=str(number),
            text=entry["text"],
            text_zh=entry["text_zh"],
            working=entry["working"],
            clause=entry["clause"],
            result=entry["result"],
        )
        for number, entry in enumerate(entries, start=1)
    )


def exact(text: str) -> Fraction:
    """An exact value as an assessment stores it: a decimal or `p/q`."""
    return Fraction(text)


def reports_on(agreement: EscrowAgreement, numbers: Iterable[int], *, at: datetime | None) -> list[Report]:
    """The reports on these tranches that stood at that moment: recorded by then, and not corrected by then; `None` is now."""
    stood = Q(corrected_by__isnull=True)
    if at is not None:
        stood = (stood | Q(corrected_by__recorded_at__gt=at)) & Q(recorded_at__lte=at)
    return list(
        Report.objects.filter(stood, tranche__agreement=agreement, tranche__number__in=set(numbers))
        .select_related("tranche", "firm", "document")
        .order_by("tranche__number", "number")
    )


def report_relied(report: Report, mark: str) -> DocumentRelied:
    """A report as papers list it, with what the readers should know of it (SPA 4.2): opinion, audit, standard."""
    traits = [
        f"{report.get_opinion_display().lower()} opinion",
        "audited" if report.is_audited else "not audited",
        "consolidated" if report.is_consolidated else "not consolidated",
        report.standard,
    ]
    number = report.tranche.number
    return DocumentRelied(
        mark=mark,
        title=f"Report of {report.firm.name} on {tranche_name(number)}, dated {date_in_english(report.dated_on)}: "
        + ", ".join(trait for trait in traits if trait),
        title_zh=f"{naming.amid_chinese(report.firm.name_zh or report.firm.name).lstrip()}关于{tranche_name_zh(number)}的报告，"
        f"{date_in_chinese(report.dated_on)}",
        received_on=report.received_on,
        digest=report.document.sha256,
    )


def mark(place: int) -> str:
    """The mark of a document in a list, counted from 0: (a), (b), … (z), (aa)."""
    letters = ""
    number = place + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return f"({letters})"
