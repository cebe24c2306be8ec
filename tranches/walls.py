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
)  # fmt: skip

# What of a row with a state never changes once it is written.
FIXED = {
    m.Tranche: ("public_id", "agreement_id", "number", "shares"),
    m.Instruction: (
        "public_id", "agreement_id", "number", "basis", "recipient_id", "delivery_account_id", "assessment_id", "content",
        "digest", "difference_reason", "prepared_by_id", "prepared_person_id", "prepared_at",
    ),
    m.AgreementParty: ("agreement_id", "party_id", "key", "letter", "part", "is_recipient", "signs_instructions"),
    m.Release: ("public_id", "agreement_id", "instruction_id", "number", "attempt", "authorised_at", "due_on"),
}  # fmt: skip


# Papers that are set once, when they are made.
ONCE = {
    m.Instruction: ("proposal_id",),  # the certificate is made anew when all sign again
    m.Release: ("letter_id",),
}

# The first state of each machine.
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
    # IS NOT TRUE: a condition that meets a NULL has not been shown to hold.
    test = f"({applies}) AND (({condition}) IS NOT TRUE)" if applies else f"(({condition}) IS NOT TRUE)"
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


def _of_line(kind: str) -> str:
    """SQL: the sum of a kind of posting over all attempts of the instruction line that NEW's release line carries out."""
    return (
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline r ON r.id = p.release_line_id"
        f" WHERE p.kind = '{kind}' AND r.instruction_line_id = (SELECT x.instruction_line_id FROM tranches_releaseline x"
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


def _whole_hold(tranche: str) -> str:
    """SQL: a confirmed hold on the whole of the tranche stands."""
    return (
        "EXISTS (SELECT 1 FROM tranches_hold h JOIN tranches_holdconfirmation c ON c.hold_id = h.id"
        f" WHERE h.tranche_id = {tranche} AND h.shares IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM tranches_holdlift x WHERE x.hold_id = h.id))"
    )


def _two_persons(i: str) -> str:
    """SQL: two different persons of the agent authorised the current attempt of the instruction `i` over its digest."""
    return (
        f"(SELECT COUNT(DISTINCT a.person_id) FROM tranches_authorisation a WHERE a.instruction_id = {i}.id"
        f" AND a.attempt = {i}.attempt AND a.digest = {i}.digest) >= 2"
    )


def _of_tranche(state: str) -> str:
    """SQL: an instruction in this state has a line for NEW's tranche."""
    return (
        "EXISTS (SELECT 1 FROM tranches_instruction i JOIN tranches_instructionline l ON l.instruction_id = i.id"
        f" WHERE l.tranche_id = NEW.id AND i.state = '{state}')"
    )


def _authority(i: str) -> str:
    """SQL: the instruction `i` has its authority (I4): every signing party's live approval over its digest and a report
    for every line of its own year; or a governing paper with its recorded check."""
    approvals = (
        f"EXISTS (SELECT 1 FROM tranches_agreementparty s WHERE s.agreement_id = {i}.agreement_id AND s.signs_instructions)"
        f" AND NOT EXISTS (SELECT 1 FROM tranches_agreementparty s WHERE s.agreement_id = {i}.agreement_id"
        " AND s.signs_instructions AND NOT EXISTS (SELECT 1 FROM tranches_approval a WHERE a.party_id = s.id"
        f" AND a.instruction_id = {i}.id AND a.answer = 'approve' AND a.digest = {i}.digest"
        " AND NOT EXISTS (SELECT 1 FROM tranches_approvalrevocation v WHERE v.approval_id = a.id)))"
    )
    reports = (
        f"NOT EXISTS (SELECT 1 FROM tranches_instructionline l WHERE l.instruction_id = {i}.id AND l.origin = 'own'"
        " AND NOT EXISTS (SELECT 1 FROM tranches_report t WHERE t.tranche_id = l.tranche_id))"
    )
    paper = (
        "EXISTS (SELECT 1 FROM tranches_authoritypaper g JOIN tranches_authoritycheck c ON c.paper_id = g.id"
        f" WHERE g.instruction_id = {i}.id)"
    )
    return f"({i}.basis = 'joint' AND {approvals} AND {reports}) OR ({i}.basis <> 'joint' AND {paper})"


# A kind of posting that no act makes yet has no line, and so cannot be posted at all: shares leave escrow for the agreement's
# purposes only (EA 4.2), and each further way out (return, legal disposition, conversion, reversal) comes with its authority.
_KINDS = {
    "deposit": "NEW.from_account = 'issuer' AND NEW.to_account IN ('held', 'unallocated')",
    "allocation": "NEW.from_account = 'unallocated' AND NEW.to_account = 'held'",
    "reservation": "NEW.from_account IN ('held', 'kept') AND NEW.to_account = 'reserved'",
    "release": "NEW.from_account = 'reserved' AND NEW.to_account = 'recipient'",
    "reservation_back": "NEW.from_account = 'reserved' AND NEW.to_account IN ('held', 'kept')",
    "deduction": "NEW.from_account = 'held' AND NEW.to_account = 'kept'",
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
        f"{_of_line('release')} + NEW.shares <= {_LINE_SHARES}",
        "the confirmed shares of an instruction line never exceed it.", applies="NEW.kind = 'release'",
    )  # fmt: skip
    must_hold(
        "wall_reservation_authorised", posting, "BEFORE INSERT",
        f"EXISTS (SELECT 1 {_INSTRUCTION} WHERE x.id = NEW.release_line_id AND i.state = 'approved' AND rel.state = 'authorised'"
        f" AND rel.attempt = i.attempt AND {_two_persons('i')} AND ({_authority('i')}))",
        "shares are reserved only with the authority to release and two different persons of the agent.",
        applies="NEW.kind = 'reservation'",
    )  # fmt: skip
    must_hold(
        "wall_posting_of_its_line", posting, "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_releaseline x JOIN tranches_release rel ON rel.id = x.release_id"
        " JOIN tranches_instructionline l ON l.id = x.instruction_line_id WHERE x.id = NEW.release_line_id"
        " AND rel.agreement_id = NEW.agreement_id AND l.tranche_id = COALESCE(NEW.from_tranche_id, NEW.to_tranche_id))",
        "a release moves the shares of its line’s own tranche.", applies="NEW.release_line_id IS NOT NULL",
    )  # fmt: skip
    must_hold(
        "wall_reservation_not_held", posting, "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_tranche t WHERE t.id = NEW.from_tranche_id AND t.state = 'disputed')"
        f" AND NOT {_whole_hold('NEW.from_tranche_id')}",
        "nothing of a tranche that is held as a whole is reserved.", applies="NEW.kind = 'reservation'",
    )  # fmt: skip
    must_hold(
        "wall_release_as_answered", posting, "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline r ON r.id = p.release_line_id"
        " WHERE p.kind = 'release' AND r.release_id = (SELECT x.release_id FROM tranches_releaseline x"
        " WHERE x.id = NEW.release_line_id)), 0) + NEW.shares <= (SELECT w.confirmed_shares FROM tranches_transferagentanswer w"
        " JOIN tranches_releaseline x ON x.release_id = w.release_id WHERE x.id = NEW.release_line_id)",
        "a release posts no more than the transfer agent confirmed.", applies="NEW.kind = 'release'",
    )  # fmt: skip
    must_hold(
        "wall_release_answered", posting, "BEFORE INSERT",
        f"EXISTS (SELECT 1 {_INSTRUCTION} JOIN tranches_transferagentanswer w ON w.release_id = rel.id"
        " WHERE x.id = NEW.release_line_id AND rel.state = 'sent' AND w.kind IN ('confirmed', 'partly_confirmed'))",
        "shares are released only on the transfer agent’s confirmation.", applies="NEW.kind = 'release'",
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
            f"wall_{table}_fixed", model, "BEFORE UPDATE",
            " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in columns),
            "what an approval or a ledger rests on never changes.",
        )  # fmt: skip
        append_only.protect(model, ("delete", "replace", "truncate"))
    for model, columns in ONCE.items():
        must_hold(
            f"wall_{model._meta.db_table}_once", model, "BEFORE UPDATE",
            " AND ".join(f"(OLD.{name} IS NULL OR OLD.{name} = NEW.{name})" for name in columns),
            "a paper on file is never put in place of another.",
        )  # fmt: skip
    must_hold(
        "wall_instruction_attempt", m.Instruction, "BEFORE UPDATE", "NEW.attempt >= OLD.attempt",
        "an attempt that ended is never taken up again.",
    )  # fmt: skip
    for model in FIRST:
        table = model._meta.db_table
        must_hold(
            f"wall_{table}_edges",
            model,
            "BEFORE UPDATE",
            _edges(model),
            "a state changes only along an edge of its machine.",
        )
        must_hold(
            f"wall_{table}_starts", model, "BEFORE INSERT",
            f"NEW.state = '{FIRST[model]}'", "everything begins in the first state of its machine.",
        )  # fmt: skip


_CHANGES = "NEW.state <> OLD.state AND NEW.state = '{}'"


def _guard_tranches() -> None:
    must_hold(
        "wall_tranche_reported", m.Tranche, "BEFORE UPDATE",
        "OLD.state = 'disputed' OR EXISTS (SELECT 1 FROM tranches_report r WHERE r.tranche_id = NEW.id)",
        "a tranche is reported only with a report.", applies=_CHANGES.format("report_received"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_instructed", m.Tranche, "BEFORE UPDATE",
        f"OLD.state_before_dispute = 'instructed' OR {_of_tranche('approved')}",
        "a tranche is instructed only by an approved instruction.", applies=_CHANGES.format("instructed"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_released", m.Tranche, "BEFORE UPDATE", f"{_tranche_balance('recipient')} = NEW.shares",
        "a tranche is released when all its shares are with the recipient.", applies=_CHANGES.format("released"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_deducted", m.Tranche, "BEFORE UPDATE",
        f"OLD.state = 'disputed' OR ({_tranche_balance('held')} = 0 AND {_tranche_balance('reserved')} = 0"
        f" AND {_of_tranche('executed')})",
        "a tranche is deducted when its instruction is carried out and nothing of it is held or reserved.",
        applies=_CHANGES.format("deducted"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_suspended", m.Tranche, "BEFORE UPDATE",
        f"{_whole_hold('NEW.id')} AND NEW.state_before_dispute = OLD.state",
        "a tranche is disputed only by a confirmed hold on the whole of it.", applies=_CHANGES.format("disputed"),
    )  # fmt: skip
    must_hold(
        "wall_tranche_resumed", m.Tranche, "BEFORE UPDATE",
        f"NOT {_whole_hold('NEW.id')} AND (NEW.state = OLD.state_before_dispute OR NEW.state = 'instructed')",
        "a disputed tranche goes back to where it stood, or is settled, once no hold on the whole of it stands.",
        applies="OLD.state = 'disputed' AND NEW.state <> 'disputed'",
    )  # fmt: skip


def _guard_instructions() -> None:
    must_hold(
        "wall_instruction_approved", m.Instruction, "BEFORE UPDATE",
        _authority("NEW"),
        "an instruction is approved only with its approvals or its checked paper.", applies=_CHANGES.format("approved"),
    )  # fmt: skip
    must_hold(
        "wall_instruction_executed", m.Instruction, "BEFORE UPDATE",
        f"{_two_persons('NEW')} AND NOT EXISTS (SELECT 1 FROM tranches_instructionline l WHERE l.instruction_id = NEW.id"
        " AND l.shares > COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline r"
        " ON r.id = p.release_line_id WHERE p.kind = 'release' AND r.instruction_line_id = l.id), 0))",
        "an instruction is carried out when two persons authorised it and every line is confirmed.",
        applies=_CHANGES.format("executed"),
    )  # fmt: skip
    must_hold(
        "wall_release_concluded", m.Release, "BEFORE UPDATE",
        "EXISTS (SELECT 1 FROM tranches_transferagentanswer w WHERE w.release_id = NEW.id AND w.kind = NEW.state)",
        "a release ends only by the transfer agent’s answer.",
        applies="NEW.state <> OLD.state AND NEW.state <> 'sent'",
    )  # fmt: skip
    must_hold(
        "wall_line_of_draft", m.InstructionLine, "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_instruction i WHERE i.id = NEW.instruction_id AND i.state = 'draft')",
        "a line is added only to a draft.",
    )  # fmt: skip
    must_hold(
        "wall_line_origin", m.InstructionLine, "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_instruction i WHERE i.id = NEW.instruction_id"
        " AND ((i.basis = 'joint' AND NEW.origin <> 'governed') OR (i.basis <> 'joint' AND NEW.origin = 'governed')))",
        "a governing paper fixes its lines, a joint instruction its own and offset ones.",
    )  # fmt: skip


def raise_walls() -> None:
    """Register every wall of this app. Called once, when the app is ready."""
    for model in APPEND_ONLY:
        append_only.protect(model)
    _guard_ledger()
    _guard_states()
    _guard_tranches()
    _guard_instructions()
