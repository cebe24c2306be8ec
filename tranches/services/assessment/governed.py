"""Release on a settlement signed by all parties, an effective award or a judgment, in place of the joint instruction (EA 3.3)."""

import hashlib
from collections.abc import Sequence
from datetime import date

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from tranches.models import (
    AgreementParty,
    AuthorityCheck,
    AuthorityPaper,
    EscrowAgreement,
    Hold,
    HoldLift,
    Instruction,
    InstructionLine,
    InstructionState,
    TrancheState,
)
from tranches.selectors.dispute.holds import standing_holds
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.assessment.assessing import assess_now
from tranches.services.common import (
    acting_person,
    move_instruction,
    move_tranche,
    needed,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.instruction.instructions import LineSpec, draft


@act("prepare_governed_instruction")
def prepare_governed_instruction(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    basis: str,
    lines: Sequence[LineSpec],
    paper: Intake,
    dated_on: date,
    received_on: date,
    signed_by: Sequence[str] = (),
    forum: str = "",
    case_reference: str = "",
) -> Instruction:
    """Record the governing paper and what it orders; a second person then checks it before anything can be released.

    Refuses a settlement that does not bear every party's signature, an award or judgment without its forum, and more shares than
    the ledger holds.
    """
    terms = terms_of(agreement)
    if basis not in (Instruction.Basis.SETTLEMENT, Instruction.Basis.AWARD, Instruction.Basis.JUDGMENT):
        raise RuleViolation("wrong_basis", "Choose settlement, award or judgment.", field="basis")
    not_in_future(agreement, received_on, deed.now, "received_on")
    if received_on < dated_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The paper cannot have come in before its own date. Check both dates.",
            field="received_on",
        )
    if not lines:
        raise RuleViolation(
            "no_lines", "Enter what the paper orders for at least one tranche.", field="shares"
        )
    if basis == Instruction.Basis.SETTLEMENT:
        _check_signatures(agreement, signed_by, terms.clause("settlement"))
    else:
        forum = needed(forum, "Enter the tribunal or court that decided.", "forum")
    instruction = draft(
        deed,
        agreement,
        Instruction.Basis(basis),
        lines,
        computed={},
        paper_facts={
            "dated_on": dated_on.isoformat(),
            "received_on": received_on.isoformat(),
            "forum": forum,
            "case": case_reference,
            "signed_by": sorted(signed_by),
            "sha256": hashlib.sha256(paper.content).hexdigest(),
        },
    )
    document = deed.file(
        paper,
        about=instruction,
        kind="governing_paper",
        title=f"{instruction.get_basis_display()} of {day_words(dated_on)}",
        dated_on=dated_on,
        reference=case_reference,
    )
    rest_on(
        deed,
        instruction,
        document,
        dated_on=dated_on,
        received_on=received_on,
        forum=forum,
        case_reference=case_reference,
        signed_by=sorted(signed_by),
    )
    return instruction


def rest_on(
    deed: Deed,
    instruction: Instruction,
    document: Document,
    *,
    dated_on: date,
    received_on: date,
    forum: str = "",
    case_reference: str = "",
    signed_by: Sequence[str],
) -> AuthorityPaper:
    """Put the governing paper under its instruction; it counts once a second person has checked it."""
    paper = deed.create(
        AuthorityPaper(
            instruction=instruction,
            document=document,
            forum=forum,
            case_reference=case_reference,
            dated_on=dated_on,
            received_on=received_on,
            signed_by=list(signed_by),
            filed_person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=instruction.basis,
    )
    deed.note(
        "authority.filed",
        instruction,
        effective_on=received_on,
        facts={
            "basis": instruction.basis,
            "forum": forum,
            "case": case_reference,
            "dated_on": dated_on,
            "signed_by": list(signed_by),
        },
        documents=(document,),
    )
    return paper


@act("check_authority")
def check_authority(deed: Deed, *, instruction: Instruction, finding: str) -> AuthorityCheck:
    """The second person's check of signatures or legal effect; from here on the paper governs and its tranches are instructed.

    `finding` is the check's result in words, for an award or judgment the ground why it is effective. Open joint instructions for
    the same tranches are superseded. Refuses who filed the paper himself.
    """
    finding = needed(finding, "Write down what was checked and why the paper is effective.", "finding")
    day = deed.today
    paper: AuthorityPaper | None = AuthorityPaper.objects.filter(instruction=instruction).first()
    if paper is None:
        raise RuleViolation("not_governed", "This instruction rests on approvals, not on a governing paper.")
    if instruction.state != InstructionState.DRAFT:
        raise RuleViolation(
            "already_checked",
            f"{instruction} is {instruction.get_state_display().lower()}: its paper waits for no check. Nothing was changed.",
        )
    person_id = acting_person(deed.actor)
    if person_id in (paper.filed_person_id, instruction.prepared_person_id):
        raise RuleViolation(
            "needs_second_person", "A second person checks the paper, not the one who recorded it."
        )
    check = deed.create(
        AuthorityCheck(
            paper=paper, person_id=person_id, finding=finding, checked_on=day, recorded_at=deed.now
        ),
        why=finding,
    )
    deed.note(
        "authority.checked",
        instruction,
        effective_on=day,
        facts={"finding": finding},
        documents=(paper.document,),
    )
    _supersede_others(deed, instruction, day=day)
    _end_holds(deed, paper, day=day)
    move_instruction(
        deed,
        instruction,
        "accept_authority",
        "instruction.completed",
        effective_on=day,
        reason=f"{instruction.get_basis_display()} checked",
    )
    instruction.executed_paper = paperwork.file_instruction(deed, instruction, executed=True)
    deed.update(instruction, "executed_paper", why="certificate on file")
    for line in instruction.lines.select_related("tranche__agreement"):
        if line.tranche.state in (TrancheState.PENDING, TrancheState.REPORT_RECEIVED, TrancheState.DISPUTED):
            move_tranche(
                deed,
                line.tranche,
                "settle",
                effective_on=day,
                reason=f"{instruction.get_basis_display()} of {day_words(paper.dated_on)}",
            )
    assess_now(deed, effective_on=day)
    return check


def _check_signatures(agreement: EscrowAgreement, signed_by: Sequence[str], clause: str) -> None:
    letters = set(
        AgreementParty.objects.filter(agreement=agreement)
        .exclude(letter="")
        .exclude(part="escrow_agent")
        .values_list("letter", flat=True)
    )
    missing = sorted(letters - set(signed_by))
    if missing:
        raise RuleViolation(
            "settlement_not_signed_by_all",
            f"A settlement releases shares only when all parties signed it. Missing: Party {', Party '.join(missing)}.",
            field="signed_by",
            clause=clause,
        )


def _supersede_others(deed: Deed, instruction: Instruction, *, day: date) -> None:
    covered = set(instruction.lines.values_list("tranche_id", flat=True))
    others = Instruction.objects.filter(
        pk__in=InstructionLine.objects.filter(tranche_id__in=covered).values("instruction_id"),
        state__in=(InstructionState.DRAFT, InstructionState.SUBMITTED, InstructionState.APPROVED),
    ).exclude(pk=instruction.pk)
    for other in others:
        if other.releases.filter(state__in=("authorised", "sent")).exists():
            raise RuleViolation(
                "release_under_way",
                f"{other} is with the transfer agent. Record its answer, or recall the letter, before the paper takes effect.",
            )
        left = [
            line.tranche
            for line in other.lines.select_related("tranche__agreement")
            if line.tranche_id not in covered
        ]
        if left and not other.is_signed:
            raise RuleViolation(
                "paper_covers_more",
                f"{other} also orders shares of tranche {left[0].number}. Enter what becomes of those in the new paper, too.",
            )
        reason = f"{instruction.get_basis_display()} takes its place"
        move_instruction(deed, other, "supersede", "instruction.superseded", effective_on=day, reason=reason)
        for tranche in left:  # the paper is silent about it, and its joint instruction no longer stands
            if tranche.state == TrancheState.INSTRUCTED:
                move_tranche(deed, tranche, "void_instruction", effective_on=day, reason=reason)


def _end_holds(deed: Deed, paper: AuthorityPaper, *, day: date) -> None:
    """The governing paper answers the holds on its tranches; a court order is lifted only by an order of the court."""
    instruction = paper.instruction
    tranches = list(instruction.lines.values_list("tranche_id", flat=True))
    for hold in (
        standing_holds(instruction.agreement)
        .filter(tranche_id__in=tranches)
        .select_related("tranche__agreement")
    ):
        if hold.ground == Hold.Ground.COURT_ORDER:
            raise RuleViolation(
                "court_order_stands",
                f"Hold {hold.number} rests on a court order. Record the order that lifts it before this paper takes effect.",
            )
        deed.create(
            HoldLift(
                hold=hold,
                exit=instruction.basis,
                document=paper.document,
                lifted_on=day,
                person_id=deed.actor.person_id,
                recorded_at=deed.now,
            ),
            why=instruction.basis,
        )
        deed.note(
            "hold.lifted",
            hold.tranche,
            effective_on=day,
            before={"held_back": hold.shares if hold.shares is not None else "whole tranche"},
            after={"held_back": 0},
            facts={"hold": hold.number, "exit": instruction.basis},
            documents=(paper.document,),
        )
