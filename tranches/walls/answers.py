"""The walls around the transfer agent's answers: never more than the letter asked for, and closed only when all is answered."""

from tranches import models as m
from tranches.walls.conditions import OPEN_LINE, must_hold


def _reserved_for(release: str, line: str) -> str:
    """SQL: what the letter ever asked for in a security line: what was reserved there, and what a conversion brought across."""
    return (
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline x ON x.id = p.release_line_id"
        f" WHERE x.release_id = {release} AND p.line_id = {line}"
        " AND (p.kind = 'reservation' OR (p.kind = 'conversion' AND p.from_account = 'converted'))), 0)"
    )


def _gone_for(release: str, line: str) -> str:
    """SQL: what of it went out or back."""
    return (
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline x ON x.id = p.release_line_id"
        f" WHERE x.release_id = {release} AND p.line_id = {line} AND p.kind IN ('release', 'return', 'reservation_back')), 0)"
    )


def _answer(condition: str, release: str) -> str:
    """SQL: the letter has an answer of which this holds, over `w`."""
    return f"EXISTS (SELECT 1 FROM tranches_transferagentanswer w WHERE w.release_id = {release} AND {condition})"


def guard_answers() -> None:
    answered = (
        "COALESCE((SELECT SUM(w.confirmed_shares + w.back_shares) FROM tranches_transferagentanswer w"
        " WHERE w.release_id = NEW.release_id AND w.line_id = NEW.line_id), 0)"
    )
    must_hold(
        "wall_answer_within_letter",
        m.TransferAgentAnswer,
        "BEFORE INSERT",
        f"{answered} + NEW.confirmed_shares + NEW.back_shares <= {_reserved_for('NEW.release_id', 'NEW.line_id')}",
        "what is confirmed, refused and recalled of a letter never exceeds it.",
    )
    closed = _answer("w.kind <> 'partly_confirmed'", "NEW.release_id")
    must_hold(
        "wall_answer_to_open_letter",
        m.TransferAgentAnswer,
        "BEFORE INSERT",
        f"NOT {closed}"
        " AND EXISTS (SELECT 1 FROM tranches_release r WHERE r.id = NEW.release_id AND (r.state = 'sent'"
        " OR (r.state = 'authorised' AND NEW.kind = 'recalled')))"
        " AND (NEW.kind IN ('refused', 'recalled') OR NEW.back_shares = 0)"
        " AND (NEW.kind IN ('confirmed', 'partly_confirmed') OR NEW.confirmed_shares = 0)",
        "only a letter of which something is open is answered: what is confirmed goes out, what is refused or recalled goes back.",
    )
    delivered, ended = _answer("w.confirmed_shares > 0", "NEW.id"), _answer("w.kind = '{}'", "NEW.id")
    back = _answer("w.kind IN ('refused', 'recalled')", "NEW.id")
    must_hold(
        "wall_release_concluded",
        m.Release,
        "BEFORE UPDATE",
        f"((NEW.state = 'confirmed' AND {ended.format('confirmed')})"
        f" OR (NEW.state = 'partly_confirmed' AND {delivered} AND {back})"
        f" OR (NEW.state = 'refused' AND {ended.format('refused')} AND NOT {delivered})"
        f" OR (NEW.state = 'recalled' AND {ended.format('recalled')} AND NOT {delivered}))"
        f" AND {_reserved_for('NEW.id', OPEN_LINE)} = {_gone_for('NEW.id', OPEN_LINE)}",
        "a release ends only by the transfer agent’s answer to all of it.",
        applies="NEW.state <> OLD.state AND NEW.state <> 'sent'",
    )
