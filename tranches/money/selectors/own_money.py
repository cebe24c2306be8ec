"""What a party sees of money in the portal: the fees it pays itself, and the late release it is owed or may owe (EA 4.4, SPA 8.2)."""

from datetime import datetime
from typing import Any

from tranches.models import AgreementParty, EscrowAgreement, Tranche
from tranches.money.selectors.fees import fee_rows, payer_of
from tranches.money.selectors.penalty import penalty_view
from tranches.selectors.dispute.pauses import pauses_within
from tranches.selectors.docket.docket import steps_in
from tranches.selectors.terms import terms_of
from tranches.terms.currencies import MINOR_PLACES


def fees_paid_by(agreement: EscrowAgreement, own_parts: set[int]) -> dict[str, Any] | None:
    """The invoices to one of these parts; None for a party that neither pays nor was ever invoiced."""
    rows = [
        row for row in fee_rows(agreement) if row.invoice is not None and row.invoice.payer_id in own_parts
    ]
    payer = payer_of(agreement).part
    if not rows and (payer is None or payer.pk not in own_parts):
        return None
    return {"rows": rows, "clause": terms_of(agreement).clause("fee")}


def late_release(tranche: Tranche, own_parts: set[int], now: datetime) -> dict[str, Any] | None:
    """The penalty for late release as it stands; None for a party that is neither the recipient nor a debtor."""
    agreement = tranche.agreement
    terms = terms_of(agreement)
    if terms.penalty is None or not _concerned(agreement, own_parts, terms.penalty.debtors):
        return None
    view = penalty_view(tranche, now)
    if view is None:
        return None
    places = MINOR_PLACES[terms.penalty.currency]
    holds = steps_in(agreement)[tranche.number].holds
    return {
        "view": view,
        "terms": terms.penalty,
        "clause": terms.clause("penalty"),
        "per_day_minor": None if view.per_day is None else int(view.per_day * 10**places),
        "pauses": pauses_within(holds, view.owed.due_on, view.today),
    }


def _concerned(agreement: EscrowAgreement, own_parts: set[int], debtors: tuple[str, ...]) -> bool:
    rows = AgreementParty.objects.filter(agreement=agreement, pk__in=own_parts)
    return any(row.is_recipient or row.part in debtors for row in rows)
