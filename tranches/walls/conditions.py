"""The conditions of the walls, in SQL that both databases read, and the one way to make a wall of them."""

from collections.abc import Callable

from django.db import models

from documents.database import walls

WALLS: list[Callable[[], None]] = []


def wall(raise_them: Callable[[], None]) -> Callable[[], None]:
    """Make the function below known, which registers the walls of its matter once all models are there."""
    if raise_them not in WALLS:
        WALLS.append(raise_them)
    return raise_them


def must_hold(
    name: str, model: type[models.Model], when: str, condition: str, why: str, *, applies: str = ""
) -> None:
    """Register a wall that lets a row pass only when the condition (SQL over NEW and OLD) holds.

    `applies` narrows the rows it looks at. On PostgreSQL the agreement's row is locked first where the row, its release or
    its disposition has one, so that two transactions cannot each see a balance that suffices only once.
    """
    lock = ""
    if any(field.column == "agreement_id" for field in model._meta.concrete_fields):
        lock = "PERFORM 1 FROM tranches_escrowagreement WHERE id = NEW.agreement_id FOR UPDATE;"
    elif any(field.column == "release_id" for field in model._meta.concrete_fields):
        lock = (
            "PERFORM 1 FROM tranches_escrowagreement a JOIN tranches_release r ON r.agreement_id = a.id"
            " WHERE r.id = NEW.release_id FOR UPDATE OF a;"
        )
    elif any(field.column == "disposition_id" for field in model._meta.concrete_fields):
        lock = (
            "PERFORM 1 FROM tranches_escrowagreement a JOIN tranches_disposition d ON d.agreement_id = a.id"
            " WHERE d.id = NEW.disposition_id FOR UPDATE OF a;"
        )
    walls.must_hold(name, model._meta.db_table, when, condition, why, applies=applies, first=lock)


def edges(model: type[models.Model]) -> str:
    """SQL: the change of state is an edge of the machine, or there is none."""
    field = model._meta.get_field("state")
    pairs: set[tuple[str, str]] = set()
    for transition in field.get_all_transitions(model):  # type: ignore[union-attr]
        target = transition.target
        targets = [target] if isinstance(target, str) else list(target.allowed_states)
        pairs |= {(str(transition.source), str(end)) for end in targets}
    listed = " OR ".join(f"(OLD.state = '{start}' AND NEW.state = '{end}')" for start, end in sorted(pairs))
    return f"OLD.state = NEW.state OR {listed}"


def balance(account: str, tranche: str) -> str:
    """SQL: what stands in an account of NEW's agreement and line, before NEW."""

    def total(side: str) -> str:
        return (
            "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.agreement_id = NEW.agreement_id"
            f" AND p.line_id = NEW.line_id AND p.{side}_account = {account}"
            f" AND COALESCE(p.{side}_tranche_id, 0) = COALESCE({tranche}, 0)), 0)"
        )

    return f"({total('to')} - {total('from')})"


def of_line(*names: str) -> str:
    """SQL: the sum of these kinds of posting, in NEW's security line, over all attempts of the instruction line that NEW's
    release line carries out. What a corporate action brought into `reserved` counts as reserved."""
    kinds = ", ".join(f"'{name}'" for name in names)
    brought = " OR (p.kind = 'conversion' AND p.from_account = 'converted')" if "reservation" in names else ""
    return (
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline r ON r.id = p.release_line_id"
        f" WHERE p.line_id = NEW.line_id AND (p.kind IN ({kinds}){brought})"
        " AND r.instruction_line_id = (SELECT x.instruction_line_id FROM tranches_releaseline x WHERE x.id = NEW.release_line_id)), 0)"
    )


def carried_to(line: str) -> str:
    """SQL: joins the limits that were carried into this security line, as `c`."""
    return (
        "tranches_carriedlimit c JOIN tranches_securityline sl ON sl.opened_by_id = c.action_id"
        f" WHERE sl.id = {line}"
    )


OPEN_LINE = "(SELECT s.id FROM tranches_securityline s WHERE s.agreement_id = NEW.agreement_id ORDER BY s.number DESC LIMIT 1)"
LINE_SHARES = (
    "(SELECT COALESCE((SELECT c.shares_after FROM "
    + carried_to("NEW.line_id")
    + " AND c.instruction_line_id = l.id), l.shares)"
    " FROM tranches_instructionline l JOIN tranches_releaseline x ON x.instruction_line_id = l.id"
    " WHERE x.id = NEW.release_line_id)"
)


def confirmed_of(line: str) -> str:
    """SQL: what the transfer agent confirmed of the instruction line with this alias, less what came back of wrong deliveries;
    in the open security line of NEW's agreement."""
    return (
        "COALESCE((SELECT SUM(CASE WHEN p.kind = 'recovery' THEN -p.shares ELSE p.shares END) FROM tranches_posting p"
        " JOIN tranches_releaseline r ON r.id = p.release_line_id"
        f" WHERE p.line_id = {OPEN_LINE} AND p.kind IN ('release', 'return', 'recovery')"
        f" AND r.instruction_line_id = {line}.id), 0)"
    )


def ordered_of(line: str) -> str:
    """SQL: what the instruction line with this alias orders in the open security line of NEW's agreement."""
    carried = f"SELECT c.shares_after FROM {carried_to(OPEN_LINE)} AND c.instruction_line_id = {line}.id"
    return f"COALESCE(({carried}), {line}.shares)"


INSTRUCTION = (
    "FROM tranches_releaseline x JOIN tranches_release rel ON rel.id = x.release_id"
    " JOIN tranches_instruction i ON i.id = rel.instruction_id"
)


def whole_hold(tranche: str) -> str:
    """SQL: a confirmed hold on the whole of the tranche stands."""
    return (
        "EXISTS (SELECT 1 FROM tranches_hold h JOIN tranches_holdconfirmation c ON c.hold_id = h.id"
        f" WHERE h.tranche_id = {tranche} AND h.shares IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM tranches_holdlift x WHERE x.hold_id = h.id))"
    )


def two_persons(i: str) -> str:
    """SQL: two different persons of the agent authorised the current attempt of the instruction `i` over its digest."""
    return (
        f"(SELECT COUNT(DISTINCT a.person_id) FROM tranches_authorisation a WHERE a.instruction_id = {i}.id"
        f" AND a.attempt = {i}.attempt AND a.digest = {i}.digest) >= 2"
    )


def of_tranche(state: str) -> str:
    """SQL: an instruction in this state, no return, has a line for NEW's tranche."""
    return (
        "EXISTS (SELECT 1 FROM tranches_instruction i JOIN tranches_instructionline l ON l.instruction_id = i.id"
        f" WHERE l.tranche_id = NEW.id AND i.state = '{state}' AND i.basis <> 'return')"
    )


def _second_signatory(a: str) -> str:
    """SQL: another person's live approval for the same party over the same digest stands beside the approval `a`."""
    return (
        f"EXISTS (SELECT 1 FROM tranches_approval o WHERE o.party_id = {a}.party_id AND o.instruction_id = {a}.instruction_id"
        f" AND o.answer = 'approve' AND o.digest = {a}.digest AND o.person_id <> {a}.person_id"
        " AND NOT EXISTS (SELECT 1 FROM tranches_approvalrevocation w WHERE w.approval_id = o.id))"
    )


def authority(i: str) -> str:
    """SQL: the instruction `i` has its authority (I4): every signing party's live approval over its digest (of two where one does
    not sign alone) and a report for every line of its own year; or a governing paper with its recorded check. A return has no
    other than the approvals."""
    approvals = (
        f"EXISTS (SELECT 1 FROM tranches_agreementparty s WHERE s.agreement_id = {i}.agreement_id AND s.signs_instructions)"
        f" AND NOT EXISTS (SELECT 1 FROM tranches_agreementparty s WHERE s.agreement_id = {i}.agreement_id"
        " AND s.signs_instructions AND NOT EXISTS (SELECT 1 FROM tranches_approval a WHERE a.party_id = s.id"
        f" AND a.instruction_id = {i}.id AND a.answer = 'approve' AND a.digest = {i}.digest"
        " AND NOT EXISTS (SELECT 1 FROM tranches_approvalrevocation v WHERE v.approval_id = a.id)"
        f" AND (a.alone OR {_second_signatory('a')})))"
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
