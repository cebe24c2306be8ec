"""The dividends of an agreement as they stand: entitlement known then and known now, received, passed on, open (SPA 3.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from django.db.models import Q

from tranches.models import EscrowAgreement
from tranches.rights.models import (
    Dividend,
    DividendEntitlement,
    DividendPayment,
    DividendReceipt,
    DividendSetAside,
    ScripDelivery,
)
from tranches.rights.selectors.rights import Standing, portions_of, rights_on
from tranches.selectors.ledger.as_of import AsOf
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.sums import rights
from tranches.terms.sums.rights import Portion, Rounded

R = TypeVar("R", DividendEntitlement, DividendReceipt, DividendPayment, ScripDelivery)


@dataclass(frozen=True)
class DividendRow:
    """One dividend with all that was recorded of it. Amounts in minor units; of a scrip dividend, shares.

    `now` is what stands for the record date today; none while that day has not ended.
    """

    dividend: Dividend
    entitlements: tuple[DividendEntitlement, ...]
    receipts: tuple[DividendReceipt, ...]
    payments: tuple[DividendPayment, ...]
    deliveries: tuple[ScripDelivery, ...]
    set_aside: DividendSetAside | None
    now: Standing | None

    # --- The entitlement ---

    @property
    def entitlement(self) -> DividendEntitlement | None:
        """The newest: the one that counts."""
        return self.entitlements[-1] if self.entitlements else None

    @property
    def portions(self) -> tuple[Portion, ...]:
        """By tranche and account, as the newest entitlement stored them."""
        return portions_of(self.entitlement.derivation) if self.entitlement else ()

    @property
    def due(self) -> int:
        """What the recipient is due in all: minor units, or shares."""
        return self.entitlement.due if self.entitlement else 0

    @property
    def is_overtaken(self) -> bool:
        """Whether a posting recorded since then changed what stood on the record date."""
        if self.entitlement is None or self.now is None:
            return False
        return (self.entitlement.shares_in_name, self.entitlement.shares) != (
            self.now.in_name,
            self.now.entitled,
        )

    # --- In and out ---

    @property
    def gross(self) -> int:
        """What the transfer agent paid, before what it withheld."""
        return self.received + self.withheld

    @property
    def received(self) -> int:
        return sum(row.amount_minor for row in self.receipts)

    @property
    def withheld(self) -> int:
        return sum(row.withheld_minor for row in self.receipts)

    @property
    def expected(self) -> int:
        """What the transfer agent owes on all shares in the agent's name."""
        if self.entitlement is None:
            return 0
        return due_on(self.dividend, self.entitlement.shares_in_name).whole

    @property
    def difference(self) -> int:
        """Received before withholding less expected; nothing to compare before the first receipt."""
        return self.gross - self.expected if self.receipts and self.entitlement else 0

    @property
    def his_withheld(self) -> int:
        """The part of the withholding that fell on the recipient's shares."""
        return self._his(self.withheld)

    @property
    def may_pass_on(self) -> int:
        """All that may be passed on of what came in: his part of it, never beyond the entitlement."""
        return max(min(self.due, self._his(self.gross)) - self.his_withheld, 0)

    @property
    def passed_on(self) -> int:
        if self.dividend.is_cash:
            return sum(row.amount_minor for row in self.payments)
        return sum(row.shares for row in self.deliveries)

    @property
    def moved(self) -> tuple[DividendPayment | ScripDelivery, ...]:
        """Each payment, or delivery of shares, with its advice."""
        return self.payments if self.dividend.is_cash else self.deliveries

    @property
    def to_pass_on(self) -> int:
        """What is in the agent's hands for the recipient; of a scrip dividend, the shares not delivered yet."""
        all_of_it = self.may_pass_on if self.dividend.is_cash else self.due
        return max(all_of_it - self.passed_on, 0)

    @property
    def too_much(self) -> int:
        """What was passed on beyond the newest entitlement, where a correction lowered it."""
        return max(self.passed_on - max(self.due - self.his_withheld, 0), 0) if self.entitlement else 0

    @property
    def outstanding(self) -> int:
        """What the recipient still has to get: the entitlement less what was withheld and passed on."""
        return max(self.due - self.his_withheld - self.passed_on, 0)

    @property
    def word(self) -> str:
        """Where it stands, by its rows."""
        if self.set_aside is not None:
            return "set aside"
        if self.entitlement is None:
            return "declared" if self.now is None else "entitlement open"
        if not self.due:
            return "nothing due"
        if not self.outstanding:
            return "passed on" if self.dividend.is_cash else "delivered"
        if self.passed_on:
            return "passed on in part" if self.dividend.is_cash else "delivered in part"
        return "received" if self.receipts else "waits for the transfer agent"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done for the recipient."""
        return self.set_aside is None and (
            self.entitlement is None or self.is_overtaken or bool(self.outstanding)
        )

    def _his(self, amount: int) -> int:
        found = self.entitlement
        return rights.his_part(amount, shares=found.shares, of=found.shares_in_name) if found else 0


def due_on(dividend: Dividend, shares: int) -> Rounded:
    """What a dividend comes to on so many shares: minor units, or new shares."""
    if dividend.is_cash:
        return rights.cash_due(shares, Fraction(dividend.amount_per_share), MINOR_PLACES[dividend.currency])
    return rights.scrip_due(shares, new=dividend.ratio_new or 0, old=dividend.ratio_old or 1)


def dividend_rows(agreement: EscrowAgreement, today: date, seen: AsOf | None = None) -> list[DividendRow]:
    """Every dividend of the agreement in its order; `today` decides whether a record date has ended.

    Of `seen` those declared and known then, with what of them had been recorded and had taken effect.
    """
    found = (
        Dividend.objects.filter(seen.where("declared_on") if seen else Q(), agreement=agreement)
        .select_related("document", "set_aside__document", "person")
        .prefetch_related(
            "entitlements__line",
            "entitlements__person",
            "receipts__document",
            "payments__advice",
            "payments__document",
            "deliveries__advice",
            "deliveries__document",
        )
        .order_by("number")
    )
    return [_row(agreement, dividend, today, seen) for dividend in found]


def row_of(dividend: Dividend, today: date) -> DividendRow:
    """One dividend as it stands."""
    return _row(dividend.agreement, dividend, today)


def standing_dividends(rows: Iterable[DividendRow]) -> list[DividendRow]:
    """Those that were not set aside."""
    return [row for row in rows if row.set_aside is None]


def _row(
    agreement: EscrowAgreement, dividend: Dividend, today: date, seen: AsOf | None = None
) -> DividendRow:
    set_aside = getattr(dividend, "set_aside", None)
    known_at = seen.known_at if seen else None
    return DividendRow(
        dividend=dividend,
        entitlements=_in_order(dividend.entitlements.all(), "", seen),
        receipts=_in_order(dividend.receipts.all(), "received_on", seen),
        payments=_in_order(dividend.payments.all(), "paid_on", seen),
        deliveries=_in_order(dividend.deliveries.all(), "delivered_on", seen),
        set_aside=set_aside
        if set_aside and (known_at is None or set_aside.recorded_at <= known_at)
        else None,
        now=rights_on(agreement, dividend.record_on, known_at=known_at)
        if dividend.record_on < today
        else None,
    )


def _in_order(rows: Iterable[R], effective: str, seen: AsOf | None) -> tuple[R, ...]:
    """By number; of `seen` only what was recorded then and, where the row has a day of its own, had happened."""
    then = [
        row
        for row in rows
        if seen is None
        or (row.recorded_at <= seen.known_at and (not effective or getattr(row, effective) <= seen.day))
    ]
    return tuple(sorted(then, key=lambda row: row.number))
