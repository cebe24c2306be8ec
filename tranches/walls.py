"""The database's own rules about shares: what holds even when somebody goes round the services.

One condition, written once in SQL that both databases read, becomes a trigger on each. Edges of the state machines are read from
django-fsm's registry, so there is no second table of states.
"""

from django.db import models

from documents import append_only
from documents.walls import Wall, postgres_raise, postgres_trigger, register, sqlite_trigger
from parties.models import FirmApproval, FirmRevocation
from tranches import models as m

APPEND_ONLY = (
    m.TermsVersion, m.SecurityLine, m.DepositLot, m.Posting, m.Report, m.Assessment, m.InstructionLine, m.PaperSignature,
    m.Approval, m.ApprovalRevocation, m.ChecklistTick, m.Authorisation, m.ReleaseLine, m.TransferAgentAnswer, m.RecallRequest,
    m.DisputeNotice, m.Hold, m.HoldConfirmation, m.HoldLift, m.AuthorityPaper, m.AuthorityCheck, FirmApproval, FirmRevocation,
    m.ReturnNotice, m.Cancellation, m.Closing, m.SavedScenario, m.ScenarioSetAside,
    m.FeePayerAnswer, m.FeeEntry, m.FeeInvoice, m.FeePayment, m.ReleaseCost, m.ClosingPrice, m.DelayReason, m.PenaltyStatement,
    m.Notice, m.NoticeAddressee, m.NoticeReceipt,
)  # fmt: skip

# What of a row with a state never changes once it is written.
FIXED = {
    m.Tranche: ("public_id", "agreement_id", "number", "shares"),
    m.Instruction: (
        "public_id", "agreement_id", "number", "basis", "recipient_id", "assessment_id", "digest", "prepared_person_id",
        "prepared_at",
    ),
    m.Release: ("public_id", "agreement_id", "instruction_id", "number", "attempt", "authorised_at", "due_on"),
}  # fmt: skip


FIRST = {
    m.Tranche: m.TrancheState.PENDING.value,
    m.Instruction: m.InstructionState.DRAFT.value,
    m.Release: m.ReleaseState.AUTHORISED.value,
}


def must_hold(
    name: str, model: type[models.Model], when: str, condition: str, why: str, *, applies: str = ""
) -> None:
    """Register a wall that lets a row pass only when the condition (SQL over NEW and OLD) holds.

    `applies` narrows the rows it looks at. On PostgreSQL the agreement's row is locked first where the row has one, so that two
    transactions cannot each see a balance that suffices only once.
    """
    table = model._meta.db_table
    lock = ""
    if any(field.column == "agreement_id" for field in model._meta.concrete_fields):
        lock = "PERFORM 1 FROM tranches_escrowagreement WHERE id = NEW.agreement_id FOR UPDATE;"
    test = f"({applies}) AND NOT ({condition})" if applies else f"NOT ({condition})"
    short = why.replace("'", "’")

    def make(vendor: str) -> list[str]:
        if vendor == "postgresql":
            body = f"BEGIN {lock} IF {test} THEN {postgres_raise(short)} END IF; RETURN NEW; END"
            return postgres_trigger(name, table, when, body)
        return sqlite_trigger(name, table, when, f"WHEN {test} BEGIN SELECT RAISE(ABORT, '{short}'); END")

    register(Wall(name, table, why, make))


def _edges(model: type[models.Model]) -> str:
    """SQL: the change of state is an edge of the machine, or there is none."""
    field = model._meta.get_field("state")
    pairs: set[tuple[str, str]] = set()
    for transition in field.get_all_transitions(model):  # type: ignore[union-attr]
        target = transition.target
        targets = [target] if isinstance(target, str) else list(target.allowed_states)
        pairs |= {(str(transition.source), str(end)) for end in targets}
    listed = " OR ".join(f"(OLD.state = '{start}' AND NEW.state = '{end}')" for start, end in sorted(pairs))
    return f"OLD.state = NEW.state OR {listed}"


def _balance(account: str, tranche: str) -> str:
    """SQL: what stands in an account of NEW's agreement and line, before NEW."""

    def total(side: str) -> str:
        return (
            "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.agreement_id = NEW.agreement_id"
            f" AND p.line_id = NEW.line_id AND p.{side}_account = {account}"
            f" AND COALESCE(p.{side}_tranche_id, 0) = COALESCE({tranche}, 0)), 0)"
        )

    return f"({total('to')} - {total('from')})"


def _of_line(*names: str) -> str:
    """SQL: the sum of these kinds of posting over all attempts of the instruction line that NEW's release line carries out."""
    kinds = ", ".join(f"'{name}'" for name in names)
    return (
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline r ON r.id = p.release_line_id"
        f" WHERE p.kind IN ({kinds}) AND r.instruction_line_id = (SELECT x.instruction_line_id FROM tranches_releaseline x"
        " WHERE x.id = NEW.release_line_id)), 0)"
    )


_LINE_SHARES = (
    "(SELECT l.shares FROM tranches_instructionline l JOIN tranches_releaseline x ON x.instruction_line_id = l.id"
    " WHERE x.id = NEW.release_line_id)"
)
_INSTRUCTION = (
    "FROM tranches_releaseline x JOIN tranches_release rel ON rel.id = x.release_id"
    " JOIN tranches_instruction i ON i.id = rel.instruction_id"
)
_WHOLE_HOLD = (
    "EXISTS (SELECT 1 FROM tranches_hold h JOIN tranches_holdconfirmation c ON c.hold_id = h.id WHERE h.tranche_id = NEW.id"
    " AND h.shares IS NULL AND NOT EXISTS (SELECT 1 FROM tranches_holdlift x WHERE x.hold_id = h.id))"
)


def _two_persons(i: str) -> str:
    """SQL: two different persons of the agent authorised the current attempt of the instruction `i` over its digest."""
    return (
        f"(SELECT COUNT(DISTINCT a.person_id) FROM tranches_authorisation a WHERE a.instruction_id = {i}.id"
        f" AND a.attempt = {i}.attempt AND a.digest = {i}.digest) >= 2"
    )


def _of_tranche(state: str) -> str:
    """SQL: an instruction in this state, no return, has a line for NEW's tranche."""
    return (
        "EXISTS (SELECT 1 FROM tranches_instruction i JOIN tranches_instructionline l ON l.instruction_id = i.id"
        f" WHERE l.tranche_id = NEW.id AND i.state = '{state}' AND i.basis <> 'return')"
    )


def _authority(i: str) -> str:
    """SQL: the instruction `i` has its authority (I4): two parties' live approvals over its digest and a report for every line of
    its own year; or a governing paper with its recorded check. A return has no other than the approvals."""
    approvals = (
        f"(SELECT COUNT(DISTINCT a.party_id) FROM tranches_approval a WHERE a.instruction_id = {i}.id"
        f" AND a.answer = 'approve' AND a.digest = {i}.digest"
        " AND NOT EXISTS (SELECT 1 FROM tranches_approvalrevocation v WHERE v.approval_id = a.id)) >= 2"
    )
    reports = (
        f"NOT EXISTS (SELECT 1 FROM tranches_instructionline l WHERE l.instruction_id = {i}.id AND l.origin = 'own'"
        " AND NOT EXISTS (SELECT 1 FROM tranches_report t WHERE t.tranche_id = l.tranche_id))"
    )
    paper = (
        "EXISTS (SELECT 1 FROM tranches_authoritypaper g JOIN tranches_authoritycheck c ON c.paper_id = g.id"
        f" WHERE g.instruction_id = {i}.id)"
    )
    return (
        f"({i}.basis IN ('joint', 'return') AND {approvals} AND {reports})"
        f" OR ({i}.basis NOT IN ('joint', 'return') AND {paper})"
    )


# A kind of posting that no act makes yet has no line, and so cannot be posted at all: shares leave escrow for the agreement's
# purposes only (EA 4.2), and each further way out (legal disposition, conversion, reversal) comes with its authority.
_KINDS = {
    "deposit": "NEW.from_account = 'issuer' AND NEW.to_account IN ('held', 'unallocated')",
    "allocation": "NEW.from_account = 'unallocated' AND NEW.to_account = 'held'",
    "reservation": "(NEW.from_account IN ('held', 'kept') AND NEW.to_account = 'reserved')"
    " OR (NEW.from_account = 'kept' AND NEW.to_account = 'reserved_return')",
    "release": "NEW.from_account = 'reserved' AND NEW.to_account = 'recipient'",
    "reservation_back": "(NEW.from_account = 'reserved' AND NEW.to_account IN ('held', 'kept'))"
    " OR (NEW.from_account = 'reserved_return' AND NEW.to_account = 'kept')",
    "deduction": "NEW.from_account = 'held' AND NEW.to_account = 'kept'",
    "return": "NEW.from_account = 'reserved_return' AND NEW.to_account = 'returned'",
    "cancellation": "NEW.from_account = 'returned' AND NEW.to_account = 'cancelled'",
}


def _guard_ledger() -> None:
    posting = m.Posting
    must_hold(
        "wall_posting_accounts", posting, "BEFORE INSERT",
        " OR ".join(f"(NEW.kind = '{kind}' AND ({rule}))" for kind, rule in _KINDS.items()),
        "a kind of posting moves shares only between its own accounts.",
    )  # fmt: skip
    must_hold(
        "wall_posting_covered", posting, "BEFORE INSERT", f"{_balance('NEW.from_account', 'NEW.from_tranche_id')} >= NEW.shares",
        "no account but the issuer falls below zero.", applies="NEW.from_account NOT IN ('issuer', 'converted')",
    )  # fmt: skip
    must_hold(
        "wall_posting_within_tranche", posting, "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.line_id = NEW.line_id"
        " AND p.to_tranche_id = NEW.to_tranche_id AND COALESCE(p.from_tranche_id, 0) <> p.to_tranche_id"
        " AND p.from_account IN ('issuer', 'unallocated')), 0) + NEW.shares"
        " <= (SELECT t.shares FROM tranches_tranche t WHERE t.id = NEW.to_tranche_id)",
        "the postings of a tranche never exceed its shares.", applies="NEW.kind IN ('deposit', 'allocation')"
        " AND NEW.to_tranche_id IS NOT NULL",
    )  # fmt: skip
    must_hold(
        "wall_posting_same_tranche", posting, "BEFORE INSERT",
        "NEW.from_tranche_id IS NULL OR NEW.to_tranche_id IS NULL OR NEW.from_tranche_id = NEW.to_tranche_id",
        "shares never move from one tranche to another.",
    )  # fmt: skip
    must_hold(
        "wall_reservation_within_line", posting, "BEFORE INSERT",
        f"{_of_line('reservation')} - {_of_line('reservation_back')} + NEW.shares <= {_LINE_SHARES}",
        "what is reserved and released for an instruction line never exceeds it.", applies="NEW.kind = 'reservation'",
    )  # fmt: skip
    must_hold(
        "wall_release_within_line", posting, "BEFORE INSERT",
        f"{_of_line('release', 'return')} + NEW.shares <= {_LINE_SHARES}",
        "the confirmed shares of an instruction line never exceed it.", applies="NEW.kind IN ('release', 'return')",
    )  # fmt: skip
    must_hold(
        "wall_reservation_authorised", posting, "BEFORE INSERT",
        f"EXISTS (SELECT 1 {_INSTRUCTION} WHERE x.id = NEW.release_line_id AND i.state = 'approved' AND rel.state = 'authorised'"
        f" AND rel.attempt = i.attempt AND {_two_persons('i')} AND ({_authority('i')}))",
        "shares are reserved only with the authority to release and two different persons of the agent.",
        applies="NEW.kind = 'reservation'",
    )  # fmt: skip
    must_hold(
        "wall_release_answered", posting, "BEFORE INSERT",
        f"EXISTS (SELECT 1 {_INSTRUCTION} JOIN tranches_transferagentanswer w ON w.release_id = rel.id"
        " WHERE x.id = NEW.release_line_id AND rel.state = 'sent' AND w.kind IN ('confirmed', 'partly_confirmed'))",
        "shares are released or returned only on the transfer agent’s confirmation.",
        applies="NEW.kind IN ('release', 'return')",
    )  # fmt: skip
    _guard_return()


def _guard_return() -> None:
    """Kept shares go back to the issuer by a return alone, and are cancelled only once the issuer has confirmed it."""
    must_hold(
        "wall_return_by_its_basis", m.Posting, "BEFORE INSERT",
        f"EXISTS (SELECT 1 {_INSTRUCTION} WHERE x.id = NEW.release_line_id AND (i.basis = 'return') ="
        " (NEW.kind = 'return' OR NEW.to_account = 'reserved_return' OR NEW.from_account = 'reserved_return'))",
        "a return moves kept shares to the issuer, and nothing else does.",
        applies="NEW.kind IN ('reservation', 'reservation_back', 'release', 'return')",
    )  # fmt: skip
    must_hold(
        "wall_return_noticed", m.Posting, "BEFORE INSERT",
        f"EXISTS (SELECT 1 {_INSTRUCTION} JOIN tranches_returnnotice n ON n.instruction_id = i.id"
        " WHERE x.id = NEW.release_line_id)",
        "shares are reserved for a return only with the notice to the recipient on record.",
        applies="NEW.kind = 'reservation' AND NEW.to_account = 'reserved_return'",
    )  # fmt: skip
    must_hold(
        "wall_cancellation_confirmed", m.Posting, "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_releaseline x JOIN tranches_cancellation c ON c.release_id = x.release_id"
        " WHERE x.id = NEW.release_line_id)"
        " AND COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.kind = 'cancellation'"
        " AND p.release_line_id = NEW.release_line_id), 0) + NEW.shares"
        " <= COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.kind = 'return'"
        " AND p.release_line_id = NEW.release_line_id), 0)",
        "shares are cancelled only when they were returned and the issuer confirmed it.",
        applies="NEW.kind = 'cancellation'",
    )  # fmt: skip
    must_hold(
        "wall_cancellation_of_return", m.Cancellation, "BEFORE INSERT",
        "NEW.shares = COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline x"
        " ON x.id = p.release_line_id WHERE p.kind = 'return' AND x.release_id = NEW.release_id), 0)",
        "what is cancelled is what the letter returned.",
    )  # fmt: skip
    inside = "('unallocated', 'held', 'reserved', 'kept', 'reserved_return', 'returned')"
    must_hold(
        "wall_closing_empty", m.Closing, "BEFORE INSERT",
        f"(SELECT COALESCE(SUM(CASE WHEN p.to_account IN {inside} THEN p.shares ELSE 0 END)"
        f" - SUM(CASE WHEN p.from_account IN {inside} THEN p.shares ELSE 0 END), 0)"
        " FROM tranches_posting p WHERE p.agreement_id = NEW.agreement_id) = 0",
        "an agreement is closed only when nothing is in escrow and what was returned is cancelled.",
    )  # fmt: skip
    must_hold(
        "wall_posting_before_closing", m.Posting, "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_closing c WHERE c.agreement_id = NEW.agreement_id)",
        "no share moves once the agreement is closed.",
    )  # fmt: skip


def _tranche_balance(account: str) -> str:
    def total(side: str) -> str:
        return (
            "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p"
            f" WHERE p.{side}_tranche_id = NEW.id AND p.{side}_account = '{account}'), 0)"
        )

    return f"({total('to')} - {total('from')})"


def _guard_states() -> None:
    for model, columns in FIXED.items():
        table = model._meta.db_table
        must_hold(
            f"wall_{table}_edges",
            model,
            "BEFORE UPDATE",
            _edges(model),
            "a state changes only along an edge of its machine.",
        )
        must_hold(
            f"wall_{table}_fixed", model, "BEFORE UPDATE", " AND ".join(f"OLD.{name} = NEW.{name}" if name != "assessment_id"
            else f"COALESCE(OLD.{name}, 0) = COALESCE(NEW.{name}, 0)" for name in columns),
            "what an approval or a ledger rests on never changes.",
        )  # fmt: skip
        must_hold(
            f"wall_{table}_starts", model, "BEFORE INSERT",
            f"NEW.state = '{FIRST[model]}'", "everything begins in the first state of its machine.",
        )  # fmt: skip
        append_only.protect(model, ("delete", "replace", "truncate"))
    changes = "NEW.state <> OLD.state AND NEW.state = '{}'"
    must_hold(
        "wall_tranche_reported", m.Tranche, "BEFORE UPDATE",
        "OLD.state = 'disputed' OR EXISTS (SELECT 1 FROM tranches_report r WHERE r.tranche_id = NEW.id)",
        "a tranche is reported only with a report.", applies=changes.format("report_received"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_instructed", m.Tranche, "BEFORE UPDATE",
        f"OLD.state_before_dispute = 'instructed' OR {_of_tranche('approved')}",
        "a tranche is instructed only by an approved instruction.", applies=changes.format("instructed"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_released", m.Tranche, "BEFORE UPDATE", f"{_tranche_balance('recipient')} = NEW.shares",
        "a tranche is released when all its shares are with the recipient.", applies=changes.format("released"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_deducted", m.Tranche, "BEFORE UPDATE",
        f"OLD.state = 'disputed' OR ({_tranche_balance('held')} = 0 AND {_tranche_balance('reserved')} = 0"
        f" AND {_of_tranche('executed')})",
        "a tranche is deducted when its instruction is carried out and nothing of it is held or reserved.",
        applies=changes.format("deducted"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_suspended", m.Tranche, "BEFORE UPDATE",
        f"{_WHOLE_HOLD} AND NEW.state_before_dispute = OLD.state",
        "a tranche is disputed only by a confirmed hold on the whole of it.", applies=changes.format("disputed"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_resumed", m.Tranche, "BEFORE UPDATE",
        f"NOT {_WHOLE_HOLD} AND (NEW.state = OLD.state_before_dispute OR NEW.state = 'instructed')",
        "a disputed tranche goes back to where it stood, or is settled, once no hold on the whole of it stands.",
        applies="OLD.state = 'disputed' AND NEW.state <> 'disputed'",
    )  # fmt: skip
    must_hold(
        "wall_instruction_approved", m.Instruction, "BEFORE UPDATE",
        _authority("NEW"),
        "an instruction is approved only with its approvals or its checked paper.", applies=changes.format("approved"),
    )  # fmt: skip
    must_hold(
        "wall_instruction_executed", m.Instruction, "BEFORE UPDATE",
        f"{_two_persons('NEW')} AND NOT EXISTS (SELECT 1 FROM tranches_instructionline l WHERE l.instruction_id = NEW.id"
        " AND l.shares > COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline r"
        " ON r.id = p.release_line_id WHERE p.kind IN ('release', 'return') AND r.instruction_line_id = l.id), 0))",
        "an instruction is carried out when two persons authorised it and every line is confirmed.",
        applies=changes.format("executed"),
    )  # fmt: skip
    must_hold(
        "wall_release_concluded", m.Release, "BEFORE UPDATE",
        "EXISTS (SELECT 1 FROM tranches_transferagentanswer w WHERE w.release_id = NEW.id AND w.kind = NEW.state)",
        "a release ends only by the transfer agent’s answer.",
        applies="NEW.state <> OLD.state AND NEW.state <> 'sent'",
    )  # fmt: skip
    _guard_lines()


def _guard_lines() -> None:
    """Lines come with their draft, and from where its basis lets them come."""
    must_hold(
        "wall_line_of_draft", m.InstructionLine, "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_instruction i WHERE i.id = NEW.instruction_id AND i.state = 'draft')",
        "a line is added only to a draft.",
    )  # fmt: skip
    must_hold(
        "wall_line_origin", m.InstructionLine, "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_instruction i WHERE i.id = NEW.instruction_id"
        " AND ((i.basis = 'joint' AND NEW.origin IN ('own', 'offset')) OR (i.basis = 'return' AND NEW.origin = 'return')"
        " OR (i.basis NOT IN ('joint', 'return') AND NEW.origin = 'governed')))",
        "a governing paper fixes its lines, a joint instruction its own and offset ones, a return what is kept.",
    )  # fmt: skip


def _guard_money() -> None:
    must_hold(
        "wall_fee_payment_within", m.FeePayment, "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.amount_minor) FROM tranches_feepayment p WHERE p.invoice_id = NEW.invoice_id), 0)"
        " + NEW.amount_minor <= (SELECT e.amount_minor FROM tranches_feeentry e JOIN tranches_feeinvoice i ON i.entry_id = e.id"
        " WHERE i.id = NEW.invoice_id)",
        "what is paid on an invoice never exceeds it.",
    )  # fmt: skip


def raise_walls() -> None:
    """Register every wall of this app. Called once, when the app is ready."""
    for model in APPEND_ONLY:
        append_only.protect(model)
    _guard_ledger()
    _guard_states()
    _guard_money()
