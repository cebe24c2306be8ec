"""Whether a paper still stands: how the state of what each kind of paper is about is found, and the verdict that the state has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from documents.days import day_words
from documents.models import Document
from tranches.models import (
    Amendment,
    AmendmentState,
    CorporateActionDecision,
    Disposition,
    DispositionEnd,
    Instruction,
    InstructionState,
    Posting,
    Release,
    ReleaseState,
    Report,
    TermsVersion,
)
from tranches.money.models import DelayReason, FeeInvoice, PenaltyStatement
from tranches.positions.models import PositionStatement
from tranches.positions.selectors.positions import ledger_on
from tranches.rights.models import (
    DividendEntitlement,
    DividendPayment,
    DividendSetAside,
    MeetingSetAside,
    ProxyLetter,
    ScripDelivery,
    VotingDirection,
)
from tranches.selectors.instruction.approvals import missing_approvals
from tranches.selectors.paper.paper_verdicts import (
    ENDED_INSTRUCTION,
    NOTHING,
    RECALL_ASKED,
    REPLACED,
    REVOKED,
    VERDICTS,
    Standing,
    Verdict,
)
from tranches.statements.models import DatedStatement


@dataclass(frozen=True)
class State:
    """The state of what a paper is about, with the day and the word that its verdict names."""

    name: str
    day: date | None = None
    kind: str = ""


def verdict_on(paper: Document) -> Verdict:
    """The verdict on a paper made here. One of a kind that no line names stands: nothing is known that could overtake it."""
    if paper.kind not in STATES:
        return Verdict(Standing.STANDS)
    matter, state_of = STATES[paper.kind]
    state = state_of(paper)
    verdict = VERDICTS[matter][state.name]
    day = f"{day_words(state.day)}" if state.day else ""
    return Verdict(verdict.standing, verdict.sentence.format(day=day, kind=state.kind))


def disposition_of(paper: Document) -> Disposition | None:
    """The disposition that a notice or letter is about."""
    about = Q(letter__document=paper) | Q(legal_check__notice=paper)
    return Disposition.objects.filter(about).select_related("end", "legal_check").first()


def amendment_of(paper: Document) -> Amendment | None:
    """The amendment that a proposal or certificate is about."""
    return Amendment.objects.filter(Q(proposal=paper) | Q(executed_paper=paper)).first()


def instruction_of(paper: Document) -> Instruction | None:
    """The instruction that a paper is about, by the reference that it was filed under."""
    if paper.subject_type != "instruction":
        return None
    reference, _, name = paper.subject_reference.rpartition("/")
    rows = Instruction.objects.filter(agreement__binder=paper.binder_id, agreement__reference=reference)
    return next((row for row in rows.select_related("agreement") if str(row) == name), None)


def _proposal(paper: Document) -> State:
    instruction = instruction_of(paper)
    return State(instruction.state if instruction else InstructionState.DRAFT)


def _certificate(paper: Document) -> State:
    instruction = instruction_of(paper)
    if instruction is None or instruction.state in ENDED_INSTRUCTION:
        return State(instruction.state if instruction else InstructionState.APPROVED)
    if instruction.executed_paper_id != paper.pk:
        return State(REPLACED)
    return State(_revoked_or(instruction.state, instruction))


def _revoked_or(state: str, instruction: Instruction) -> str:
    return REVOKED if instruction.is_signed and missing_approvals(instruction) else state


def _letter(paper: Document) -> State:
    release = Release.objects.filter(letter=paper).select_related("instruction__agreement").first()
    if release is None or release.state not in (ReleaseState.AUTHORISED, ReleaseState.SENT):
        return State(release.state if release else ReleaseState.AUTHORISED)
    if release.recall_requests.exists():
        return State(RECALL_ASKED)
    return State(_revoked_or(release.state, release.instruction))


def _disposition(paper: Document) -> State:
    disposition = disposition_of(paper)
    end: DispositionEnd | None = getattr(disposition, "end", None)
    if disposition is not None and end is None and disposition.recall_requests.exists():
        return State(RECALL_ASKED)
    return State(end.kind if end else NOTHING)


def _amendment(paper: Document) -> State:
    amendment = amendment_of(paper)
    if amendment is None:
        return State(AmendmentState.SUBMITTED)
    later = amendment.version is not None and (
        TermsVersion.objects.filter(
            agreement=amendment.agreement_id, number__gt=amendment.version.number
        ).exists()
    )
    return State(REPLACED if later else amendment.state, kind=amendment.get_kind_display().lower())


def _statement(paper: Document) -> State:
    """As of which day it speaks decides, not when it was made.

    Any falls when what was recorded since changed the account of its day; one that was asked for a certain day, by that alone.
    """
    asked = DatedStatement.objects.filter(document=paper).first()
    known_until = asked.known_until if asked else paper.filed_at
    since = Posting.objects.filter(
        agreement__binder=paper.binder_id, effective_on__lte=paper.dated_on, recorded_at__gt=known_until
    )
    if since.exists():
        return State("changed")
    if asked is not None:
        return State("dated", asked.known_on)
    others = _same_kind(paper)
    newest = max((row.dated_on for row in others), default=paper.dated_on)
    if newest > paper.dated_on:
        return State("later_day", newest)
    again_made = any(row.dated_on == paper.dated_on and row.pk > paper.pk for row in others)
    return State("same_day" if again_made else NOTHING)


def _made_again(paper: Document) -> State:
    later = max((row for row in _same_kind(paper) if row.pk > paper.pk), key=lambda row: row.pk, default=None)
    return State(REPLACED, later.dated_on) if later else State(NOTHING)


def _same_kind(paper: Document) -> list[Document]:
    rows = Document.objects.filter(binder=paper.binder_id, kind=paper.kind, made_here=True)
    return list(rows.filter(rendition_of__isnull=True).exclude(pk=paper.pk))


def _reconciliation(paper: Document) -> State:
    """It speaks of one day: a later one of another day takes nothing from it."""
    rows = PositionStatement.objects.filter(agreement__binder=paper.binder_id).select_related("agreement")
    by_title = {f"Reconciliation of {row} with the ledger": row for row in rows}
    ours = by_title.get(paper.title)
    if ours is None:
        return _made_again(paper)
    same_day = {title for title, row in by_title.items() if row.as_of == ours.as_of}
    if any(row.title in same_day and row.pk > paper.pk for row in _same_kind(paper)):
        return State(REPLACED)
    return State("overtaken" if ledger_on(ours.agreement, ours.as_of) != ours.ledger_shares else NOTHING)


def _deduction(paper: Document) -> State:
    reference, _, number = paper.subject_reference.rpartition("/")
    rows = Report.objects.filter(tranche__agreement__reference=reference, recorded_at__gt=paper.filed_at)
    of_tranche = number.isdecimal() and rows.filter(tranche__number=int(number)).exists()
    return State("corrected" if of_tranche else NOTHING)


def _invoice(paper: Document) -> State:
    invoice = FeeInvoice.objects.filter(document=paper).select_related("entry").first()
    if invoice is None:
        return State(NOTHING)
    received = invoice.payments.aggregate(all=Sum("amount_minor"))["all"] or 0
    return State("paid" if received >= invoice.entry.amount_minor else NOTHING)


def _penalty(paper: Document) -> State:
    ours = PenaltyStatement.objects.filter(document=paper).first()
    if ours is None:
        return State(NOTHING)
    same = PenaltyStatement.objects.filter(tranche=ours.tranche_id, debtor=ours.debtor_id)
    later = same.filter(Q(until__gt=ours.until) | Q(until=ours.until, number__gt=ours.number))
    newest = later.order_by("-until", "-number").first()
    if newest is not None:
        return State(REPLACED, newest.until)
    decided = DelayReason.objects.filter(
        tranche=ours.tranche_id,
        debtor=ours.debtor_id,
        starts_on__lte=ours.until,
        recorded_at__gt=ours.recorded_at,
    )
    return State("decided" if decided.exists() else NOTHING)


def _dividend(paper: Document) -> State:
    rows: Iterable[DividendPayment | ScripDelivery] = (
        *DividendPayment.objects.filter(advice=paper),
        *ScripDelivery.objects.filter(advice=paper),
    )
    dividends = [row.dividend_id for row in rows]
    if DividendSetAside.objects.filter(dividend__in=dividends).exists():
        return State("set_aside")
    corrected = DividendEntitlement.objects.filter(dividend__in=dividends, recorded_at__gt=paper.filed_at)
    return State("corrected" if corrected.exists() else NOTHING)


def _proxy(paper: Document) -> State:
    letter = ProxyLetter.objects.filter(document=paper).first()
    if letter is None:
        return State(NOTHING)
    if MeetingSetAside.objects.filter(meeting=letter.meeting_id).exists():
        return State("set_aside")
    later = ProxyLetter.objects.filter(meeting=letter.meeting_id, number__gt=letter.number)
    directed = VotingDirection.objects.filter(meeting=letter.meeting_id, recorded_at__gt=letter.recorded_at)
    return State(REPLACED if later.exists() or directed.exists() else NOTHING)


def _corporate_action(paper: Document) -> State:
    decision = CorporateActionDecision.objects.filter(document=paper).first()
    return State(decision.outcome if decision else NOTHING)


def _nothing_overtakes(_paper: Document) -> State:
    return State(NOTHING)


# The kind of paper → its matter in `VERDICTS`, and how the state of the matter is found.
STATES: dict[str, tuple[str, Callable[[Document], State]]] = {
    "joint_instruction_proposal": ("proposal", _proposal),
    "governed_instruction_proposal": ("proposal", _proposal),
    "joint_instruction_executed": ("certificate", _certificate),
    "governed_instruction_executed": ("certificate", _certificate),
    "return_notice": ("return_notice", _proposal),
    "release_letter": ("letter", _letter),
    "disposition_notice": ("disposition", _disposition),
    "disposition_letter": ("disposition", _disposition),
    "amendment_proposal": ("amendment_proposal", _amendment),
    "amendment_executed": ("amendment_certificate", _amendment),
    "statement": ("statement", _statement),
    "closing_statement": ("closing_statement", _made_again),
    "readings": ("readings", _made_again),
    "reconciliation": ("reconciliation", _reconciliation),
    "deduction_notice": ("deduction_notice", _deduction),
    "fee_invoice": ("fee_invoice", _invoice),
    "penalty_statement": ("penalty", _penalty),
    "dividend_advice": ("dividend", _dividend),
    "proxy_letter": ("proxy", _proxy),
    "corporate_action_sheet": ("corporate_action", _corporate_action),
    "courier_notice": ("sent", _nothing_overtakes),
}
