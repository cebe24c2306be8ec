"""The notice to the parties that a year fell short and part of its shares is kept (SPA 5.2(1))."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from documents.papers import words
from documents.papers.parts import (
    DocumentRelied,
    Instrument,
    Metric,
    Note,
    SignatureBlock,
    Step,
    require_shares,
)
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from documents.papers.words import figure
from tranches.models import Assessment, Report, Tranche
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.assessment.assessments import result_of
from tranches.selectors.days import day_of
from tranches.selectors.terms import read_terms
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.sums.figures import percent


@paper(
    PaperKind("deduction_notice", "a notice", letter="N"),
)
@dataclass(frozen=True, kw_only=True)
class DeductionNoticeSheet(IssuedSheet):
    """The notice to all parties that a year fell short of its target (SPA 5.2(1)).

    `deducted_exact` is the deduction before any offset, with its fraction; `released` and `kept` are whole shares and make up
    `base`. `restoring` says what may bring kept shares back, `rights` what the recipient may do.
    """

    template = "papers/deduction_notice.html"

    dated_on: date
    instrument: Instrument
    tranche_number: int
    tranche_label: str
    starts_on: date
    ends_on: date
    metric: Metric
    target: Fraction
    actual: Fraction
    base: int
    deducted_exact: Fraction
    released: int
    kept: int
    steps: tuple[Step, ...]
    restoring: tuple[Note, ...]
    rights: tuple[Note, ...]
    tranche_label_zh: str = ""
    report: DocumentRelied | None = None
    deduction_clauses: str = ""
    restoring_clauses: str = ""
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        require_shares(self.base, "the base")
        require_shares(self.released, "released")
        require_shares(self.kept, "kept")
        if self.released + self.kept != self.base:
            raise ValueError(f"{self.released:,} released and {self.kept:,} kept do not make {self.base:,}")
        if not 0 < self.deducted_exact <= self.base:
            raise ValueError(
                f"a deduction is more than nothing and at most the base, not {self.deducted_exact}"
            )

    def titles(self) -> tuple[str, str]:
        kept = figure(self.kept)
        return (
            f"Notice of deduction: {kept} shares of {self.tranche_label} are kept in escrow",
            f"扣减通知：{self.tranche_label_zh or self.tranche_label}，{kept} 股留存于托管账户",
        )

    def shown(self) -> dict[str, Any]:
        return super().shown() | {
            "shortfall": self.target - max(self.actual, Fraction(0)),
            "ratio": words.percent(self.deducted_exact / self.base),
        }


def notice_sheet(
    tranche: Tranche, assessment: Assessment, report: Report, *, reference: str, now: datetime
) -> DeductionNoticeSheet:
    """The notice of what the year's own figure deducts, before any offset by a later year.

    Raises ValueError when nothing is deducted: then there is nothing to notify.
    """
    agreement = tranche.agreement
    terms = read_terms(assessment.terms_version.content)
    year, result = terms.tranche(tranche.number), result_of(assessment, tranche.number)
    if result is None:
        raise ValueError(f"assessment {assessment.number} says nothing of tranche {tranche.number}")
    number = tranche.number
    own_steps = [
        step for step in assessment.result["derivation"] if step["tranche"] == number and step["by"] == number
    ]
    return DeductionNoticeSheet(
        frame=frame_of(
            agreement,
            reference=reference,
            now=now,
            but=[entry.part for entry in naming.parties_of(agreement)],
        ),
        to_lines=tuple(
            naming.full_name(entry)
            for entry in naming.contracting_parties(agreement)
            if entry.part != naming.AGENT
        ),
        dated_on=day_of(now, agreement),
        agreements=common.agreements_of(terms),
        instrument=common.instrument_of(terms),
        tranche_number=number,
        tranche_label=naming.tranche_name(number),
        tranche_label_zh=naming.tranche_name_zh(number),
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        metric=common.metric_of([year]),
        target=common.exact(result["target"]),
        actual=common.exact(result["actual"]),
        base=result["shares"],
        deducted_exact=common.exact(result["deducted"]),
        released=result["own_release"],
        kept=result["shares"] - result["own_release"],
        steps=common.steps_of(own_steps),
        restoring=restoring_notes(terms, number),
        rights=rights_notes(terms),
        report=common.report_relied(report, ""),
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        deduction_clauses=terms.clause("deduction"),
        restoring_clauses=terms.clause("offset"),
        rights_clauses=terms.cited("dispute", "rights"),
    )


def restoring_notes(terms: AgreementTerms, number: int) -> tuple[Note, ...]:
    """What may still bring the kept shares to the recipient, and what becomes of them otherwise, by the terms."""
    later = [tranche.number for tranche in terms.tranches if tranche.number > number]
    notes = []
    if terms.offset == "none" or not later:
        notes.append(
            Note(text="No later year can restore these shares.", text_zh="无后续年度可恢复该等股份。")
        )
    else:
        rate, threshold = percent(terms.settings.credit_rate), terms.settings.excess_threshold
        beyond = f" by more than {percent(threshold)}" if threshold else ""
        beyond_zh = f"逾 {percent(threshold)}" if threshold else ""
        notes.append(
            Note(
                text=f"When a later year exceeds its target{beyond}, {rate} of the excess may offset this shortfall. Shares are "
                "then released from those kept.",
                text_zh=f"后续年度超出目标{beyond_zh}的，其超额之 {rate} 可抵补本差额，届时自留存股份中释放。",
                clause=terms.clause("offset"),
            )
        )
    notes.append(
        Note(
            text="What is not restored returns to the issuer for cancellation when the agreement expires, without compensation.",
            text_zh="未恢复部分于协议期满时无偿退回发行人注销。",
            clause=terms.clause("return"),
        )
    )
    return tuple(notes)


def rights_notes(terms: AgreementTerms) -> tuple[Note, ...]:
    """What the recipient may do, and what stays his."""
    kept = terms.settings.chosen("kept_rights")
    return (
        Note(
            text="Whoever finds a figure wrong may object, with the reason and a paper. The objection is put on record and "
            "shown to all parties.",
            text_zh="如认为数字有误，可附理由及文件提出异议；异议将记录在案并向各方出示。",
            clause=terms.clause("dispute"),
        ),
        Note(
            text=f"Dividends and votes of the shares kept: {kept.label}.",
            text_zh=f"留存股份的股息及表决权：{kept.label_zh}。",
            clause=terms.clause("rights"),
        ),
    )
