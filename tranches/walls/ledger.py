"""The walls around the share ledger, and around money: what a posting may move, on which authority, and how much."""

from tranches import models as m
from tranches.walls.answers import guard_answers
from tranches.walls.conditions import (
    INSTRUCTION,
    LINE_SHARES,
    authority,
    balance,
    carried_to,
    must_hold,
    of_line,
    two_persons,
    wall,
    whole_hold,
)

# A kind of posting that no act makes yet has no line, and so cannot be posted at all: shares leave escrow for the agreement's
# purposes only (EA 4.2), and the further way (reversal) comes with its authority.
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
    "reallocation": "NEW.from_account = 'held' AND NEW.to_account = 'held'",
    "cancellation": "NEW.from_account = 'returned' AND NEW.to_account = 'cancelled'",
    "recovery": "NEW.from_account = 'recipient' AND NEW.to_account IN ('held', 'kept')",
    "disposition": "NEW.from_account IN ('unallocated', 'held', 'kept') AND NEW.to_account = 'disposed'",
    "conversion": "(NEW.to_account = 'converted' AND NEW.from_account IN"
    " ('unallocated', 'held', 'reserved', 'kept', 'reserved_return'))"
    " OR (NEW.from_account = 'converted' AND NEW.to_account IN"
    " ('unallocated', 'held', 'reserved', 'kept', 'reserved_return'))",
}


def _answered(figure: str) -> str:
    """SQL: the sum of a figure over the answers to the letter of NEW's release line, in NEW's security line."""
    return (
        f"COALESCE((SELECT SUM(w.{figure}) FROM tranches_transferagentanswer w JOIN tranches_releaseline x"
        " ON x.release_id = w.release_id WHERE x.id = NEW.release_line_id AND w.line_id = NEW.line_id), 0)"
    )


@wall
def guard_ledger() -> None:
    posting = m.Posting
    must_hold(
        "wall_posting_accounts",
        posting,
        "BEFORE INSERT",
        " OR ".join(f"(NEW.kind = '{kind}' AND ({rule}))" for kind, rule in _KINDS.items()),
        "a kind of posting moves shares only between its own accounts.",
    )
    must_hold(
        "wall_posting_covered",
        posting,
        "BEFORE INSERT",
        f"{balance('NEW.from_account', 'NEW.from_tranche_id')} >= NEW.shares",
        "no account but the issuer falls below zero.",
        applies="NEW.from_account NOT IN ('issuer', 'converted')",
    )
    must_hold(
        "wall_posting_within_tranche",
        posting,
        "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.line_id = NEW.line_id"
        " AND p.to_tranche_id = NEW.to_tranche_id AND COALESCE(p.from_tranche_id, 0) <> p.to_tranche_id"
        " AND (p.from_account IN ('issuer', 'unallocated') OR p.kind = 'reallocation')), 0)"
        " - COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.line_id = NEW.line_id"
        " AND p.from_tranche_id = NEW.to_tranche_id AND p.kind = 'reallocation'), 0) + NEW.shares"
        " <= (SELECT COALESCE((SELECT c.shares_after FROM "
        + carried_to("NEW.line_id")
        + " AND c.tranche_id = t.id"
        " AND c.instruction_line_id IS NULL AND c.hold_id IS NULL), t.shares)"
        " FROM tranches_tranche t WHERE t.id = NEW.to_tranche_id)",
        "the postings of a tranche never exceed its shares.",
        applies="NEW.kind IN ('deposit', 'allocation', 'reallocation') AND NEW.to_tranche_id IS NOT NULL",
    )
    must_hold(
        "wall_posting_same_tranche",
        posting,
        "BEFORE INSERT",
        "NEW.from_tranche_id IS NULL OR NEW.to_tranche_id IS NULL OR NEW.from_tranche_id = NEW.to_tranche_id",
        "shares never move from one tranche to another, but by an amendment.",
        applies="NEW.kind <> 'reallocation'",
    )
    _guard_lines()
    _guard_answered()
    guard_answers()
    _guard_return()


def _guard_lines() -> None:
    """An instruction line reserves and releases no more than itself, with the authority to, and of its own tranche."""
    posting = m.Posting
    must_hold(
        "wall_reservation_within_line",
        posting,
        "BEFORE INSERT",
        f"{of_line('reservation')} - {of_line('reservation_back', 'recovery')} + NEW.shares <= {LINE_SHARES}",
        "what is reserved and released for an instruction line never exceeds it.",
        applies="NEW.kind = 'reservation'",
    )
    must_hold(
        "wall_release_within_line",
        posting,
        "BEFORE INSERT",
        f"{of_line('release', 'return')} - {of_line('recovery')} + NEW.shares <= {LINE_SHARES}",
        "the confirmed shares of an instruction line, less those that came back, never exceed it.",
        applies="NEW.kind IN ('release', 'return')",
    )
    must_hold(
        "wall_reservation_authorised",
        posting,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 {INSTRUCTION} WHERE x.id = NEW.release_line_id AND i.state = 'approved' AND rel.state = 'authorised'"
        f" AND rel.attempt = i.attempt AND {two_persons('i')} AND ({authority('i')}))",
        "shares are reserved only with the authority to release and two different persons of the agent.",
        applies="NEW.kind = 'reservation'",
    )
    must_hold(
        "wall_posting_of_its_line",
        posting,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_releaseline x JOIN tranches_release rel ON rel.id = x.release_id"
        " JOIN tranches_instructionline l ON l.id = x.instruction_line_id WHERE x.id = NEW.release_line_id"
        " AND rel.agreement_id = NEW.agreement_id AND l.tranche_id = COALESCE(NEW.from_tranche_id, NEW.to_tranche_id))",
        "a release moves the shares of its line’s own tranche.",
        applies="NEW.release_line_id IS NOT NULL",
    )
    must_hold(
        "wall_reservation_not_held",
        posting,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_tranche t WHERE t.id = NEW.from_tranche_id AND t.state = 'disputed')"
        f" AND NOT {whole_hold('NEW.from_tranche_id')}",
        "nothing of a tranche that is held as a whole is reserved.",
        applies="NEW.kind = 'reservation'",
    )


def _guard_answered() -> None:
    """Shares go out, and back, only as the transfer agent answered."""
    posting = m.Posting
    must_hold(
        "wall_release_as_answered",
        posting,
        "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline r ON r.id = p.release_line_id"
        " WHERE p.kind IN ('release', 'return') AND r.release_id = (SELECT x.release_id FROM tranches_releaseline x"
        f" WHERE x.id = NEW.release_line_id) AND p.line_id = NEW.line_id), 0) + NEW.shares <= {_answered('confirmed_shares')}",
        "a release posts no more than the transfer agent confirmed.",
        applies="NEW.kind IN ('release', 'return')",
    )
    must_hold(
        "wall_release_answered",
        posting,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 {INSTRUCTION} JOIN tranches_transferagentanswer w ON w.release_id = rel.id"
        " WHERE x.id = NEW.release_line_id AND rel.state = 'sent' AND w.kind IN ('confirmed', 'partly_confirmed'))",
        "shares are released or returned only on the transfer agent’s confirmation.",
        applies="NEW.kind IN ('release', 'return')",
    )
    must_hold(
        "wall_back_as_answered",
        posting,
        "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline r ON r.id = p.release_line_id"
        " WHERE p.kind = 'reservation_back' AND r.release_id = (SELECT x.release_id FROM tranches_releaseline x"
        f" WHERE x.id = NEW.release_line_id) AND p.line_id = NEW.line_id), 0) + NEW.shares <= {_answered('back_shares')}",
        "a reservation is undone only for what the transfer agent refused or what was called back.",
        applies="NEW.kind = 'reservation_back'",
    )


def _guard_return() -> None:
    """Kept shares go back to the issuer by a return alone, and are cancelled only once the issuer has confirmed it."""
    must_hold(
        "wall_return_by_its_basis",
        m.Posting,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 {INSTRUCTION} WHERE x.id = NEW.release_line_id AND (i.basis = 'return') ="
        " (NEW.kind = 'return' OR NEW.to_account = 'reserved_return' OR NEW.from_account = 'reserved_return'))",
        "a return moves kept shares to the issuer, and nothing else does.",
        applies="NEW.kind IN ('reservation', 'reservation_back', 'release', 'return')",
    )
    must_hold(
        "wall_return_noticed",
        m.Posting,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 {INSTRUCTION} JOIN tranches_returnnotice n ON n.instruction_id = i.id"
        " WHERE x.id = NEW.release_line_id)",
        "shares are reserved for a return only with the notice to the recipient on record.",
        applies="NEW.kind = 'reservation' AND NEW.to_account = 'reserved_return'",
    )
    must_hold(
        "wall_cancellation_confirmed",
        m.Posting,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_releaseline x JOIN tranches_cancellation c ON c.release_id = x.release_id"
        " WHERE x.id = NEW.release_line_id)"
        " AND COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.kind = 'cancellation'"
        " AND p.release_line_id = NEW.release_line_id), 0) + NEW.shares"
        " <= COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.kind = 'return'"
        " AND p.release_line_id = NEW.release_line_id), 0)",
        "shares are cancelled only when they were returned and the issuer confirmed it.",
        applies="NEW.kind = 'cancellation'",
    )
    must_hold(
        "wall_cancellation_of_return",
        m.Cancellation,
        "BEFORE INSERT",
        "NEW.shares = COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_releaseline x"
        " ON x.id = p.release_line_id WHERE p.kind = 'return' AND x.release_id = NEW.release_id), 0)",
        "what is cancelled is what the letter returned.",
    )
    inside = "('unallocated', 'held', 'reserved', 'kept', 'reserved_return', 'returned')"
    must_hold(
        "wall_closing_empty",
        m.Closing,
        "BEFORE INSERT",
        f"(SELECT COALESCE(SUM(CASE WHEN p.to_account IN {inside} THEN p.shares ELSE 0 END)"
        f" - SUM(CASE WHEN p.from_account IN {inside} THEN p.shares ELSE 0 END), 0)"
        " FROM tranches_posting p WHERE p.agreement_id = NEW.agreement_id) = 0",
        "an agreement is closed only when nothing is in escrow and what was returned is cancelled.",
    )
    must_hold(
        "wall_posting_before_closing",
        m.Posting,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_closing c WHERE c.agreement_id = NEW.agreement_id)",
        "no share moves once the agreement is closed.",
    )
