"""Dividends and votes add up: an entitlement to its portions and its dividend, what was passed on to what came in, votes to shares."""

from collections.abc import Iterator
from fractions import Fraction

from django.db.models import Sum

from tranches.models import EscrowAgreement
from tranches.rights.models import Dividend, DividendEntitlement, ProxyLetter
from tranches.rights.selectors.rights import portions_of
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.sums import rights
from tranches.verification.known import per_agreement


@per_agreement("I6 dividends and votes are what the rows beside them give")
def rights_out_of_step(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each entitlement, payment or letter that the rows beside it contradict."""
    rows = DividendEntitlement.objects.filter(dividend__agreement=agreement).select_related("dividend")
    for row in rows.order_by("dividend__number", "number"):
        portions = portions_of(row.derivation)
        stored = (row.shares_in_name, row.shares)
        if stored != (rights.in_name(portions), rights.entitled(portions)) or _due(row) != row.due:
            yield f"the {row} is not what its portions and {row.dividend} give."
    for dividend in Dividend.objects.filter(agreement=agreement).order_by("number"):
        passed, received = (
            manager.aggregate(all=Sum("amount_minor"))["all"] or 0
            for manager in (dividend.payments, dividend.receipts)
        )
        if passed > received:
            yield f"more of {dividend} was passed on than came in."
    for letter in ProxyLetter.objects.filter(agreement=agreement).order_by("number"):
        cast = max((vote.shares or 0 for vote in letter.direction.votes.all()), default=0)
        if rights.entitled(portions_of(letter.derivation)) != letter.shares or cast > letter.shares:
            yield f"{letter} casts other votes than its shares carry."


def _due(row: DividendEntitlement) -> int:
    dividend = row.dividend
    if dividend.is_cash:
        per_share = Fraction(dividend.amount_per_share)
        return rights.cash_due(row.shares, per_share, MINOR_PLACES[dividend.currency]).whole
    return rights.scrip_due(row.shares, new=dividend.ratio_new or 0, old=dividend.ratio_old or 1).whole
