"""The walls around the transfer agent's positions."""

from tranches.positions.models import BreakExplanation
from tranches.walls.conditions import must_hold, wall


@wall
def guard_positions() -> None:
    must_hold(
        "wall_break_second_person",
        BreakExplanation,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_positionbreak b JOIN tranches_positionstatement s ON s.id = b.statement_id"
        " WHERE b.id = NEW.position_break_id AND s.agreement_id = NEW.agreement_id AND s.person_id <> NEW.person_id)",
        "a break is explained by another person than who loaded the statement.",
    )
