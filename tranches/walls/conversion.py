"""The walls around a corporate action: a security line is opened by two persons, with everything that is open, and by nothing else.

What the first line was is a term of the deal. Every later one needs its authorised action; from then on nothing moves in the
line that was closed but out of it, by the rows that were authorised, and what was returned from it is cancelled there.
"""

from tranches import models as m
from tranches.walls.conditions import OPEN_LINE, must_hold, wall

_INSIDE = "('unallocated', 'held', 'reserved', 'kept', 'reserved_return')"


def _sum(column: str) -> str:
    """SQL: the sum over the rows of the action that NEW decides."""
    return f"COALESCE((SELECT SUM(r.{column}) FROM tranches_conversionrow r WHERE r.action_id = NEW.action_id), 0)"


@wall
def guard_conversion() -> None:
    _guard_decision()
    _guard_line()
    _guard_postings()


def _guard_decision() -> None:
    """Two persons over one digest, and figures that the ratio and the transfer agent's statement bear out."""
    must_hold(
        "wall_corporate_action_second_person",
        m.CorporateActionDecision,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_corporateaction a WHERE a.id = NEW.action_id AND a.digest = NEW.digest"
        " AND a.prepared_person_id <> NEW.person_id)",
        "a corporate action is authorised by a second person, over the digest that was prepared.",
        applies="NEW.outcome = 'authorised'",
    )
    after, before = _sum("shares_after"), _sum("shares_before")
    must_hold(
        "wall_corporate_action_total",
        m.CorporateActionDecision,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 FROM tranches_corporateaction a WHERE a.id = NEW.action_id AND a.stated_shares = {after}"
        f" AND ((a.fraction_policy = 'down' AND {after} * a.ratio_old <= {before} * a.ratio_new"
        f" AND {before} * a.ratio_new < ({after} + 1) * a.ratio_old)"
        f" OR (a.fraction_policy = 'up' AND {after} * a.ratio_old >= {before} * a.ratio_new"
        f" AND {before} * a.ratio_new > ({after} - 1) * a.ratio_old)"
        f" OR (a.fraction_policy = 'half_up' AND 2 * {after} * a.ratio_old <= 2 * {before} * a.ratio_new + a.ratio_old"
        f" AND 2 * {before} * a.ratio_new + a.ratio_old < 2 * ({after} + 1) * a.ratio_old)))",
        "all accounts together are what the ratio gives, as the transfer agent states it.",
        applies="NEW.outcome = 'authorised'",
    )
    must_hold(
        "wall_conversion_row_exact",
        m.ConversionRow,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_corporateaction a WHERE a.id = NEW.action_id"
        " AND NEW.shares_after * a.ratio_old - NEW.shares_before * a.ratio_new < a.ratio_old"
        " AND NEW.shares_before * a.ratio_new - NEW.shares_after * a.ratio_old < a.ratio_old)"
        " AND NOT EXISTS (SELECT 1 FROM tranches_corporateactiondecision d WHERE d.action_id = NEW.action_id)",
        "an account is less than one share away from its exact figure, and no account is added once it is decided.",
    )
    must_hold(
        "wall_carried_limit_in_time",
        m.CarriedLimit,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_corporateactiondecision d WHERE d.action_id = NEW.action_id)"
        " AND NOT (NEW.instruction_line_id IS NULL AND NEW.hold_id IS NULL AND EXISTS (SELECT 1 FROM tranches_carriedlimit c"
        " WHERE c.action_id = NEW.action_id AND c.tranche_id = NEW.tranche_id"
        " AND c.instruction_line_id IS NULL AND c.hold_id IS NULL))",
        "a tranche has one limit an action, and none is added once the corporate action is decided.",
    )
    _guard_limits()


def _guard_limits() -> None:
    """What bounds shares is brought across as the ratio gives it (rule 2 of `terms.conversion`); the rows stand before the limits."""
    inside = "FROM tranches_conversionrow r WHERE r.action_id = NEW.action_id"
    of_tranche = f"{inside} AND r.tranche_id = NEW.tranche_id"
    room = "NEW.instruction_line_id IS NULL AND NEW.hold_id IS NULL AND NEW.stop_id IS NULL"
    must_hold(
        "wall_carried_limit_as_converted",
        m.CarriedLimit,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 FROM ({_converted(of_tranche)}) w WHERE NEW.shares_after = CASE WHEN {room} THEN w.down ELSE"
        f" {_bounded('CASE WHEN NEW.hold_id IS NULL THEN w.down ELSE w.up END', _reserved_for(inside))} END)",
        "a limit is brought across as the ratio of its corporate action gives it.",
        applies="NEW.stop_id IS NULL",
    )
    earlier = "(SELECT SUM(c.shares_after) FROM tranches_carriedlimit c WHERE c.action_id = NEW.action_id AND c.stop_id IS NOT NULL)"
    left = f"CASE WHEN {_attached()} <= w.held_before THEN w.held_after ELSE w.all_after END - COALESCE({earlier}, 0)"
    must_hold(
        "wall_carried_limit_attached",
        m.CarriedLimit,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 FROM (SELECT w.*, {_bounded('w.up', '0')} AS alone, {left} AS room FROM ({_converted(inside)}) w) x"
        " WHERE NEW.shares_after = CASE WHEN x.alone < x.room THEN x.alone ELSE x.room END)",
        "an attachment is brought across as the ratio gives it, and all of them keep no more than is held.",
        applies="NEW.stop_id IS NOT NULL",
    )


def _converted(rows: str) -> str:
    """SQL: one row with NEW's shares by the ratio, rounded down and up, and what the action's rows hold before and after."""

    def total(column: str, only: str = "1 = 1") -> str:
        return f"(SELECT COALESCE(SUM(CASE WHEN {only} THEN r.{column} ELSE 0 END), 0) {rows})"

    held = "r.account = 'held'"
    exact = "NEW.shares_before * a.ratio_new"
    return (
        f"SELECT {exact} / a.ratio_old AS down, ({exact} + a.ratio_old - 1) / a.ratio_old AS up,"
        f" {total('shares_before')} AS all_before, {total('shares_after')} AS all_after,"
        f" {total('shares_before', held)} AS held_before, {total('shares_after', held)} AS held_after,"
        " a.agreement_id AS agreement_id, a.closes_id AS closes_id FROM tranches_corporateaction a WHERE a.id = NEW.action_id"
    )


def _bounded(whole: str, least: str) -> str:
    """SQL: a limit over all that is inside stays one over all of it; another is never less than `least`, nor more than is inside."""
    floor = f"CASE WHEN ({whole}) < {least} THEN {least} ELSE ({whole}) END"
    return (
        "CASE WHEN NEW.shares_before >= w.all_before THEN w.all_after"
        f" WHEN ({floor}) > w.all_after THEN w.all_after ELSE ({floor}) END"
    )


def _reserved_for(inside: str) -> str:
    """SQL: what is on its way for NEW's instruction line, after; none of a hold."""
    lines = "(SELECT l.id FROM tranches_releaseline l WHERE l.instruction_line_id = NEW.instruction_line_id)"
    return f"(SELECT COALESCE(SUM(r.shares_after), 0) {inside} AND r.release_line_id IN {lines})"


def _attached() -> str:
    """SQL: what all standing attachments keep back in the line that closes."""
    now = (
        "(SELECT c.shares_after FROM tranches_carriedlimit c JOIN tranches_securityline s ON s.opened_by_id = c.action_id"
        " WHERE s.id = w.closes_id AND c.stop_id = t.id)"
    )
    return (
        f"(SELECT COALESCE(SUM(COALESCE({now}, t.shares)), 0) FROM tranches_deliverystop t WHERE t.agreement_id = w.agreement_id"
        " AND t.shares IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tranches_deliverylift z WHERE z.stop_id = t.id))"
    )


def _guard_line() -> None:
    """A line is opened by its authorised action, with its ratio, and carries over whatever is open."""
    must_hold(
        "wall_line_opened",
        m.SecurityLine,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_corporateaction a JOIN tranches_corporateactiondecision d ON d.action_id = a.id"
        " JOIN tranches_securityline s ON s.id = a.closes_id WHERE a.id = NEW.opened_by_id AND d.outcome = 'authorised'"
        " AND a.agreement_id = NEW.agreement_id AND s.agreement_id = NEW.agreement_id AND NEW.number = s.number + 1"
        " AND NEW.ratio_new = a.ratio_new AND NEW.ratio_old = a.ratio_old AND NEW.instrument = a.instrument"
        " AND NEW.opened_on = a.effective_on AND NEW.opened_on >= s.opened_on)",
        "a security line follows the last one only by an authorised corporate action.",
        applies="NEW.number > 1",
    )
    carried = (
        "EXISTS (SELECT 1 FROM tranches_carriedlimit c WHERE c.action_id = NEW.opened_by_id AND c.{} = {})"
    )
    must_hold(
        "wall_line_carries_all",
        m.SecurityLine,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_tranche t WHERE t.agreement_id = NEW.agreement_id"
        " AND NOT EXISTS (SELECT 1 FROM tranches_carriedlimit c WHERE c.action_id = NEW.opened_by_id AND c.tranche_id = t.id"
        " AND c.instruction_line_id IS NULL AND c.hold_id IS NULL))"
        " AND NOT EXISTS (SELECT 1 FROM tranches_instructionline l JOIN tranches_instruction i ON i.id = l.instruction_id"
        " WHERE i.agreement_id = NEW.agreement_id AND i.state IN ('draft', 'submitted', 'approved')"
        f" AND NOT {carried.format('instruction_line_id', 'l.id')})"
        " AND NOT EXISTS (SELECT 1 FROM tranches_hold h WHERE h.agreement_id = NEW.agreement_id AND h.shares IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM tranches_holdlift x WHERE x.hold_id = h.id)"
        f" AND NOT {carried.format('hold_id', 'h.id')})"
        " AND NOT EXISTS (SELECT 1 FROM tranches_deliverystop t WHERE t.agreement_id = NEW.agreement_id AND t.shares IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM tranches_deliverylift x WHERE x.stop_id = t.id)"
        f" AND NOT {carried.format('stop_id', 't.id')})",
        "every tranche, open instruction, standing hold and attachment is carried into the line.",
        applies="NEW.number > 1",
    )
    must_hold(
        "wall_line_empties_last",
        m.SecurityLine,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_securityline s WHERE s.agreement_id = NEW.agreement_id AND"
        f" COALESCE((SELECT SUM(CASE WHEN p.to_account IN {_INSIDE} THEN p.shares ELSE 0 END)"
        f" - SUM(CASE WHEN p.from_account IN {_INSIDE} THEN p.shares ELSE 0 END) FROM tranches_posting p"
        " WHERE p.line_id = s.id), 0) <> 0)",
        "nothing inside escrow is left in the line that is closed.",
        applies="NEW.number > 1",
    )


def _guard_postings() -> None:
    posting = m.Posting
    must_hold(
        "wall_posting_in_open_line",
        posting,
        "BEFORE INSERT",
        f"NEW.line_id = {OPEN_LINE}",
        "nothing moves in a closed security line but what was returned from it.",
        applies="NEW.kind <> 'cancellation'",
    )
    row = "tranches_conversionrow r JOIN tranches_corporateaction a ON a.id = r.action_id"
    same = (
        " WHERE r.id = NEW.conversion_id AND a.agreement_id = NEW.agreement_id"
        " AND r.release_line_id IS NOT DISTINCT FROM NEW.release_line_id"
    )
    must_hold(
        "wall_conversion_out",
        posting,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 FROM {row} JOIN tranches_corporateactiondecision d ON d.action_id = a.id{same}"
        " AND d.outcome = 'authorised' AND a.closes_id = NEW.line_id AND r.account = NEW.from_account"
        " AND r.tranche_id IS NOT DISTINCT FROM NEW.from_tranche_id AND r.shares_before = NEW.shares)",
        "shares leave a security line only as the authorised corporate action says.",
        applies="NEW.kind = 'conversion' AND NEW.to_account = 'converted'",
    )
    must_hold(
        "wall_conversion_in",
        posting,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 FROM {row} JOIN tranches_securityline s ON s.opened_by_id = a.id{same}"
        " AND s.id = NEW.line_id AND r.account = NEW.to_account AND r.tranche_id IS NOT DISTINCT FROM NEW.to_tranche_id"
        " AND r.shares_after = NEW.shares AND EXISTS (SELECT 1 FROM tranches_posting p WHERE p.conversion_id = r.id"
        " AND p.to_account = 'converted'))",
        "shares come into a security line only for those that left the last one, as the corporate action says.",
        applies="NEW.kind = 'conversion' AND NEW.from_account = 'converted'",
    )
