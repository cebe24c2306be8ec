"""The walls around money."""

from tranches.money.models import FeePayment
from tranches.walls.conditions import must_hold, wall


@wall
def guard_money() -> None:
    must_hold(
        "wall_fee_payment_within",
        FeePayment,
        "BEFORE INSERT",
        "COALESCE((SELECT SUM(p.amount_minor) FROM tranches_feepayment p WHERE p.invoice_id = NEW.invoice_id), 0)"
        " + NEW.amount_minor <= (SELECT e.amount_minor FROM tranches_feeentry e JOIN tranches_feeinvoice i ON i.entry_id = e.id"
        " WHERE i.id = NEW.invoice_id)",
        "what is paid on an invoice never exceeds it.",
    )
