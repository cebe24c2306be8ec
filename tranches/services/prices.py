"""Closing prices: typed one by one, or loaded from a CSV file; a later row corrects an earlier one (SPA 8.2)."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from hashlib import sha256

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from documents.services.recorded import create
from tranches.models import ClosingPrice, EscrowAgreement
from tranches.selectors.penalty import prices_of
from tranches.selectors.terms import terms_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, file_paper, local_day, needed, next_number, not_in_future
from tranches.services.journal import note
from tranches.terms.agreement_terms import PenaltyTerms

HEADING = ("date", "close")
MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
NAMED = 5  # the wrong rows that a refusal names
CSV = "text/csv"


@act("record_closing_price")
def record_closing_price(
    *,
    agreement: EscrowAgreement,
    day: date,
    price: Decimal,
    currency: str,
    source: str,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> ClosingPrice:
    """Record what one share closed at on a day.

    Refuses a future day, another currency than the penalty's, a price of nothing, one without its source, and a second price for
    a day unless it differs and a reason says why.
    """
    penalty = _penalty_terms(agreement)
    not_in_future(agreement, day, now, "day")
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
            f"A close of {day.day} {day:%B %Y} is on record already. To correct it, enter another price and say why.",
            field="reason" if known != Fraction(text) else "price",
        )
    return _write(
        agreement,
        day,
        text,
        penalty.currency,
        source,
        reason.strip(),
        None,
        actor=actor,
        now=now,
        journal=True,
    )


@act("load_closing_prices")
def load_closing_prices(
    *, agreement: EscrowAgreement, file: Intake, source: str, reason: str = "", actor: Actor, now: datetime
) -> Document:
    """Load a CSV file with the columns `date,close` (YYYY-MM-DD, decimal point): all of it or nothing; the file is filed.

    Days that stand with the same price are passed over. Refuses, naming the rows, what is no day or no price, a day twice or in
    the future, and a price that differs from the one on record while no reason is given.
    """
    penalty = _penalty_terms(agreement)
    source = needed(source, "Say where the prices can be looked up.", "source")
    rows = read_prices(file.content, today=local_day(agreement, now))
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
    if not fresh:
        raise RuleViolation("nothing_new", "Every price of the file is on record already.", field="file")
    document = file_paper(
        agreement, file, kind="closing_prices", title=f"Closing prices, {len(rows)} days", dated_on=max(rows),
        actor=actor, now=now,
    )  # fmt: skip
    for day, text in sorted(fresh.items()):
        why = reason.strip() if day in differing else ""
        _write(
            agreement, day, text, penalty.currency, source, why, document, actor=actor, now=now, journal=False
        )
    note(
        agreement, "prices.loaded", agreement, actor=actor, now=now, effective_on=local_day(agreement, now),
        after={"days": len(fresh), "corrected": len(differing)}, documents=(document,), reason=reason.strip(),
        facts={"source": source, "from": min(fresh), "until": max(fresh), "sha256": sha256(file.content).hexdigest()},
    )  # fmt: skip
    return document


def read_prices(content: bytes, *, today: date) -> dict[date, str]:
    """The prices of a CSV file by day, as decimal text. A byte order mark and any line ends are taken; bad rows are named."""
    if len(content) > MOST_BYTES:
        raise RuleViolation(
            "file_too_large", f"The file has more than {MOST_BYTES:,} bytes. Split it.", field="file"
        )
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise RuleViolation(
            "file_unreadable", "The file is no CSV in UTF-8. Save it as CSV (UTF-8) and choose it again.", field="file"
        ) from None  # fmt: skip
    heading = tuple(cell.strip().lower() for cell in lines[0]) if lines else ()
    if heading != HEADING:
        raise RuleViolation(
            "heading_wrong", "The first line of the file must be: date,close. Correct it and choose it again.", field="file"
        )  # fmt: skip
    found: dict[date, str] = {}
    wrong: list[str] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        problem = _read_row(cells, found, today)
        if problem:
            wrong.append(f"line {number}: {problem}")
    if wrong:
        more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        raise RuleViolation(
            "rows_wrong",
            f"Nothing was loaded. {'; '.join(wrong[:NAMED])}{more}. Correct the file.",
            field="file",
        )
    if not 0 < len(found) <= MOST_ROWS:
        raise RuleViolation(
            "rows_wrong", f"The file must have from 1 to {MOST_ROWS:,} days under its heading.", field="file"
        )
    return found


def _read_row(cells: list[str], found: dict[date, str], today: date) -> str:
    """Take one row into `found`; the problem in words where it cannot be taken."""
    if len(cells) != 2:
        return f"{len(cells)} cells in place of 2"
    try:
        day = date.fromisoformat(cells[0].strip())
    except ValueError:
        return f"“{cells[0].strip()[:20]}” is no day like 2027-01-29"
    if day > today:
        return f"{day} is in the future"
    if day in found:
        return f"{day} stands there twice"
    try:
        price = _price(Decimal(cells[1].strip()))
    except InvalidOperation:
        price = None
    if price is None:
        return f"“{cells[1].strip()[:20]}” is no price above zero with at most 8 decimals"
    found[day] = price
    return ""


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
    agreement: EscrowAgreement, day: date, price: str, currency: str, source: str, reason: str,
    document: Document | None, *, actor: Actor, now: datetime, journal: bool,
) -> ClosingPrice:  # fmt: skip
    row = create(
        ClosingPrice(
            agreement=agreement, number=next_number(ClosingPrice, agreement=agreement), day=day, price=price,
            currency=currency, source=source, document=document, reason=reason, person_id=acting_person(actor),
            recorded_at=now,
        ),
        actor=actor, now=now, reason=reason or source,
    )  # fmt: skip
    if journal:
        note(
            agreement, "price.recorded", agreement, actor=actor, now=now, effective_on=day, reason=reason,
            after={"close": f"{currency} {price}"}, facts={"source": source},
        )  # fmt: skip
    return row
