"""The joint written instruction: prepared from the assessment, its content fixed under a digest, put before the signers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from parties.authority import delivery_account_on
from parties.models import DeliveryAccount
from tranches.models import (
    AgreementParty,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    InstructionState,
    Tranche,
    TrancheState,
)
from tranches.selectors.assessment.assessments import (
    current_assessment,
    due_now,
    proposal_for,
    rests_on_corrected,
)
from tranches.selectors.ending.closing import overtaken_return
from tranches.selectors.instruction.ahead import is_ahead_of_report, prepared_ahead, waits_for_report
from tranches.selectors.ledger.balances import balances
from tranches.selectors.release.confirmed import delivering
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.assessment.assessing import assess_now
from tranches.services.common import (
    acting_person,
    move_instruction,
    move_tranche,
    needed,
    next_number,
)
from tranches.services.deed import Deed
from tranches.services.instruction.instruction_content import content_of, opinions_signed
from tranches.services.instruction.instruction_lines import LineSpec, check_lines
from tranches.services.telling.telling import tell_submitted
from tranches.services.telling.telling_changes import tell_instruction_ended


@act("prepare_instruction")
def prepare_instruction(
    deed: Deed, *, tranche: Tranche, lines: Sequence[LineSpec] | None = None, difference_reason: str = ""
) -> Instruction:
    """Prepare the joint written instruction for a tranche and file the proposal that the signers will read (EA 3.1(b)).

    Without `lines` the assessment's proposal is taken. Ahead of the report `lines` name the quantity the parties ask for; the
    instruction then waits for the report (`arrival`). Refuses where nothing is computed and nothing asked for, while another
    instruction of one of the tranches is open, a difference from the computed figure without its reason, and more than the
    ledger holds free.
    """
    agreement = tranche.agreement
    proposed = proposal_for(tranche)
    if not proposed and lines and is_ahead_of_report(tranche):
        return _prepare_ahead(deed, tranche, lines)
    if not proposed:
        raise RuleViolation(
            "nothing_to_instruct",
            f"There is nothing to instruct for tranche {tranche.number}: no report is on file, or nothing more is due.",
            clause=terms_of(agreement).clause("report"),
        )
    computed = {line.tranche.pk: line.shares for line in proposed}
    dropped = set(computed)
    asked = (
        lines
        if lines is not None
        else [LineSpec(p.tranche, p.origin, p.shares, p.offset_by) for p in proposed]
    )
    assessment, standing = current_assessment(agreement), balances(agreement)
    for line in asked:  # a line that nobody proposed is compared too, or its signers would see no difference
        computed.setdefault(line.tranche.pk, due_now(line.tranche, assessment, standing))
        dropped.discard(line.tranche.pk)
    if tranche.state != TrancheState.RELEASED and not any(line.tranche.pk == tranche.pk for line in asked):
        raise RuleViolation(
            "wrong_tranche", f"The instruction needs a line for tranche {tranche.number}. Add it."
        )
    if dropped or any(computed[line.tranche.pk] != line.shares for line in asked):
        difference_reason = needed(
            difference_reason,
            "The instruction differs from the computed figure. Enter the reason given by who asked for it.",
            "difference_reason",
        )
    left_out = [
        {"tranche": line.tranche.number, "computed": line.shares}
        for line in proposed
        if line.tranche.pk in dropped and line.shares
    ]
    return draft(
        deed,
        agreement,
        Instruction.Basis.JOINT,
        asked,
        computed=computed,
        left_out=left_out,
        difference_reason=difference_reason.strip(),
    )


def _prepare_ahead(deed: Deed, tranche: Tranche, lines: Sequence[LineSpec]) -> Instruction:
    """Draft what the parties ask for before the report: one line, nothing computed, nothing to differ from."""
    if [line.tranche.pk for line in lines] != [tranche.pk]:
        raise RuleViolation(
            "ahead_alone",
            f"Before the report an instruction is over tranche {tranche.number} alone. Take the other lines out.",
            clause=terms_of(tranche.agreement).clause("instruction"),
        )
    return draft(
        deed, tranche.agreement, Instruction.Basis.JOINT, lines, computed={}, awaits_report=(tranche.number,)
    )


def draft(
    deed: Deed,
    agreement: EscrowAgreement,
    basis: Instruction.Basis,
    lines: Sequence[LineSpec],
    *,
    computed: dict[int, int],
    left_out: Sequence[dict[str, int]] = (),
    difference_reason: str = "",
    paper_facts: dict[str, Any] | None = None,
    awaits_report: Sequence[int] = (),
) -> Instruction:
    """Create the draft with its lines, its content under a digest and its proposal; shared with governing papers.

    Ahead of its report it rests on no assessment.
    """
    day = deed.today
    assessment = None if awaits_report else current_assessment(agreement)
    check_lines(agreement, lines, basis)
    recipient, account = _to_whom(agreement, lines, day)
    number = next_number(Instruction, agreement=agreement)
    content = content_of(
        agreement,
        number,
        basis,
        lines,
        computed,
        assessment,
        recipient,
        account.description if account else "",
        day,
        difference_reason,
        paper_facts,
    )
    more = {
        "left_out": list(left_out),
        "awaits_report": list(awaits_report),
        "opinions": opinions_signed(lines),
    }
    content |= {name: told for name, told in more.items() if told}
    instruction = deed.create(
        Instruction(
            agreement=agreement,
            number=number,
            basis=basis,
            recipient=recipient,
            delivery_account=account,
            assessment=assessment,
            content=content,
            digest=digest_of(content, form="instruction/1"),
            difference_reason=difference_reason,
            prepared_by_id=deed.actor.user_id,
            prepared_person_id=acting_person(deed.actor),
            prepared_at=deed.now,
        ),
        why="prepared",
    )
    for line in lines:
        deed.create(_line_of(instruction, line, computed), why="prepared")
    shares = sum(line.shares for line in lines)
    deed.note(
        "instruction.prepared",
        instruction,
        effective_on=day,
        after={"state": instruction.state, "shares": shares, "digest": instruction.digest},
        facts={"basis": basis, "lines": content["lines"]},
        reason=difference_reason,
    )
    instruction.proposal = paperwork.file_instruction(deed, instruction, executed=False)
    deed.update(instruction, "proposal", why="proposal on file")
    return instruction


def _line_of(instruction: Instruction, line: LineSpec, computed: dict[int, int]) -> InstructionLine:
    return InstructionLine(
        instruction=instruction,
        tranche=line.tranche,
        origin=line.origin,
        offset_by=line.offset_by,
        shares=line.shares,
        computed_shares=computed.get(line.tranche.pk),
    )


def _to_whom(
    agreement: EscrowAgreement, lines: Sequence[LineSpec], day: date
) -> tuple[AgreementParty, DeliveryAccount | None]:
    """The recipient and its account on the day. Refuses shares to deliver without an account on the register."""
    recipient = (
        AgreementParty.objects.select_related("party").filter(agreement=agreement, is_recipient=True).first()
    )
    if recipient is None:
        raise RuleViolation(
            "no_recipient", "The terms name no recipient. An amendment of the terms must name one."
        )
    account = delivery_account_on(recipient.party, day)
    if account is None and any(line.shares for line in lines):
        raise RuleViolation(
            "no_delivery_account",
            f"No delivery account of {recipient.party.name} is on the register. Register it first.",
            clause=terms_of(agreement).clause("transfer"),
        )
    return recipient, account


@act("submit_instruction")
def submit_instruction(deed: Deed, *, instruction: Instruction) -> Instruction:
    """Put a draft before the signers. Refuses one that a newer assessment has overtaken."""
    if not instruction.is_signed:
        raise RuleViolation(
            "not_joint",
            "A settlement, award or judgment is checked by a second person, not approved by signers.",
        )
    if instruction.is_return:
        check_return(instruction, deed.now)
    else:
        _check_not_overtaken(instruction)
    move_instruction(deed, instruction, "submit", "instruction.submitted", effective_on=deed.today)
    tell_submitted(deed, instruction)
    return instruction


@act("withdraw_instruction")
def withdraw_instruction(
    deed: Deed, *, instruction: Instruction, reason: str, paper: Intake | None = None
) -> Instruction:
    """Take an instruction back before anything was authorised. Refuses one whose shares are reserved: recall the letter first.

    One that all parties have approved is theirs: it is withdrawn only on their paper, or when a report behind it was corrected.
    """
    reason = needed(reason, "Say why the instruction is withdrawn; the parties will read it.", "reason")
    if instruction.releases.filter(state__in=("authorised", "sent")).exists():
        raise RuleViolation(
            "already_authorised",
            "The release is authorised. Ask the transfer agent to stop, then record its answer.",
        )
    if not instruction.is_signed and instruction.state == InstructionState.APPROVED:
        raise RuleViolation(
            "paper_governs",
            "A checked settlement, award or judgment stands until another such paper takes its place. Record that paper.",
        )
    if delivering(instruction.releases.all()).exists() and not rests_on_corrected(instruction):
        raise RuleViolation(
            "partly_carried_out",
            "Part of this instruction is carried out. What is left goes on or is answered by an award.",
        )
    was_approved = instruction.state == InstructionState.APPROVED
    was_submitted = instruction.state != InstructionState.DRAFT
    signed_by_all = was_approved or waits_for_report(instruction)
    day = deed.today
    if signed_by_all and paper is None and not rests_on_corrected(instruction):
        raise RuleViolation(
            "withdrawal_without_paper",
            "The parties have approved this instruction. Attach their letter that withdraws it; or they revoke it in the portal.",
            field="paper",
        )
    if paper is not None:
        deed.file(
            paper, about=instruction, kind="withdrawal", title=f"Withdrawal of {instruction}", dated_on=day
        )
    move_instruction(deed, instruction, "withdraw", "instruction.withdrawn", effective_on=day, reason=reason)
    if was_approved:
        step_back(deed, instruction, day=day, reason=reason)
    if was_submitted:
        tell_instruction_ended(deed, instruction)
    return instruction


def require_whole(instruction: Instruction) -> None:
    """Stop when the stored content no longer gives its digest: somebody went round the desk (ours, not the user's)."""
    if digest_of(instruction.content, form="instruction/1") != instruction.digest:
        raise RuntimeError(f"the content of {instruction} does not give its digest")


def step_back(deed: Deed, instruction: Instruction, *, day: date, reason: str) -> None:
    """The tranches that were instructed by this instruction go back to `report_received`, and a quantity it fixed falls away."""
    if any(line.computed_shares not in (None, line.shares) for line in instruction.lines.all()):
        assess_now(deed, effective_on=day)
    for line in instruction.lines.select_related("tranche__agreement"):
        if line.tranche.state == TrancheState.INSTRUCTED:
            move_tranche(deed, line.tranche, "void_instruction", effective_on=day, reason=reason)


def check_return(instruction: Instruction, now: datetime) -> None:
    """Refuse a return while the agreement has not expired, or that returns other shares than are kept now."""
    reasons = overtaken_return(instruction, now)
    if reasons:
        raise RuleViolation(
            "return_not_due",
            f"{instruction} cannot go on. " + " ".join(reasons),
            clause=terms_of(instruction.agreement).clause("return"),
        )


def _check_not_overtaken(instruction: Instruction) -> None:
    newest = current_assessment(instruction.agreement)
    if newest is None or instruction.assessment_id == newest.pk:
        return
    standing = balances(instruction.agreement)
    for line in instruction.lines.exclude(tranche__number__in=prepared_ahead(instruction)).select_related(
        "tranche"
    ):
        if line.computed_shares != due_now(line.tranche, newest, standing):
            raise RuleViolation(
                "overtaken",
                f"A newer assessment gives another figure for tranche {line.tranche.number}. "
                "Withdraw this instruction and prepare it again.",
            )


__all__ = [
    "LineSpec",
    "draft",
    "prepare_instruction",
    "require_whole",
    "step_back",
    "submit_instruction",
    "withdraw_instruction",
]
