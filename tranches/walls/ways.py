"""The walls around the other ways out (EA 4.2): on whose authority shares are disposed of, and what a stop keeps from the recipient."""

from tranches import models as m
from tranches.walls.conditions import balance, carried_to, must_hold, wall

# SQL: the disposition of NEW's line, `d`.
_DISPOSITION = (
    "FROM tranches_dispositionline l JOIN tranches_disposition d ON d.id = l.disposition_id"
    " WHERE l.id = NEW.disposition_line_id"
)
# SQL: a check found the disposition `d` effective, by another person than the one who recorded it.
_CHECKED = (
    "EXISTS (SELECT 1 FROM tranches_dispositioncheck c WHERE c.disposition_id = d.id AND c.is_effective"
    " AND c.person_id <> d.filed_person_id)"
)
# SQL: two different persons of the agent authorised the digest of the disposition `d`.
_TWO = (
    "(SELECT COUNT(DISTINCT a.person_id) FROM tranches_dispositionauthorisation a WHERE a.disposition_id = d.id"
    " AND a.digest = d.digest) >= 2"
)
# SQL: the shares of NEW's source that a letter of disposition asks for and that is not answered.
_EARMARKED = (
    "COALESCE((SELECT SUM(l.shares - COALESCE((SELECT SUM(g.shares) FROM tranches_posting g"
    " WHERE g.disposition_line_id = l.id), 0)) FROM tranches_dispositionline l JOIN tranches_disposition d ON d.id = l.disposition_id"
    " JOIN tranches_dispositionletter e ON e.disposition_id = d.id WHERE d.agreement_id = NEW.agreement_id"
    " AND l.account = NEW.from_account AND COALESCE(l.tranche_id, 0) = COALESCE(NEW.from_tranche_id, 0)"
    " AND NOT EXISTS (SELECT 1 FROM tranches_dispositionend x WHERE x.disposition_id = d.id)), 0)"
)
STANDING = "NOT EXISTS (SELECT 1 FROM tranches_deliverylift x WHERE x.stop_id = s.id)"
_TO_RECIPIENT = "NEW.kind = 'reservation' AND NEW.to_account = 'reserved'"


@wall
def guard_ways() -> None:
    _guard_dispositions()
    _guard_delivery()


def _guard_dispositions() -> None:
    posting = m.Posting
    must_hold(
        "wall_disposition_authorised",
        posting,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 {_DISPOSITION} AND d.agreement_id = NEW.agreement_id AND {_CHECKED} AND {_TWO}"
        " AND EXISTS (SELECT 1 FROM tranches_dispositionletter e WHERE e.disposition_id = d.id)"
        " AND EXISTS (SELECT 1 FROM tranches_dispositionanswer w WHERE w.disposition_id = d.id AND w.confirmed_shares > 0))",
        "shares are disposed of only by a checked paper, two different persons and the transfer agent’s confirmation.",
        applies="NEW.kind = 'disposition'",
    )
    must_hold(
        "wall_disposition_of_its_line",
        posting,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_dispositionline l WHERE l.id = NEW.disposition_line_id"
        " AND COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.disposition_line_id = l.id), 0) + NEW.shares <= l.shares"
        " AND l.account = NEW.from_account AND COALESCE(l.tranche_id, 0) = COALESCE(NEW.from_tranche_id, 0))",
        "a disposition moves no more than its line says, from the place it names.",
        applies="NEW.kind = 'disposition'",
    )
    must_hold(
        "wall_disposition_within_answers",
        posting,
        "BEFORE INSERT",
        f"EXISTS (SELECT 1 {_DISPOSITION} AND {_gone('d.id')} + NEW.shares <= {_answered('confirmed_shares', 'd.id')})",
        "a disposition posts no more than the transfer agent confirmed.",
        # Where it confirmed nothing, the wall of authority above speaks: databases choose for themselves which wall speaks first.
        applies=f"NEW.kind = 'disposition' AND EXISTS (SELECT 1 {_DISPOSITION} AND {_answered('confirmed_shares', 'd.id')} > 0)",
    )
    must_hold(
        "wall_posting_not_earmarked",
        posting,
        "BEFORE INSERT",
        f"{balance('NEW.from_account', 'NEW.from_tranche_id')} - {_EARMARKED} >= NEW.shares",
        "what a letter of disposition asks for moves no other way until it is answered.",
        applies="NEW.kind <> 'disposition' AND NEW.from_account IN ('unallocated', 'held', 'kept')",
    )
    of_letter = "EXISTS (SELECT 1 FROM tranches_disposition d WHERE d.id = NEW.disposition_id AND "
    must_hold(
        "wall_disposition_letter_authorised",
        m.DispositionLetter,
        "BEFORE INSERT",
        f"{of_letter}{_CHECKED} AND {_TWO})",
        "a letter of disposition is made only with a checked paper and two different persons of the agent.",
    )
    _guard_answers()
    must_hold(
        "wall_disposition_check_by_another",
        m.DispositionCheck,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_disposition d WHERE d.id = NEW.disposition_id AND d.filed_person_id <> NEW.person_id)",
        "another person than the one who recorded the paper checks it.",
    )
    must_hold(
        "wall_disposition_line_with_it",
        m.DispositionLine,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_dispositioncheck c WHERE c.disposition_id = NEW.disposition_id)"
        " AND NOT EXISTS (SELECT 1 FROM tranches_dispositionauthorisation a WHERE a.disposition_id = NEW.disposition_id)",
        "a line is recorded with its disposition, and never added to one that was checked.",
    )


def _guard_answers() -> None:
    """A letter of disposition is answered like that of a release: never over more than it asks, and it ends with the last of it."""
    its = "NEW.disposition_id"
    with_agent = f"EXISTS (SELECT 1 FROM tranches_dispositionsending s WHERE s.disposition_id = {its})"
    open_letter = f"{with_agent} AND NOT EXISTS (SELECT 1 FROM tranches_dispositionend x WHERE x.disposition_id = {its})"
    all_answered = f"{_answered('confirmed_shares + w.back_shares', its)}"
    must_hold(
        "wall_disposition_answer_within_letter",
        m.DispositionAnswer,
        "BEFORE INSERT",
        f"{all_answered} + NEW.confirmed_shares + NEW.back_shares <= {_ordered(its)}",
        "what is confirmed, refused and recalled of a letter of disposition never exceeds it.",
    )
    must_hold(
        "wall_disposition_answer_to_open_letter",
        m.DispositionAnswer,
        "BEFORE INSERT",
        f"{open_letter} AND (NEW.kind IN ('refused', 'recalled') OR NEW.back_shares = 0)"
        " AND (NEW.kind IN ('confirmed', 'partly_confirmed') OR NEW.confirmed_shares = 0)",
        "only a letter of disposition that is with the transfer agent is answered: what is confirmed goes out, the rest stays.",
    )
    must_hold(
        "wall_disposition_recall_of_open_letter",
        m.DispositionRecall,
        "BEFORE INSERT",
        open_letter,
        "only a letter of disposition that is with the transfer agent is called back.",
    )
    must_hold(
        "wall_disposition_end_of_letter",
        m.DispositionEnd,
        "BEFORE INSERT",
        f"(NEW.kind = 'set_aside' AND NOT {with_agent}) OR (NEW.kind <> 'set_aside' AND {with_agent}"
        f" AND {all_answered} = {_ordered(its)} AND {_gone(its)} = {_answered('confirmed_shares', its)}"
        f" AND (NEW.kind = 'confirmed') = ({_answered('back_shares', its)} = 0)"
        f" AND (NEW.kind IN ('refused', 'recalled')) = ({_answered('confirmed_shares', its)} = 0))",
        "what is with the transfer agent ends by its answer to all of it, and nothing else does.",
    )


def _ordered(disposition: str) -> str:
    """SQL: all shares of the lines of a disposition."""
    return f"COALESCE((SELECT SUM(o.shares) FROM tranches_dispositionline o WHERE o.disposition_id = {disposition}), 0)"


def _gone(disposition: str) -> str:
    """SQL: the shares that have left escrow by a disposition."""
    return (
        "COALESCE((SELECT SUM(p.shares) FROM tranches_posting p JOIN tranches_dispositionline o ON o.id = p.disposition_line_id"
        f" WHERE o.disposition_id = {disposition}), 0)"
    )


def _answered(figure: str, disposition: str) -> str:
    """SQL: the sum of a figure over the answers to the letter of a disposition, `w`."""
    return f"COALESCE((SELECT SUM(w.{figure}) FROM tranches_dispositionanswer w WHERE w.disposition_id = {disposition}), 0)"


def _guard_delivery() -> None:
    must_hold(
        "wall_delivery_not_stopped",
        m.Posting,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_deliverystop s WHERE s.agreement_id = NEW.agreement_id AND s.shares IS NULL"
        f" AND {STANDING})",
        "nothing is reserved for the recipient while his death, an assignment or an attachment stops delivery.",
        applies=_TO_RECIPIENT,
    )
    held = "COALESCE((SELECT SUM(CASE WHEN p.to_account = 'held' THEN p.shares ELSE 0 END)"
    held += " - SUM(CASE WHEN p.from_account = 'held' THEN p.shares ELSE 0 END) FROM tranches_posting p"
    held += " WHERE p.agreement_id = NEW.agreement_id AND p.line_id = NEW.line_id), 0)"
    drawn = "CASE WHEN NEW.from_account = 'held' THEN NEW.shares ELSE 0 END"
    carried = f"SELECT c.shares_after FROM {carried_to('NEW.line_id')} AND c.stop_id = s.id"
    attached = f"COALESCE((SELECT SUM(COALESCE(({carried}), s.shares)) FROM tranches_deliverystop s"
    attached += " WHERE s.agreement_id = NEW.agreement_id"
    attached += f" AND {STANDING}), 0)"
    must_hold(
        "wall_delivery_leaves_attached",
        m.Posting,
        "BEFORE INSERT",
        f"{attached} = 0 OR {held} - {drawn} >= {attached}",
        "shares that are attached stay among those held.",
        applies=_TO_RECIPIENT,
    )
    must_hold(
        "wall_delivery_lift_by_another",
        m.DeliveryLift,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_deliverystop s WHERE s.id = NEW.stop_id AND s.person_id <> NEW.person_id"
        " AND (s.ground IN ('attachment', 'objection') OR EXISTS (SELECT 1 FROM tranches_detailsverification v"
        " JOIN tranches_successordetails t ON t.id = v.details_id WHERE t.stop_id = s.id AND t.person_id <> v.person_id)))",
        "a stop is lifted by another person, and a death or assignment only with details that two persons verified.",
    )
