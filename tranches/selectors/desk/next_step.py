"""What comes next for a tranche: a sentence with its actor, who may do it, what is at hand and what is missing."""

from dataclasses import dataclass
from datetime import datetime

from documents.actor import Actor
from documents.days import day_words
from documents.sentences import counted, ended
from parties.authority import signatories_on
from tranches.models import (
    Hold,
    Instruction,
    InstructionState,
    Release,
    ReleaseState,
    Report,
    Tranche,
    TrancheState,
)
from tranches.selectors.assessment.opinions import opinion_words_of
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.days import day_of
from tranches.selectors.delivery.delivery import why_no_delivery
from tranches.selectors.desk.acts import Case, case_of
from tranches.selectors.dispute.disputes import open_stage, stage_words
from tranches.selectors.dispute.suspensions import suspending_party
from tranches.selectors.docket.docket import OF_CASE, clocks_of, missing_report
from tranches.selectors.instruction.ahead import waits_for_report
from tranches.selectors.instruction.approvals import (
    instructing_parties,
    is_complete,
    live_approvals,
    missing_approvals,
    waits_for_second,
)
from tranches.selectors.release.checklist import named
from tranches.selectors.release.claims import claims_of
from tranches.selectors.release.confirmed import standing_of
from tranches.selectors.terms import terms_of


@dataclass(frozen=True)
class Have:
    """One thing a release needs, and whether it is at hand."""

    done: bool
    label: str
    clause: str = ""
    note: str = ""


@dataclass(frozen=True)
class NextStep:
    """The next step in words. `have` lists what is at hand and what is missing."""

    sentence: str
    detail: str = ""
    who_may: str = ""
    who_may_not: str = ""
    have: tuple[Have, ...] = ()


def next_step(
    tranche: Tranche, actor: Actor, now: datetime, case: Case | None = None, clocks: list[Clock] | None = None
) -> NextStep:
    """The next step of a tranche as anybody may read it; `clocks` are those of its release, where they are read."""
    if clocks is None:
        clocks = clocks_of(tranche.agreement, day_of(now, tranche.agreement), OF_CASE)
    case = case or case_of(tranche, actor, now)
    have = tuple(_have(tranche, case))
    astray = [row for row in claims_of(tranche.agreement, tranche) if row.is_open]
    if astray and tranche.state in (TrancheState.RELEASED, TrancheState.DEDUCTED):
        return NextStep(
            f"Next: the shares of claim {astray[-1].claim} come back, or the claim is settled",
            f"{sum(row.open_shares for row in astray):,} confirmed shares went to the wrong account.",
            "A clerk or the supervisor records it at the transfer agent’s desk; a second person checks it.",
            have=have,
        )
    if tranche.state == TrancheState.RELEASED:
        return NextStep("Nothing more is to be done", "All shares of this tranche are released.", have=have)
    if case.waiting_holds:
        return NextStep(
            "Next: a second person of the escrow agent confirms the hold",
            "It stands only when a second person has confirmed it.",
            "A clerk or the supervisor who did not propose it.",
            have=have,
        )
    stopped = why_no_delivery(tranche.agreement)
    if stopped and case.release is None and case.instruction is not None:
        return NextStep(
            "Next: the stop of the delivery to the recipient is lifted",
            stopped,
            "Two persons of the escrow agent, on the agreement’s page.",
            have=have,
        )
    stands = case.instruction is not None and case.instruction.state == InstructionState.APPROVED
    if (
        tranche.state == TrancheState.DISPUTED
        and case.release is None
        and (stands or case.instruction is None)
    ):
        suspended = any(hold.ground == Hold.Ground.SUSPENSION for hold in case.standing)
        if suspended:
            return _suspended(tranche, have)
        return NextStep(
            "Next: the parties settle, or an award or judgment decides",
            "Nothing of this tranche is released while it is disputed." + _stage(tranche),
            "All parties together by a settlement, or the tribunal.",
            have=have,
        )
    if case.release is not None:
        return _transfer(case, have)
    if case.instruction is not None:
        return _instruction(case.instruction, case, now, have, clocks)
    if tranche.state == TrancheState.PENDING:
        return _report(tranche, now, have, clocks)
    if case.proposed:
        return NextStep(
            "Next: a clerk prepares the joint written instruction",
            "The assessment’s figure is the proposal; the parties may ask for another.",
            "A clerk or the supervisor of the escrow agent.",
            have=have,
        )
    return NextStep(
        "Nothing is due now",
        "What is kept can be restored by a later year, or goes back when the agreement ends.",
        have=have,
    )


def _suspended(tranche: Tranche, have: tuple[Have, ...]) -> NextStep:
    """A suspension is its own party's to lift (SPA 8.1); a settlement or a judgment ends it, too."""
    letter = suspending_party(tranche.agreement).letter
    return NextStep(
        f"Next: Party {letter} lifts its suspension, or the parties settle, or an award or judgment decides",
        "Nothing of this tranche is released while it is suspended." + _stage(tranche),
        f"An officer of Party {letter}, in the portal; all parties together by a settlement; or the tribunal.",
        have=have,
    )


def _stage(tranche: Tranche) -> str:
    """Where the dispute stands, once that is on record."""
    stage = open_stage(tranche)
    return f" It is in {stage_words(stage)}, since {day_words(stage.began_on)}." if stage else ""


def _report(tranche: Tranche, now: datetime, have: tuple[Have, ...], clocks: list[Clock]) -> NextStep:
    ends_on = terms_of(tranche.agreement).tranche(tranche.number).ends_on
    if day_of(now, tranche.agreement) <= ends_on:
        sentence = f"Next: the assessment year ends on {day_words(ends_on)}"
    else:
        sentence = "Next: a clerk records the accountant’s report"
    detail = "With the report of an approved firm the tranche is assessed."
    missing = missing_report(clocks, tranche, day_of(now, tranche.agreement))
    if missing is not None:
        detail = f"{_when(missing)} {detail}"
    return NextStep(sentence, detail, "A clerk or the supervisor of the escrow agent.", have=have)


def _when(missing: Clock) -> str:
    """By when the report was or is needed, to keep both deadlines."""
    day = f"{day_words(missing.day)}"
    if not missing.is_late:
        return f"It is needed by {day} to keep both deadlines."
    late = f"{missing.days_late:,} day{'s' if missing.days_late != 1 else ''}"
    return f"It was needed by {day} and is {late} late."


def _transfer(case: Case, have: tuple[Have, ...]) -> NextStep:
    if case.release is not None and case.release.state == ReleaseState.AUTHORISED:
        return NextStep(
            "Next: a clerk sends the letter to the transfer agent",
            f"The shares of {case.release} are reserved.",
            "A clerk or the supervisor of the escrow agent.",
            have=have,
        )
    return NextStep(
        "Next: the transfer agent answers",
        f"{case.release} is {_how_far(case.release)}; its answer is recorded when it comes in.",
        "A clerk or the supervisor records it.",
        have=have,
    )


def _how_far(release: Release | None) -> str:
    standing = standing_of(release) if release else None
    return f"sent and {standing.words}" if standing and standing.delivered else "sent"


def _instruction(
    instruction: Instruction, case: Case, now: datetime, have: tuple[Have, ...], clocks: list[Clock]
) -> NextStep:
    if instruction.state == InstructionState.DRAFT:
        if case.paper is not None:
            return NextStep(
                "Next: a second person checks the governing paper",
                f"{instruction.get_basis_display()} of {day_words(case.paper.dated_on)}.",
                "A clerk or the supervisor who did not record it.",
                have=have,
            )
        return NextStep(
            f"Next: a clerk puts {instruction} before the signers",
            "The draft is on file and can still be withdrawn.",
            "A clerk or the supervisor of the escrow agent.",
            have=have,
        )
    if instruction.state == InstructionState.SUBMITTED:
        if waits_for_report(instruction):
            return _awaited(instruction, case, now, have, clocks)
        return _approval(instruction, now, have)
    if case.gaps:
        return NextStep(
            "Next: a clerk completes the release checklist",
            f"{counted(len(case.gaps), 'item')} of the checklist missing or too old.",
            "A clerk or the supervisor of the escrow agent.",
            have=have,
        )
    given = instruction.authorisations.filter(attempt=instruction.attempt).select_related("person")
    names = ", ".join(entry.person.name for entry in given)
    wanted = terms_of(instruction.agreement).authorising_persons
    return NextStep(
        "Next: the escrow agent authorises the release",
        f"{len(given)} of {wanted} persons have authorised{f': {names}' if names else ''}.",
        "Different persons of the escrow agent; who prepared the instruction may be the first, never all.",
        f"Not again: {names}." if names else "",
        have=have,
    )


def _awaited(
    instruction: Instruction, case: Case, now: datetime, have: tuple[Have, ...], clocks: list[Clock]
) -> NextStep:
    """Every party has approved ahead of the report."""
    missing = missing_report(clocks, case.tranche, day_of(now, instruction.agreement))
    when = f" {_when(missing)}" if missing else ""
    return NextStep(
        "Next: the accountant’s report, which is all that is missing",
        f"Every signing party has approved {instruction}. It stands when the report gives that quantity.{when}",
        "A clerk or the supervisor records it when it comes in.",
        have=have,
    )


def _approval(instruction: Instruction, now: datetime, have: tuple[Have, ...]) -> NextStep:
    day = day_of(now, instruction.agreement)
    missing = missing_approvals(instruction)
    if not missing:
        return NextStep(
            f"Next: {instruction} is withdrawn and prepared again",
            "Every signing party has approved, and it does not stand.",
            "A clerk or the supervisor of the escrow agent.",
            have=have,
        )
    first = missing[0]
    given = live_approvals(instruction).filter(party=first)
    signed = {approval.person_id for approval in given}
    names = [entry.person.name for entry in signatories_on(first.party, day) if entry.person_id not in signed]
    letters = " and ".join(party.letter for party in missing)
    return NextStep(
        f"Next: an officer of {first.letter} approves {instruction}",
        f"Missing: the approval of {letters}."
        + (f" One of two has signed for {first.letter}." if waits_for_second(instruction, first) else ""),
        ended(f"{' or '.join(names)} for {first.party.name}")
        if names
        else f"Nobody has authority for {first.party.name} today.",
        f"Not {instruction.prepared_person}, who prepared it." if instruction.prepared_person else "",
        have=have,
    )


def _of_report(report: Report) -> str:
    """Day, firm, and any opinion that each signer has to acknowledge."""
    words = f"{day_words(report.received_on)}, {report.firm.name}"
    if report.opinion != Report.Opinion.UNQUALIFIED:
        words += f"; {opinion_words_of(report.opinion)}, which each signer acknowledges"
    return words


def _have(tranche: Tranche, case: Case) -> list[Have]:
    terms = terms_of(tranche.agreement)
    report = Report.objects.filter(tranche=tranche, corrected_by__isnull=True).select_related("firm").first()
    rows = [
        Have(
            report is not None,
            "Accountant’s report" if report else "Missing: the accountant’s report",
            terms.clause("report"),
            _of_report(report) if report else "",
        )
    ]
    instruction = case.instruction
    if instruction is None:
        if tranche.state in (TrancheState.PENDING, TrancheState.REPORT_RECEIVED):
            rows.append(Have(False, "Missing: the joint written instruction", terms.clause("instruction")))
        return rows if tranche.state != TrancheState.RELEASED else []
    approvals = list(live_approvals(instruction))
    for party in instructing_parties(instruction):
        given = [approval for approval in approvals if approval.party_id == party.pk]
        done = is_complete(given)
        note = "; ".join(f"{approval.person.name}, {day_words(approval.effective_on)}" for approval in given)
        rows.append(
            Have(
                done,
                f"Approval of {party.letter}" if done else f"Missing: approval of {party.letter}",
                terms.clause("instruction"),
                f"{note}; one of two has signed" if given and not done else note,
            )
        )
    if case.paper is not None:
        rows.append(
            Have(
                instruction.state != InstructionState.DRAFT,
                f"{instruction.get_basis_display()}, checked by a second person",
                terms.clause("settlement"),
            )
        )
    if instruction.state == InstructionState.APPROVED:
        rows.append(
            Have(
                not case.gaps,
                "Checklist complete" if not case.gaps else f"Missing: {named(case.gaps)}",
                terms.clause("transfer"),
            )
        )
    return rows
