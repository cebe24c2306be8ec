"""Closing prices: typed one by one, or loaded from a table; a later row corrects an earlier one (SPA 8.2)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from tranches.models import EscrowAgreement
from tranches.money.models import ClosingPrice
from tranches.money.selectors.penalty import prices_of
from tranches.selectors.terms import terms_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.services.tables import Looked, WrongCell, WrongLine, day_cell, look_at, number_cell
from tranches.terms.agreement_terms import PenaltyTerms
from tranches.terms.calendar import BusinessCalendar

HEADING = ("date", "close")
NAMED = 5  # the days that a refusal names


@act("record_closing_price")
def record_closing_price(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    day: date,
    price: Decimal,
    currency: str,
    source: str,
    reason: str = "",
) -> ClosingPrice:
    """Record what one share closed at on a day.

    Refuses a future day, another currency than the penalty's, a price of nothing, one without its source, and, unless a reason
    says why, a day on which the exchange is closed and a second price for a day; the same price twice in any case.
    """
    penalty = _penalty_terms(agreement)
    not_in_future(agreement, day, deed.now, "day")
    _trading_days(agreement, [day], reason)
    money.same_currency(currency, penalty.currency)
    source = needed(source, "Say where the price can be looked up.", "source")
    text = _price(price)
    if text is None:
        raise RuleViolation(
            "price_unusable", "Enter a price above zero with at most 8 decimals.", field="price"
        )
    known = prices_of(agreement).get(day)
    if known is not None and (known == Fraction(text) or not reason.strip()):
        raise RuleViolation(
            "price_on_record",
            f"A close of {day_words(day)} is on record already. To correct it, enter another price and say why.",
            field="reason" if known != Fraction(text) else "price",
        )
    return _write(deed, agreement, day, text, penalty.currency, source, reason.strip(), None, journal=True)


@act("load_closing_prices")
def load_closing_prices(
    deed: Deed, *, agreement: EscrowAgreement, file: Intake, source: str, reason: str = ""
) -> Document:
    """Load a table with the columns `date,close`: all of it or nothing; the file is filed.

    Days that stand with the same price are passed over. Refuses, naming the rows, what is no day or no price, a day twice or in
    the future, and, while no reason is given, a price that differs from the one on record or is of a day without trading.
    """
    penalty = _penalty_terms(agreement)
    source = needed(source, "Say where the prices can be looked up.", "source")
    looked = look_at_prices(file.content, today=deed.today)
    rows = {row.day: row.price for _, row in looked.in_order}
    known = prices_of(agreement)
    differing = [day for day, price in rows.items() if day in known and known[day] != Fraction(price)]
    if differing and not reason.strip():
        days = ", ".join(day.isoformat() for day in sorted(differing)[:NAMED])
        raise RuleViolation(
            "price_on_record",
            f"{len(differing)} of the days have another close on record ({days}). Say why they are corrected.",
            field="reason",
        )
    fresh = {day: price for day, price in rows.items() if day not in known or day in differing}
    closed = _trading_days(agreement, fresh, reason)
    if not fresh:
        raise RuleViolation("nothing_new", "Every price of the file is on record already.", field="file")
    document = deed.file(
        file,
        about=agreement,
        kind="closing_prices",
        title=f"Closing prices, {len(rows)} days",
        dated_on=max(rows),
    )
    for day, text in sorted(fresh.items()):
        why = reason.strip() if day in differing or day in closed else ""
        _write(deed, agreement, day, text, penalty.currency, source, why, document, journal=False)
    deed.note(
        "prices.loaded",
        agreement,
        effective_on=deed.today,
        after={"days": len(fresh), "corrected": len(differing)},
        documents=(document,),
        reason=reason.strip(),
        facts={
            "source": source,
            "from": min(fresh),
            "until": max(fresh),
            "sha256": sha256(file.content).hexdigest(),
        },
    )
    return document


@dataclass(frozen=True)
class Close:
    """What one share closed at on a day, as decimal text."""

    day: date
    price: str


def look_at_prices(content: bytes, *, today: date) -> Looked[Close]:
    """Closing prices as they were understood, with what is wrong in them; nothing is loaded."""
    return look_at(content, HEADING, lambda cells: _close(cells, today), check=_days_twice)


def _close(cells: list[str], today: date) -> Close:
    day = day_cell(cells[0], today=today, column=1)
    price = _price(number_cell(cells[1], places=8, example="1.25", column=2))
    if price is None:
        raise WrongCell(f"“{cells[1][:20]}” is no price above zero with at most 8 decimals", column=2)
    return Close(day, price)


def _days_twice(rows: Sequence[tuple[int, Close]]) -> Iterator[WrongLine]:
    seen: set[date] = set()
    for number, row in rows:
        if row.day in seen:
            yield WrongLine(number, "date", f"{day_words(row.day)} stands there twice")
        seen.add(row.day)


def _trading_days(agreement: EscrowAgreement, days: Iterable[date], reason: str) -> set[date]:
    """The days of these on which the exchange is closed: they have a close only where a reason says why."""
    trading = BusinessCalendar.of_exchange(terms_of(agreement))
    closed = sorted(day for day in days if not trading.is_business_day(day))
    if closed and not reason.strip():
        named = ", ".join(day_words(day) for day in closed[:NAMED])
        raise RuleViolation(
            "no_trading_day",
            f"The exchange is closed on {named}. Check the days; if there was trading all the same, say so as the reason.",
            field="reason",
        )
    return set(closed)


def _price(price: Decimal) -> str | None:
    """The price as plain decimal text, nothing where it is none."""
    if not price.is_finite() or not 0 < price < 10**12 or price != price.quantize(Decimal("1e-8")):
        return None
    return f"{price.normalize():f}"


def _penalty_terms(agreement: EscrowAgreement) -> PenaltyTerms:
    penalty = terms_of(agreement).penalty
    if penalty is None:
        raise RuleViolation(
            "no_penalty",
            "The terms know no penalty, so no price is needed. Amend the terms if there is to be one.",
        )
    return penalty


def _write(
    deed: Deed,
    agreement: EscrowAgreement,
    day: date,
    price: str,
    currency: str,
    source: str,
    reason: str,
    document: Document | None,
    *,
    journal: bool,
) -> ClosingPrice:
    row = deed.create(
        ClosingPrice(
            agreement=agreement,
            number=next_number(ClosingPrice, agreement=agreement),
            day=day,
            price=price,
            currency=currency,
            source=source,
            document=document,
            reason=reason,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reason or source,
    )
    if journal:
        deed.note(
            "price.recorded",
            agreement,
            effective_on=day,
            reason=reason,
            after={"close": f"{currency} {price}"},
            facts={"source": source},
        )
    return row
