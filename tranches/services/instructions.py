"""The joint written instruction: prepared from the assessment, its content fixed under a digest, put before the signers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.journal.canonical import digest_of
from documents.services.recorded import create, update
from parties.authority import delivery_account_on
from tranches.models import (
    Account,
    AgreementParty,
    Assessment,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    InstructionState,
    Tranche,
    TrancheState,
)
from tranches.selectors.assessments import (
    OPEN_STATES,
    current_assessment,
    due_now,
    proposal_for,
    rests_on_corrected,
)
from tranches.selectors.balances import Balances, balances
from tranches.selectors.holds import held_back
from tranches.selectors.terms import terms_of, version_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    local_day,
    move_instruction,
    move_tranche,
    needed,
    next_number,
)
from tranches.services.journal import note

OFFSET_READINGS = (
    "offset_denominator", "offset_numerator", "offset_limit", "excess_threshold", "excess_base", "credit_rate", "offset_order",
    "rounding",
)  # fmt: skip


@dataclass(frozen=True)
class LineSpec:
    """A line asked for: whole shares of a tranche, from its own year, by offset, or fixed by a governing paper."""

    tranche: Tranche
    origin: str
    shares: int
    offset_by: Tranche | None = None


@act("prepare_instruction")
def prepare_instruction(
    *,
    tranche: Tranche,
    lines: Sequence[LineSpec] | None = None,
    difference_reason: str = "",
    actor: Actor,
    now: datetime,
) -> Instruction:
    """Prepare the joint written instruction for a tranche and file the proposal that the signers will read (EA 3.1(b)).

    Without `lines` the assessment's proposal is taken. Refuses before the report, while another instruction of one of the
    tranches is open, a difference from the computed figure without its reason, and more than the ledger holds free.
    """
    agreement = tranche.agreement
    proposed = proposal_for(tranche)
    if not proposed:
        raise RuleViolation(
            "nothing_to_instruct",
            f"There is nothing to instruct for tranche {tranche.number}: no report is on file, or nothing more is due.",
            clause="EA 3.1",
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
    if not any(line.tranche.pk == tranche.pk for line in asked):
        raise RuleViolation(
            "wrong_tranche", f"The instruction needs a line for tranche {tranche.number}. Add it."
        )
    if dropped or any(computed[line.tranche.pk] != line.shares for line in asked):
        difference_reason = needed(
            difference_reason,
            "The instruction differs from the computed figure. Enter the reason given by who asked for it.",
            "difference_reason",
        )
    return draft(
        agreement, Instruction.Basis.JOINT, asked, computed=computed, difference_reason=difference_reason.strip(),
        actor=actor, now=now,
    )  # fmt: skip


def draft(
    agreement: EscrowAgreement,
    basis: Instruction.Basis,
    lines: Sequence[LineSpec],
    *,
    computed: dict[int, int],
    difference_reason: str = "",
    paper_facts: dict[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> Instruction:
    """Create the draft with its lines, its content under a digest and its proposal; shared with governing papers."""
    day = local_day(agreement, now)
    assessment = current_assessment(agreement)
    _check_lines(agreement, lines, basis)
    recipient = (
        AgreementParty.objects.select_related("party").filter(agreement=agreement, is_recipient=True).first()
    )
    if recipient is None:
        raise RuleViolation(
            "no_recipient", "The terms name no recipient. An amendment of the terms must name one."
        )
    account = delivery_account_on(recipient.party, day)
    number = next_number(Instruction, agreement=agreement)
    content = _content(
        agreement, number, basis, lines, computed, assessment, recipient, account.description if account else "", day,
        difference_reason, paper_facts,
    )  # fmt: skip
    instruction = create(
        Instruction(
            agreement=agreement, number=number, basis=basis, recipient=recipient, delivery_account=account,
            assessment=assessment, content=content, digest=digest_of(content, form="instruction/1"),
            difference_reason=difference_reason, prepared_by_id=actor.user_id, prepared_person_id=acting_person(actor),
            prepared_at=now,
        ),
        actor=actor, now=now, reason="prepared",
    )  # fmt: skip
    for line in lines:
        create(
            InstructionLine(
                instruction=instruction, tranche=line.tranche, origin=line.origin, offset_by=line.offset_by,
                shares=line.shares, computed_shares=computed.get(line.tranche.pk),
            ),
            actor=actor, now=now, reason="prepared",
        )  # fmt: skip
    note(
        agreement, "instruction.prepared", instruction, actor=actor, now=now, effective_on=day,
        after={"state": instruction.state, "shares": sum(line.shares for line in lines), "digest": instruction.digest},
        facts={"basis": basis, "lines": content["lines"]}, reason=difference_reason,
    )  # fmt: skip
    instruction.proposal = paperwork.file_instruction(instruction, executed=False, actor=actor, now=now)
    update(instruction, "proposal", actor=actor, now=now, reason="proposal on file")
    return instruction


@act("submit_instruction")
def submit_instruction(*, instruction: Instruction, actor: Actor, now: datetime) -> Instruction:
    """Put a draft before the signers. Refuses one that a newer assessment has overtaken."""
    if instruction.basis != Instruction.Basis.JOINT:
        raise RuleViolation(
            "not_joint",
            "A settlement, award or judgment is checked by a second person, not approved by signers.",
        )
    _check_not_overtaken(instruction)
    move_instruction(
        instruction, "submit", "instruction.submitted", event="submit_instruction", actor=actor, now=now,
        effective_on=local_day(instruction.agreement, now),
    )  # fmt: skip
    return instruction


@act("withdraw_instruction")
def withdraw_instruction(
    *, instruction: Instruction, reason: str, actor: Actor, now: datetime
) -> Instruction:
    """Take an instruction back before anything was authorised. Refuses one whose shares are reserved: recall the letter first."""
    reason = needed(reason, "Say why the instruction is withdrawn; the parties will read it.", "reason")
    if instruction.releases.filter(state__in=("authorised", "sent")).exists():
        raise RuleViolation(
            "already_authorised",
            "The release is authorised. Ask the transfer agent to stop, then record its answer.",
        )
    if instruction.basis != Instruction.Basis.JOINT and instruction.state == InstructionState.APPROVED:
        raise RuleViolation(
            "paper_governs",
            "A checked settlement, award or judgment stands until another such paper takes its place. Record that paper.",
        )
    if instruction.releases.filter(
        state__in=("confirmed", "partly_confirmed")
    ).exists() and not rests_on_corrected(instruction):
        raise RuleViolation(
            "partly_carried_out",
            "Part of this instruction is carried out. What is left goes on or is answered by an award.",
        )
    was_approved = instruction.state == InstructionState.APPROVED
    day = local_day(instruction.agreement, now)
    move_instruction(
        instruction, "withdraw", "instruction.withdrawn", event="withdraw_instruction", actor=actor, now=now,
        effective_on=day, reason=reason,
    )  # fmt: skip
    if was_approved:
        step_back(instruction, event="withdraw_instruction", actor=actor, now=now, day=day, reason=reason)
    return instruction


def step_back(
    instruction: Instruction, *, event: str, actor: Actor, now: datetime, day: date, reason: str
) -> None:
    """The tranches that were instructed by this instruction go back to `report_received`."""
    for line in instruction.lines.select_related("tranche__agreement"):
        if line.tranche.state == TrancheState.INSTRUCTED:
            move_tranche(
                line.tranche,
                "void_instruction",
                event=event,
                actor=actor,
                now=now,
                effective_on=day,
                reason=reason,
            )


def _check_not_overtaken(instruction: Instruction) -> None:
    newest = current_assessment(instruction.agreement)
    if newest is None or instruction.assessment_id == newest.pk:
        return
    standing = balances(instruction.agreement)
    for line in instruction.lines.select_related("tranche"):
        if line.computed_shares != due_now(line.tranche, newest, standing):
            raise RuleViolation(
                "overtaken",
                f"A newer assessment gives another figure for tranche {line.tranche.number}. "
                "Withdraw this instruction and prepare it again.",
            )


def _check_lines(agreement: EscrowAgreement, lines: Sequence[LineSpec], basis: str) -> None:
    standing = balances(agreement)
    for line in lines:
        tranche = line.tranche
        if tranche.agreement_id != agreement.pk:
            raise RuleViolation(
                "two_agreements", "A line names a tranche of another agreement. Start again from the page."
            )
        if line.shares < 0:
            raise RuleViolation(
                "negative_shares", "A line has zero or more whole shares. Correct the number.", field="shares"
            )
        if len([other for other in lines if other.tranche.pk == tranche.pk]) > 1:
            raise RuleViolation(
                "line_twice", f"Tranche {tranche.number} stands in two lines. Put them together."
            )
        if tranche.state == TrancheState.DISPUTED and basis == Instruction.Basis.JOINT:
            raise RuleViolation(
                "tranche_disputed",
                f"Tranche {tranche.number} is disputed: it stands still until a settlement, award or judgment is on file, "
                "or the hold is lifted.",
                clause="EA 3.3",
            )
        if (
            basis == Instruction.Basis.JOINT
            and InstructionLine.objects.filter(tranche=tranche, instruction__state__in=OPEN_STATES).exists()
        ):
            raise RuleViolation(
                "instruction_open",
                f"An instruction for tranche {tranche.number} is open already. Carry it out or withdraw it first.",
            )
        _check_origin(line, basis)
        # A governing paper answers the holds on its tranches, so only the ledger bounds it (EA 3.3).
        free = (
            free_shares(tranche, standing) if basis == Instruction.Basis.JOINT else _inside(tranche, standing)
        )
        if line.shares > free:
            raise RuleViolation(
                "more_than_held",
                f"Tranche {tranche.number} has {free:,} shares that may leave escrow, not {line.shares:,}. Correct the number.",
                field="shares",
                clause="EA 4.3",
            )


def _check_origin(line: LineSpec, basis: str) -> None:
    """A line's origin decides which authority it needs, so it must be true: own year after a report, offset after a deduction."""
    state, origin = line.tranche.state, line.origin
    if basis != Instruction.Basis.JOINT:
        fits = origin == InstructionLine.Origin.GOVERNED
    elif origin == InstructionLine.Origin.OFFSET:
        fits = state == TrancheState.DEDUCTED
    else:
        fits = origin == InstructionLine.Origin.OWN and state in (
            TrancheState.REPORT_RECEIVED,
            TrancheState.INSTRUCTED,
        )
    if not fits:
        raise RuleViolation(
            "wrong_origin",
            f"Tranche {line.tranche.number} is {line.tranche.get_state_display().lower()}: a line of this kind is not possible. "
            "Its own year needs its report; an offset needs that the tranche was deducted. Take the line out.",
        )


def _inside(tranche: Tranche, standing: Balances) -> int:
    return standing.of(Account.HELD, tranche.number) + standing.of(Account.KEPT, tranche.number)


def free_shares(tranche: Tranche, standing: Balances) -> int:
    """What may leave escrow for a tranche: held and kept, less what a hold keeps back."""
    return max(0, _inside(tranche, standing) - held_back(tranche))


def _content(
    agreement: EscrowAgreement,
    number: int,
    basis: str,
    lines: Sequence[LineSpec],
    computed: dict[int, int],
    assessment: Assessment | None,
    recipient: AgreementParty,
    account: str,
    day: date,
    difference_reason: str,
    paper_facts: dict[str, Any] | None,
) -> dict[str, Any]:
    """What is signed: everything the agent will act on, and the readings it follows when it has an offset line."""
    terms, version = terms_of(agreement), version_of(agreement)
    parts = {entry.part: entry for entry in agreement.agreement_parties.select_related("party")}
    has_offset = any(line.origin == InstructionLine.Origin.OFFSET for line in lines)
    readings = terms.settings.texts() if has_offset else {}
    return {
        "form": "joint written instruction/1",
        "agreement": agreement.reference,
        "simulation": agreement.is_simulation,
        "number": number,
        "basis": basis,
        "dated_on": day.isoformat(),
        "escrow_agent": parts["escrow_agent"].party.name,
        "instructing": [
            {"part": part, "letter": parts[part].letter, "name": parts[part].party.name}
            for part in (terms.signing.joint_instruction if basis == Instruction.Basis.JOINT else ())
        ],
        "instrument": terms.instrument.name,
        "recipient": {"letter": recipient.letter, "name": recipient.party.name, "delivery_account": account},
        "lines": [
            {
                "tranche": line.tranche.number,
                "origin": line.origin,
                "offset_by": line.offset_by.number if line.offset_by else None,
                "shares": line.shares,
                "computed": computed.get(line.tranche.pk),
            }
            for line in lines
        ],
        "total_shares": sum(line.shares for line in lines),
        "difference_reason": difference_reason,
        "readings": {name: readings[name] for name in OFFSET_READINGS if name in readings},
        "assessment": {"number": assessment.number, "digest": assessment.digest} if assessment else None,
        "terms": {"version": version.number, "digest": version.digest},
        "governing_paper": paper_facts or None,
    }
