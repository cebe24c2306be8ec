"""What a party sees of its agreement: where the shares are, how they got there, what is held, contested and approved.

Row-level access is the doorway's business (`tranches.selectors.access`); everything here starts from an agreement that it handed
out. The number of queries does not depend on the number of tranches.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from documents.actor import Actor
from documents.models import Document
from tranches.models import (
    Account,
    AgreementParty,
    DisputeNotice,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionState,
    Posting,
    Release,
    Report,
    Tranche,
)
from tranches.selectors.access import documents_of
from tranches.selectors.assessment.assessments import current_assessment
from tranches.selectors.conversion.corporate import instrument_in
from tranches.selectors.docket.practice import Shown
from tranches.selectors.instruction.ahead import prepared_ahead
from tranches.selectors.instruction.signing import standing_approvals
from tranches.selectors.ledger.balances import IN_ESCROW, Balances
from tranches.selectors.ledger.standing import Standing, standings_of
from tranches.selectors.ledger.units import lines_of
from tranches.selectors.read_once import read_once
from tranches.selectors.release.confirmed import LetterStanding, standing_of
from tranches.selectors.release.renditions import with_signed
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import TrancheTerms
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.sums.figures import grouped_decimal

NEWEST = 8


@dataclass(frozen=True)
class TrancheRow:
    """One tranche as the tables show it; figures of the assessment are None while its year is not known."""

    tranche: Tranche
    terms: TrancheTerms
    report: Report | None
    shares: Standing
    deducted: str
    steps: tuple[Mapping[str, Any], ...] = ()
    holds: tuple[Hold, ...] = ()

    @property
    def target(self) -> str:
        """The target with its currency first."""
        return f"{self.terms.currency_label} {grouped_decimal(self.terms.target)}"

    @property
    def actual(self) -> str:
        """The reported figure with its currency first, or nothing."""
        return money_of(self.report, self.terms) if self.report else ""


@dataclass(frozen=True)
class Movement:
    """One posting as a sentence: `change` is what it did to the shares in escrow, `after` what then stood there."""

    posting: Posting
    text: str
    text_zh: str
    change: int
    after: int


@dataclass(frozen=True)
class Signed:
    """An instruction, its shares, and the approvals that stand."""

    instruction: Instruction
    total: int
    approvals: tuple[Any, ...] = field(default=())

    @property
    def letters(self) -> list[tuple[Release, LetterStanding]]:
        """Its letters of which a part is confirmed, each with how much is confirmed and how much is open."""
        found = [(release, standing_of(release)) for release in self.instruction.releases.all()]
        return [(release, standing) for release, standing in found if standing.delivered]


def money_of(report: Report, terms: TrancheTerms) -> str:
    """The actual of a report, with its currency first: `RMB 600,000,000`."""
    value = Fraction(report.actual_minor, 10 ** MINOR_PLACES[report.currency])
    return f"{terms.currency_label} {grouped_decimal(value)}"


def tranche_rows(agreement: EscrowAgreement, standing: Balances) -> list[TrancheRow]:
    """All tranches with their figures, from one assessment and one balance."""
    terms = terms_of(agreement)
    assessment = current_assessment(agreement)
    result: Mapping[str, Any] = assessment.result if assessment else {}
    figures = {entry["number"]: entry for entry in result.get("tranches", ())}
    steps: dict[int, list[Mapping[str, Any]]] = {}
    for step in result.get("derivation", ()):
        steps.setdefault(step["tranche"], []).append(step)
    reports = {report.tranche_id: report for report in current_reports(agreement)}
    holds = standing_holds(agreement)
    shares = {each.number: each for each in standings_of(agreement, standing)}
    return [
        TrancheRow(
            tranche=tranche,
            terms=terms.tranche(tranche.number),
            report=reports.get(tranche.pk),
            shares=shares[tranche.number],
            deducted=str(figures[tranche.number]["deducted"]) if tranche.number in figures else "",
            steps=tuple(steps.get(tranche.number, ())),
            holds=tuple(hold for hold in holds if hold.tranche_id == tranche.pk),
        )
        for tranche in agreement.tranches.order_by("number")
    ]


def current_reports(agreement: EscrowAgreement) -> list[Report]:
    """The reports in force: those that no other corrects."""
    return list(
        Report.objects.filter(tranche__agreement=agreement, corrected_by__isnull=True).select_related(
            "tranche", "firm", "document"
        )
    )


def reports_behind(instruction: Instruction) -> dict[int, Report]:
    """By tranche number, the newest report on record when the instruction was prepared: what its figures stand on.

    One that was ahead of its report stands on the one that came.
    """
    reports = Report.objects.filter(tranche__agreement=instruction.agreement_id).select_related(
        "tranche", "firm", "document"
    )
    if not prepared_ahead(instruction):
        reports = reports.filter(recorded_at__lte=instruction.prepared_at)
    return {report.tranche.number: report for report in reports.order_by("number")}


def standing_holds(agreement: EscrowAgreement) -> list[Hold]:
    """The holds that two persons of the agent opened and nobody lifted."""
    return [hold for hold in all_holds(agreement) if getattr(hold, "lift", None) is None]


@read_once
def all_holds(agreement: EscrowAgreement) -> list[Hold]:
    """Every hold that stood at some time, newest first; a proposal that no second person confirmed is the agent's own."""
    return list(
        Hold.objects.filter(agreement=agreement, confirmation__isnull=False)
        .select_related("tranche", "confirmation", "lift", "document", "notice")
        .order_by("-number")
    )


def objections(agreement: EscrowAgreement) -> list[DisputeNotice]:
    """Every objection of any party, newest first (EA 3.3)."""
    return list(
        DisputeNotice.objects.filter(agreement=agreement)
        .select_related("tranche", "party__party", "document")
        .order_by("-number")
    )


def instructions_seen(agreement: EscrowAgreement) -> list[Signed]:
    """Every instruction that left the agent's house, with the approvals that stand, newest first."""
    instructions = (
        Instruction.objects.filter(agreement=agreement)
        .exclude(state=InstructionState.DRAFT)
        .prefetch_related(
            "lines",
            "releases__lines__postings",
            "approvals__person",
            "approvals__party__party",
            "approvals__revocation",
        )
        .order_by("-number")
    )
    return [
        Signed(
            instruction,
            sum(line.shares for line in instruction.lines.all()),
            tuple(standing_approvals(instruction.approvals.all(), instruction.digest)),
        )
        for instruction in instructions
    ]


def parts_of(agreement: EscrowAgreement, party_ids: set[int]) -> list[AgreementParty]:
    """The parts that these parties have in the agreement, among those the agreements give a letter to."""
    return list(
        AgreementParty.objects.filter(agreement=agreement, party__in=party_ids, letter__gt="").select_related(
            "party"
        )
    )


def movements(agreement: EscrowAgreement) -> list[Movement]:
    """Every posting in order, with what stood in escrow after it."""
    postings = (
        Posting.objects.filter(agreement=agreement)
        .select_related("from_tranche", "to_tranche")
        .order_by("number")
    )
    found: list[Movement] = []
    standing = 0
    for posting in postings:
        change = posting.shares * ((posting.to_account in IN_ESCROW) - (posting.from_account in IN_ESCROW))
        standing += change
        text, text_zh = _WORDS.get(posting.kind, (posting.get_kind_display(), ""))
        if posting.from_account == Account.CONVERTED:
            text, text_zh = "Came in by conversion", "转换转入"
        tranche = posting.to_tranche or posting.from_tranche
        where = f", tranche {tranche.number}" if tranche else ""
        found.append(Movement(posting, f"{text}{where}", text_zh, change, standing))
    return found


def papers_of(actor: Actor, agreement: EscrowAgreement) -> list[Document]:
    """The papers of the agreement's binder that the actor may have, newest first."""
    papers = documents_of(actor).filter(binder=agreement.binder_id).select_related("binder")
    return list(with_signed(papers).order_by("-filed_at", "-id"))


def newest_papers(actor: Actor, shown: Shown) -> list[Document]:
    """The newest papers of all his agreements, or of the real ones: notices, reports, statements, letters."""
    papers = documents_of(actor).select_related("binder")
    if shown.hidden:
        papers = papers.filter(binder__is_simulation=False)
    return list(with_signed(papers).order_by("-filed_at", "-id")[:NEWEST])


def instrument_name(agreement: EscrowAgreement, number: int | None = None) -> tuple[str, str]:
    """What the shares are called, in both languages: `Class A ordinary shares of …`; of the open security line, or of one."""
    lines = lines_of(agreement)
    names = instrument_in(agreement, lines[-1] if number is None else lines[number - 1])
    return (
        f"{names.name} of {names.issuer}",
        f"{names.issuer_zh or names.issuer} 的 {names.name_zh or names.name}",
    )


_WORDS: dict[str, tuple[str, str]] = {
    Posting.Kind.DEPOSIT: ("Deposited by the issuer", "发行人存入"),
    Posting.Kind.ALLOCATION: ("Allocated", "分配"),
    Posting.Kind.RESERVATION: ("Reserved for transfer", "预留待转让"),
    Posting.Kind.RELEASE: ("Released to the recipient", "释放予接收方"),
    Posting.Kind.RESERVATION_BACK: ("Reservation undone", "撤销预留"),
    Posting.Kind.DEDUCTION: ("Deducted and kept", "扣减并留存"),
    Posting.Kind.RETURN: ("Returned to the issuer", "退回发行人"),
    Posting.Kind.CANCELLATION: ("Cancelled by the issuer", "发行人注销"),
    Posting.Kind.DISPOSITION: ("Legal disposition", "依法处置"),
    Posting.Kind.CONVERSION: ("Left by conversion", "转换转出"),
    Posting.Kind.REVERSAL: ("Reversal", "冲正"),
    Posting.Kind.RECOVERY: ("Wrong delivery came back", "误交付股份追回"),
    Posting.Kind.REALLOCATION: ("Given to another tranche by amendment", "依修订转入其他批次"),
}
