"""Which acts about fees and costs the agreement's page offers, and why not the others."""

from datetime import date

from documents.actor import Actor
from tranches.models import EscrowAgreement
from tranches.money.selectors.fees import UNDECIDED, fee_rows, payer_of, releases_of, years_missing
from tranches.policy import permitted
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import AFTER_CLOSING, closed_sentence
from tranches.selectors.terms import terms_of

ON_FEES = ("raise_fees", "settle_fee_payer", "issue_fee_invoice", "record_fee_payment", "record_release_cost")


def acts_on_fees(agreement: EscrowAgreement, actor: Actor, today: date) -> list[ActLine]:
    """The acts in the order of a fee's life; empty for who may not act here at all."""
    agent_id = agent_id_of(agreement)
    mine = [event for event in ON_FEES if permitted(event, actor, agent_id=agent_id)]
    if not mine:
        return []
    why_not = _why_not(agreement, today)
    closed = closed_sentence(agreement)
    return [
        line_of(event, why_not[event] if event in AFTER_CLOSING else closed or why_not[event])
        for event in mine
    ]


def _why_not(agreement: EscrowAgreement, today: date) -> dict[str, str]:
    rows, payer = fee_rows(agreement), payer_of(agreement)
    no_fee = "" if terms_of(agreement).fee else "the terms name no fee."
    unbilled = [row for row in rows if row.invoice is None and row.entry.amount_minor]
    owed = [row for row in rows if row.invoice is not None and not row.is_paid]
    invoice = "" if unbilled else "no fee year waits for its invoice."
    if unbilled and payer.part is None:
        invoice = "who pays is not decided: record the parties’ answer, or amend the terms."
    return {
        "raise_fees": no_fee or ("" if years_missing(agreement, today) else "no further fee year is due."),
        "settle_fee_payer": no_fee
        or (
            ""
            if terms_of(agreement).settings.fee_payer == UNDECIDED
            else "the terms name the payer; an amendment changes him."
        ),
        "issue_fee_invoice": no_fee or invoice,
        "record_fee_payment": no_fee or ("" if owed else "no invoice is open."),
        "record_release_cost": "" if releases_of(agreement) else "nothing was released yet.",
    }
