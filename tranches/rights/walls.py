"""The walls around dividends and votes: nothing beyond what came in or is due, no direction after the cut-off (SPA 3.2)."""

from tranches.rights.models import DividendPayment, ProxyLetter, ScripDelivery, VotingDirection
from tranches.walls.conditions import must_hold, wall
from tranches.walls.ways import STANDING


@wall
def guard_rights() -> None:
    must_hold(
        "wall_dividend_payment_within",
        DividendPayment,
        "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.amount_minor) FROM tranches_dividendpayment p WHERE p.dividend_id = NEW.dividend_id), 0)"
        " + NEW.amount_minor <= COALESCE((SELECT SUM(r.amount_minor) FROM tranches_dividendreceipt r"
        " WHERE r.dividend_id = NEW.dividend_id), 0)",
        "no more of a dividend is passed on than came in.",
    )
    must_hold(
        "wall_scrip_delivery_within",
        ScripDelivery,
        "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.shares) FROM tranches_scripdelivery p WHERE p.dividend_id = NEW.dividend_id), 0)"
        " + NEW.shares <= (SELECT e.shares_due FROM tranches_dividendentitlement e WHERE e.dividend_id = NEW.dividend_id"
        " ORDER BY e.number DESC LIMIT 1)",
        "no more shares of a dividend are delivered than are due.",
    )
    must_hold(
        "wall_direction_before_cut_off",
        VotingDirection,
        "BEFORE INSERT",
        "NEW.recorded_at <= (SELECT g.cut_off_at FROM tranches_meeting g WHERE g.id = NEW.meeting_id)",
        "a direction is given until the cut-off, not after it.",
    )
    must_hold(
        "wall_proxy_letter_as_directed",
        ProxyLetter,
        "BEFORE INSERT",
        "(SELECT d.meeting_id FROM tranches_votingdirection d WHERE d.id = NEW.direction_id) = NEW.meeting_id"
        " AND NOT EXISTS (SELECT 1 FROM tranches_directionvote v WHERE v.direction_id = NEW.direction_id AND v.shares > NEW.shares)",
        "a proxy letter follows a direction for its meeting, and casts no more votes than there are shares.",
    )
    for model, day in ((DividendPayment, "paid_on"), (ScripDelivery, "delivered_on")):
        must_hold(
            f"wall_{model._meta.model_name}_not_stopped",
            model,
            "BEFORE INSERT",
            "NOT EXISTS (SELECT 1 FROM tranches_deliverystop s WHERE s.agreement_id = NEW.agreement_id AND s.shares IS NULL"
            f" AND s.received_on <= NEW.{day} AND {STANDING})",
            "no dividend reaches the recipient while his death, an assignment or an attachment stops delivery.",
        )
