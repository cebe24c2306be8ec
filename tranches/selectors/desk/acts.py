"""Which acts a page offers, and why not the others: the policy's table with the facts of the moment."""

from dataclasses import dataclass
from datetime import datetime

from documents.actor import Actor
from documents.sentences import counted, small
from tranches.models import (
    AuthorityPaper,
    DamagesClaim,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionState,
    PaperSignature,
    Release,
    ReleaseState,
    Tranche,
    TrancheState,
)
from tranches.policy import POLICY, permitted
from tranches.selectors.amendment.terminations import ended_sentence
from tranches.selectors.assessment.assessments import (
    OPEN_STATES,
    current_assessment,
    has_shortfall,
    proposal_for,
)
from tranches.selectors.assessment.consents import why_no_consent_to_check
from tranches.selectors.days import day_of
from tranches.selectors.delivery.delivery import why_no_delivery, why_old_account
from tranches.selectors.ending.closing import AFTER_CLOSING, closed_sentence
from tranches.selectors.instruction.ahead import is_ahead_of_report
from tranches.selectors.instruction.approvals import instructing_parties, missing_approvals
from tranches.selectors.ledger.balances import balances
from tranches.selectors.read_once import read_once
from tranches.selectors.release.call_backs import callers_of, first_authoriser, takers_in
from tranches.selectors.release.checklist import checklist_gaps, named
from tranches.selectors.release.renditions import why_not_signable
from tranches.selectors.terms import terms_of

ON_AGREEMENT = (
    "record_deposit",
    "allocate",
    "record_portal_consent",
    "check_portal_consent",
    "make_statement",
    "sign_paper",
)
ON_TRANCHE = (
    "record_report",
    "prepare_instruction",
    "submit_instruction",
    "file_paper_signature",
    "check_paper_signature",
    "withdraw_instruction",
    "prepare_governed_instruction",
    "check_authority",
    "record_call_back",
    "tick_checklist",
    "authorise_release",
    "send_release",
    "record_confirmation",
    "record_refusal",
    "request_recall",
    "record_recall",
    "receive_dispute_notice",
    "propose_hold",
    "confirm_hold",
    "lift_hold",
    "record_dispute_stage",
    "record_damages_claim",
    "end_damages_claim",
    "record_shortfall_consent",
)


@dataclass(frozen=True)
class ActLine:
    """One act on a page: allowed, or the sentence why not yet. `edge` shows the step it makes, when it makes one."""

    event: str
    label: str
    allowed: bool
    why_not: str
    who: str
    edge: str
    signs: bool


@dataclass(frozen=True)
class Case:
    """The facts that decide about the acts on a tranche, read once."""

    tranche: Tranche
    instruction: Instruction | None
    release: Release | None
    unchecked: list[PaperSignature]
    waiting_holds: list[Hold]
    standing: list[Hold]
    proposed: bool
    gaps: list[str]
    person_id: int | None
    authorised: bool
    missing: int
    needed: int
    paper: AuthorityPaper | None
    takers_in: set[int]
    callers: set[int]
    first: int | None


def case_of(tranche: Tranche, actor: Actor, now: datetime) -> Case:
    """Read the facts of a tranche's case."""
    instruction = (
        Instruction.objects.filter(lines__tranche=tranche, state__in=OPEN_STATES)
        .exclude(basis=Instruction.Basis.RETURN)
        .select_related("agreement__binder", "proposal")
        .order_by("-number")
        .first()
    )
    if instruction is not None:
        instruction.agreement = tranche.agreement
    release = (
        instruction.releases.filter(state__in=(ReleaseState.AUTHORISED, ReleaseState.SENT)).first()
        if instruction
        else None
    )
    holds = list(Hold.objects.filter(tranche=tranche, lift__isnull=True).select_related("confirmation"))
    approved = instruction is not None and instruction.state == InstructionState.APPROVED
    return Case(
        tranche=tranche,
        instruction=instruction,
        release=release,
        unchecked=list(instruction.paper_signatures.filter(approval__isnull=True)) if instruction else [],
        waiting_holds=[hold for hold in holds if not hasattr(hold, "confirmation")],
        standing=[hold for hold in holds if hasattr(hold, "confirmation")],
        proposed=bool(proposal_for(tranche)),
        gaps=checklist_gaps(instruction, day_of(now, tranche.agreement)) if instruction and approved else [],
        person_id=actor.person_id,
        authorised=bool(
            instruction
            and actor.person_id
            and instruction.authorisations.filter(
                attempt=instruction.attempt, person_id=actor.person_id
            ).exists()
        ),
        missing=len(missing_approvals(instruction)) if instruction else 0,
        needed=len(instructing_parties(instruction)) if instruction else 0,
        paper=AuthorityPaper.objects.filter(instruction=instruction).first() if instruction else None,
        takers_in=takers_in(instruction) if instruction and approved else set(),
        callers=callers_of(instruction) if instruction and approved else set(),
        first=first_authoriser(instruction) if instruction and approved else None,
    )


def acts_on_tranche(tranche: Tranche, actor: Actor, now: datetime, case: Case | None = None) -> list[ActLine]:
    """Every act of the desk on a tranche, in the order of its life; empty for who may not act here at all."""
    agent_id = agent_id_of(tranche.agreement)
    case = case or case_of(tranche, actor, now)
    closed = closed_sentence(tranche.agreement)
    return [
        line_of(event, closed or ended_sentence(event, tranche.agreement) or _why_not(event, case))
        for event in ON_TRANCHE
        if permitted(event, actor, agent_id=agent_id)
    ]


def acts_on_agreement(agreement: EscrowAgreement, actor: Actor) -> list[ActLine]:
    """The acts of the desk on the agreement itself."""
    agent_id = agent_id_of(agreement)
    unallocated = balances(agreement).total("unallocated")
    closed = closed_sentence(agreement)
    refusals = {
        "allocate": "" if unallocated else "no share stands unallocated.",
        "check_portal_consent": why_no_consent_to_check(agreement, actor),
        "sign_paper": why_not_signable(agreement),
    }
    return [
        line_of(
            event,
            refusals.get(event, "")
            if event in AFTER_CLOSING
            else closed or ended_sentence(event, agreement) or refusals.get(event, ""),
        )
        for event in ON_AGREEMENT
        if permitted(event, actor, agent_id=agent_id)
    ]


@read_once
def agent_id_of(agreement: EscrowAgreement) -> int:
    """The party that is the escrow agent of the agreement."""
    return agreement.agreement_parties.values_list("party_id", flat=True).get(part="escrow_agent")


def line_of(event: str, why_not: str) -> ActLine:
    """The line of an act: allowed, or not yet for the reason given."""
    act = POLICY[event]
    return ActLine(event, act.label, not why_not, why_not, act.who, _edge(event), act.signs)


def _edge(event: str) -> str:
    """The step an act makes on the tranche, in words, read from the state machine itself."""
    names = sorted(edge.split(".")[1] for edge in POLICY[event].edges if edge.startswith("tranche."))
    steps = []
    for transition in Tranche._meta.get_field("state").get_all_transitions(Tranche):  # type: ignore[union-attr]
        if transition.name in names and event not in ("lift_hold", "record_report", "withdraw_instruction"):
            target = transition.target if isinstance(transition.target, str) else "as before"
            steps.append(TrancheState(target).label.lower() if target in TrancheState.values else target)
    ends = " or ".join(dict.fromkeys(steps))
    return {"record_report": "pending → report received"}.get(event, f"→ {ends}" if ends else "")


def _why_not(event: str, case: Case) -> str:
    """The reason why the act is not possible yet, or an empty string. The service checks all of it again under its lock."""
    check = _FACTS.get(event)
    return check(case) if check else ""


def _prepare(case: Case) -> str:
    if case.tranche.state == TrancheState.DISPUTED:
        return "the tranche is disputed."
    if case.instruction is not None:
        return f"{case.instruction} is open already."
    if case.proposed or is_ahead_of_report(case.tranche):
        return ""
    return "nothing more is due."


def _submit(case: Case) -> str:
    if case.instruction is None or case.instruction.basis != Instruction.Basis.JOINT:
        return "no joint instruction is drafted."
    return (
        ""
        if case.instruction.state == InstructionState.DRAFT
        else f"{case.instruction} is before the signers already."
    )


def _signature(case: Case) -> str:
    if case.instruction is None or case.instruction.state != InstructionState.SUBMITTED:
        return "no instruction is before the signers."
    return "" if case.missing else "every signing party has approved."


def _check_signature(case: Case) -> str:
    if not case.unchecked:
        return "no signature on paper waits for its check."
    if all(signature.filed_person_id == case.person_id for signature in case.unchecked):
        return "you recorded the paper yourself; a second person checks it."
    return ""


def _withdraw(case: Case) -> str:
    if case.instruction is None:
        return "no instruction is open."
    return f"{case.release} is with the transfer agent." if case.release else ""


def _authority(case: Case) -> str:
    if case.paper is None or case.instruction is None or case.instruction.state != InstructionState.DRAFT:
        return "no settlement, award or judgment waits for its check."
    return (
        "you recorded the paper yourself; a second person checks it."
        if case.paper.filed_person_id == case.person_id
        else ""
    )


def _tick(case: Case) -> str:
    if case.instruction is None or case.instruction.state != InstructionState.APPROVED:
        return "the checklist opens when the instruction stands."
    return f"{case.release} is authorised." if case.release else ""


def _call(case: Case) -> str:
    if case.instruction is None or case.instruction.state != InstructionState.APPROVED:
        return "the call-back is made when the instruction stands."
    if case.release:
        return f"{case.release} is authorised."
    if case.person_id in case.takers_in:
        return "you took the instruction in; another person makes the call."
    return "you authorised first; another person makes the call." if case.person_id == case.first else ""


def _authorise(case: Case) -> str:
    if case.tranche.state == TrancheState.DISPUTED:
        return "the tranche is disputed."
    if case.instruction is None:
        return "no instruction stands."
    if case.instruction.state != InstructionState.APPROVED:
        return f"{case.instruction} has {case.needed - case.missing} of {case.needed} approvals."
    if case.release:
        return f"{case.release} is authorised already."
    stopped = why_no_delivery(case.tranche.agreement) or why_old_account(case.instruction)
    if stopped:
        return small(stopped) if stopped.startswith("Delivery") else stopped
    if case.gaps:
        return f"{counted(len(case.gaps), 'item')} of the checklist missing: {named(case.gaps)}."
    if case.first is None and case.person_id in case.callers:
        return "you made the call-back; another person is the first to authorise."
    return "you have authorised it; another person must be the second." if case.authorised else ""


def _send(case: Case) -> str:
    if case.release is None:
        return "nothing is authorised."
    if case.release.recall_requests.exists():
        return "the letter is called back; record the recall."
    return "" if case.release.state == ReleaseState.AUTHORISED else "the letter is sent."


def _answer(case: Case) -> str:
    if case.release is None:
        return "nothing is reserved."
    return "" if case.release.state == ReleaseState.SENT else "the letter is not sent yet."


def _recall(case: Case) -> str:
    return "" if case.release else "no letter is out."


def _hold(case: Case) -> str:
    return "the tranche is released." if case.tranche.state == TrancheState.RELEASED else ""


def _confirm_hold(case: Case) -> str:
    if not case.waiting_holds:
        return "no hold is proposed."
    if all(hold.opened_person_id == case.person_id for hold in case.waiting_holds):
        return "you proposed it; a second person confirms it."
    return ""


def _lift(case: Case) -> str:
    return "" if case.standing or case.waiting_holds else "no hold stands."


def _claim(case: Case) -> str:
    suspended = Hold.objects.filter(
        tranche=case.tranche, ground=Hold.Ground.SUSPENSION, confirmation__isnull=False
    )
    return "" if suspended.exists() else "the issuer has not suspended the release."


def _end_claim(case: Case) -> str:
    open_ones = DamagesClaim.objects.filter(hold__tranche=case.tranche, end__isnull=True)
    return "" if open_ones.exists() else "no claim is open."


def _consent(case: Case) -> str:
    if terms_of(case.tranche.agreement).settings.report_with_shortfall != "needs_all_parties":
        return "the terms accept a report with a shortfall as it is."
    report = case.tranche.reports.filter(corrected_by__isnull=True).first()
    if report is None:
        return "no report is on file."
    if hasattr(report, "shortfall_consent"):
        return "the consent is on file."
    short = has_shortfall(current_assessment(case.tranche.agreement), case.tranche.number)
    return "" if short else "the report shows no shortfall."


_FACTS = {
    "prepare_instruction": _prepare,
    "submit_instruction": _submit,
    "file_paper_signature": _signature,
    "check_paper_signature": _check_signature,
    "withdraw_instruction": _withdraw,
    "check_authority": _authority,
    "record_call_back": _call,
    "tick_checklist": _tick,
    "authorise_release": _authorise,
    "send_release": _send,
    "record_confirmation": _answer,
    "record_refusal": _answer,
    "request_recall": _recall,
    "record_recall": _recall,
    "propose_hold": _hold,
    "confirm_hold": _confirm_hold,
    "lift_hold": _lift,
    "record_damages_claim": _claim,
    "end_damages_claim": _end_claim,
    "record_shortfall_consent": _consent,
}
