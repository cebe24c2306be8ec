"""The walls around the state machines: their edges, what each state needs behind it, and what never changes."""

from documents.database import append_only
from tranches import models as m
from tranches.walls.conditions import (
    OPEN_LINE,
    authority,
    carried_to,
    confirmed_of,
    edges,
    must_hold,
    of_tranche,
    ordered_of,
    two_persons,
    wall,
    whole_hold,
)

# What of a row with a state never changes once it is written.
FIXED = {
    m.Tranche: ("public_id", "agreement_id", "number"),
    m.Instruction: (
        "public_id",
        "agreement_id",
        "number",
        "basis",
        "recipient_id",
        "delivery_account_id",
        "assessment_id",
        "content",
        "digest",
        "difference_reason",
        "prepared_by_id",
        "prepared_person_id",
        "prepared_at",
    ),
    m.AgreementParty: ("agreement_id", "party_id", "key", "letter", "part"),
    m.Release: (
        "public_id",
        "agreement_id",
        "instruction_id",
        "number",
        "attempt",
        "authorised_at",
        "due_on",
    ),
    m.Amendment: (
        "public_id",
        "agreement_id",
        "number",
        "kind",
        "based_on_id",
        "effective_on",
        "content",
        "digest",
        "terms_digest",
        "prepared_by_id",
        "prepared_person_id",
        "prepared_at",
    ),
}


# Papers that are set once, when they are made.
ONCE = {
    m.Instruction: ("proposal_id",),  # the certificate is made anew when all sign again
    m.Release: ("letter_id",),
    m.Amendment: ("source_id", "proposal_id", "executed_paper_id", "version_id"),
}

# The first state of each machine.
FIRST = {
    m.Tranche: m.TrancheState.PENDING.value,
    m.Instruction: m.InstructionState.DRAFT.value,
    m.Release: m.ReleaseState.AUTHORISED.value,
    m.Amendment: m.AmendmentState.DRAFT.value,
}


def tranche_balance(account: str) -> str:
    def total(side: str) -> str:
        return (
            "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p"
            f" WHERE p.{side}_tranche_id = NEW.id AND p.{side}_account = '{account}'), 0)"
        )

    return f"({total('to')} - {total('from')})"


@wall
def guard_states() -> None:
    for model, columns in FIXED.items():
        table = model._meta.db_table
        must_hold(
            f"wall_{table}_fixed",
            model,
            "BEFORE UPDATE",
            " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in columns),
            "what an approval or a ledger rests on never changes.",
        )
        append_only.protect(model, ("delete", "replace", "truncate"))
    for model, columns in ONCE.items():
        must_hold(
            f"wall_{model._meta.db_table}_once",
            model,
            "BEFORE UPDATE",
            " AND ".join(f"(OLD.{name} IS NULL OR OLD.{name} = NEW.{name})" for name in columns),
            "a paper on file is never put in place of another.",
        )
    must_hold(
        "wall_instruction_attempt",
        m.Instruction,
        "BEFORE UPDATE",
        "NEW.attempt >= OLD.attempt",
        "an attempt that ended is never taken up again.",
    )
    for model in FIRST:
        table = model._meta.db_table
        must_hold(
            f"wall_{table}_edges",
            model,
            "BEFORE UPDATE",
            edges(model),
            "a state changes only along an edge of its machine.",
        )
        must_hold(
            f"wall_{table}_starts",
            model,
            "BEFORE INSERT",
            f"NEW.state = '{FIRST[model]}'",
            "everything begins in the first state of its machine.",
        )
    _guard_tranches()
    _guard_instructions()
    _guard_approvals()


# Every share of the tranche came in and none is inside escrow or went to another than the recipient, in whatever unit.
_WHOLE = (
    " AND ".join(f"{tranche_balance(name)} = 0" for name in ("held", "reserved", "kept", "reserved_return"))
    + " AND NOT EXISTS (SELECT 1 FROM tranches_posting p WHERE p.from_tranche_id = NEW.id"
    " AND p.to_account NOT IN ('held', 'reserved', 'kept', 'reserved_return', 'recipient', 'converted'))"
    " AND COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.to_tranche_id = NEW.id"
    f" AND p.line_id = {OPEN_LINE} AND (p.from_account IN ('issuer', 'unallocated') OR p.kind = 'reallocation')), 0)"
    " - COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.from_tranche_id = NEW.id"
    f" AND p.line_id = {OPEN_LINE} AND p.kind = 'reallocation'), 0) ="
    f" COALESCE((SELECT c.shares_after FROM {carried_to(OPEN_LINE)} AND c.tranche_id = NEW.id"
    " AND c.instruction_line_id IS NULL AND c.hold_id IS NULL), NEW.shares)"
)
_CHANGES = "NEW.state <> OLD.state AND NEW.state = '{}'"


def _guard_tranches() -> None:
    must_hold(
        "wall_tranche_reported",
        m.Tranche,
        "BEFORE UPDATE",
        "OLD.state = 'disputed' OR EXISTS (SELECT 1 FROM tranches_report r WHERE r.tranche_id = NEW.id)",
        "a tranche is reported only with a report.",
        applies=_CHANGES.format("report_received"),
    )
    must_hold(
        "wall_tranche_instructed",
        m.Tranche,
        "BEFORE UPDATE",
        f"OLD.state_before_dispute = 'instructed' OR {of_tranche('approved')}",
        "a tranche is instructed only by an approved instruction.",
        applies=_CHANGES.format("instructed"),
    )
    must_hold(
        "wall_tranche_released",
        m.Tranche,
        "BEFORE UPDATE",
        _WHOLE,
        "a tranche is released when all its shares are with the recipient.",
        applies=_CHANGES.format("released"),
    )
    must_hold(
        "wall_tranche_deducted",
        m.Tranche,
        "BEFORE UPDATE",
        f"OLD.state = 'disputed' OR ({tranche_balance('held')} = 0 AND {tranche_balance('reserved')} = 0"
        f" AND {of_tranche('executed')})",
        "a tranche is deducted when its instruction is carried out and nothing of it is held or reserved.",
        applies=_CHANGES.format("deducted"),
    )
    must_hold(
        "wall_tranche_suspended",
        m.Tranche,
        "BEFORE UPDATE",
        f"{whole_hold('NEW.id')} AND NEW.state_before_dispute = OLD.state",
        "a tranche is disputed only by a confirmed hold on the whole of it.",
        applies=_CHANGES.format("disputed"),
    )
    must_hold(
        "wall_tranche_resumed",
        m.Tranche,
        "BEFORE UPDATE",
        f"NOT {whole_hold('NEW.id')} AND (NEW.state = OLD.state_before_dispute OR NEW.state = 'instructed')",
        "a disputed tranche goes back to where it stood, or is settled, once no hold on the whole of it stands.",
        applies="OLD.state = 'disputed' AND NEW.state <> 'disputed'",
    )
    came_back = (
        "EXISTS (SELECT 1 FROM tranches_posting p WHERE p.kind = 'recovery' AND p.to_tranche_id = NEW.id)"
    )
    must_hold(
        "wall_tranche_reopened",
        m.Tranche,
        "BEFORE UPDATE",
        f"{came_back} AND {tranche_balance('held')} + {tranche_balance('kept')} > 0"
        f" AND (NEW.state = 'deducted' OR {tranche_balance('held')} > 0)",
        "a tranche that was carried out is open again only when a wrong delivery came back.",
        applies="OLD.state IN ('released', 'deducted') AND NEW.state IN ('instructed', 'deducted')"
        " AND NEW.state <> OLD.state",
    )


def _guard_instructions() -> None:
    must_hold(
        "wall_instruction_approved",
        m.Instruction,
        "BEFORE UPDATE",
        authority("NEW"),
        "an instruction is approved only with its approvals or its checked paper.",
        applies=_CHANGES.format("approved"),
    )
    must_hold(
        "wall_instruction_executed",
        m.Instruction,
        "BEFORE UPDATE",
        f"{two_persons('NEW')} AND NOT EXISTS (SELECT 1 FROM tranches_instructionline l WHERE l.instruction_id = NEW.id"
        f" AND {ordered_of('l')} > {confirmed_of('l')})",
        "an instruction is carried out when two persons authorised it and every line is confirmed.",
        applies=_CHANGES.format("executed"),
    )
    must_hold(
        "wall_instruction_reopened",
        m.Instruction,
        "BEFORE UPDATE",
        "EXISTS (SELECT 1 FROM tranches_instructionline l WHERE l.instruction_id = NEW.id"
        f" AND {ordered_of('l')} > {confirmed_of('l')})",
        "an instruction that was carried out stands again only when shares of it came back.",
        applies="OLD.state = 'executed' AND NEW.state = 'approved'",
    )
    _guard_lines()


def _guard_approvals() -> None:
    """Nobody approves on a qualified or adverse opinion, or a disclaimer, unseen."""
    must_hold(
        "wall_approval_opinion_seen",
        m.Approval,
        "BEFORE INSERT",
        "NEW.acknowledged_opinion <> '' OR NOT EXISTS (SELECT 1 FROM tranches_instructionline l JOIN tranches_report r"
        " ON r.tranche_id = COALESCE(l.offset_by_id, l.tranche_id) WHERE l.instruction_id = NEW.instruction_id"
        " AND l.origin IN ('own', 'offset') AND r.opinion <> 'unqualified'"
        " AND NOT EXISTS (SELECT 1 FROM tranches_report c WHERE c.corrects_id = r.id))",
        "an approval on a report with another than an unqualified opinion acknowledges that opinion.",
        applies="NEW.answer = 'approve'",
    )


def _guard_lines() -> None:
    """Lines come with their draft, and from where its basis lets them come."""
    must_hold(
        "wall_line_of_draft",
        m.InstructionLine,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_instruction i WHERE i.id = NEW.instruction_id AND i.state = 'draft')",
        "a line is added only to a draft.",
    )
    must_hold(
        "wall_line_origin",
        m.InstructionLine,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_instruction i WHERE i.id = NEW.instruction_id"
        " AND ((i.basis = 'joint' AND NEW.origin IN ('own', 'offset')) OR (i.basis = 'return' AND NEW.origin = 'return')"
        " OR (i.basis NOT IN ('joint', 'return') AND NEW.origin = 'governed')))",
        "a governing paper fixes its lines, a joint instruction its own and offset ones, a return what is kept.",
    )
