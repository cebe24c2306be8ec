"""Dividends on the shares in escrow: declared, what of them is the recipient's, received, passed on (SPA 3.2, EA 1.3).

Nothing here moves a share of the escrow: shares paid as a dividend that are the seller's stand outside its ledger.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import EscrowAgreement
from tranches.rights.models import Dividend, DividendEntitlement, DividendSetAside
from tranches.rights.selectors.dividends import DividendRow, due_on, row_of
from tranches.rights.selectors.rights import Standing, as_rows
from tranches.rights.telling import tell_dividend
from tranches.selectors.terms import terms_of, version_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.terms.sums.figures import exact

MOST_PLACES = 8  # decimals of an amount per share
GREATEST_RATIO = 1_000_000


@dataclass(frozen=True)
class Ratio:
    """So many new shares for so many old ones."""

    new: int
    old: int


@act("record_dividend")
def record_dividend(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    kind: str,
    declared_on: date,
    record_on: date,
    payment_on: date,
    amount_per_share: Decimal | None = None,
    currency: str = "",
    ratio: Ratio | None = None,
    paper: Intake,
) -> Dividend:
    """Record a dividend as the issuer declared it, with the paper that says so. The record date may still be to come.

    A record date before the declaration is possible: articles may allow it. Refuses a payment before the record date or the
    declaration, a declaration in the future, an amount of nothing or in no currency, a ratio of nothing, a dividend that is on
    record already, and shares as a dividend where the terms let them join the escrow.
    """
    _check_days(deed, declared_on, record_on, payment_on)
    dividend = Dividend(
        agreement=agreement,
        kind=kind,
        declared_on=declared_on,
        record_on=record_on,
        payment_on=payment_on,
        person_id=acting_person(deed.actor),
        recorded_at=deed.now,
    )
    _say_what_is_paid(dividend, amount_per_share, currency, ratio)
    _refuse_repeated(dividend)
    dividend.number = next_number(Dividend, agreement=agreement)
    dividend.document = deed.file(
        paper,
        about=agreement,
        kind="dividend_declaration",
        title=f"Declaration of dividend {dividend}",
        dated_on=declared_on,
    )
    deed.create(dividend, why="declared by the issuer")
    deed.note(
        "dividend.recorded",
        agreement,
        effective_on=declared_on,
        facts={
            "dividend": str(dividend),
            "paid": dividend.get_kind_display().lower(),
            "per_share": per_share_text(dividend),
            "record_date": record_on,
            "payment_date": payment_on,
        },
        documents=(dividend.document,),
    )
    tell_dividend(deed, dividend)
    return dividend


@act("set_aside_dividend")
def set_aside_dividend(
    deed: Deed, *, dividend: Dividend, reason: str, paper: Intake | None = None
) -> DividendSetAside:
    """Set a dividend aside that was recorded wrongly or that the issuer took back. Refuses once money or shares moved on it."""
    reason = needed(
        reason, "Say why it is set aside: recorded wrongly, or taken back by the issuer.", "reason"
    )
    row = standing_row(deed, dividend)
    if row.receipts or row.passed_on:
        raise RuleViolation(
            "already_paid",
            f"Money or shares have come in or gone out on {dividend}. It stays; correct its entitlement instead.",
        )
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=dividend.agreement,
            kind="dividend_taken_back",
            title=f"Dividend {dividend} taken back",
            dated_on=deed.today,
        )
    set_aside = deed.create(
        DividendSetAside(
            dividend=dividend,
            reason=reason,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "dividend.set_aside",
        dividend.agreement,
        effective_on=deed.today,
        facts={"dividend": str(dividend)},
        reason=reason,
        documents=(document,) if document else (),
    )
    return set_aside


@act("establish_entitlement")
def establish_entitlement(deed: Deed, *, dividend: Dividend, reason: str = "") -> DividendEntitlement:
    """Reckon what the recipient is due, from the ledger at the end of the record date as it is known now.

    A second time it is a correction beside the first, with its reason. Refuses while the record date has not ended, where no share
    stood in escrow that day, and a correction that would change nothing.
    """
    agreement = dividend.agreement
    row = standing_row(deed, dividend)
    standing, reason = _check_can_reckon(row, reason)
    due = due_on(dividend, standing.entitled)
    entitlement = deed.create(
        DividendEntitlement(
            dividend=dividend,
            number=next_number(DividendEntitlement, dividend=dividend),
            line=standing.line,
            terms_version=version_of(agreement, dividend.record_on),
            shares_in_name=standing.in_name,
            shares=standing.entitled,
            amount_minor=due.whole if dividend.is_cash else None,
            shares_due=None if dividend.is_cash else due.whole,
            remainder=exact(due.remainder),
            derivation=as_rows(standing.portions),
            reason=reason,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reason or "record date ended",
    )
    deed.note(
        "dividend.entitled",
        agreement,
        effective_on=dividend.record_on,
        before={"due": due_text(dividend, row.due)} if row.entitlement else None,
        after={"due": due_text(dividend, due.whole)},
        facts={
            "dividend": str(dividend),
            "shares": standing.entitled,
            "held_in_the_agents_name": standing.in_name,
            "portions": as_rows(standing.portions),
            "rounded_by": exact(due.remainder),
        },
        reason=reason,
    )
    return entitlement


def standing_row(deed: Deed, dividend: Dividend) -> DividendRow:
    """The dividend as it stands now; refuses one that was set aside."""
    row = row_of(dividend, deed.today)
    if row.set_aside is not None:
        raise RuleViolation("set_aside", f"{dividend} was set aside and counts no more. Record it anew.")
    return row


def due_text(dividend: Dividend, due: int) -> str:
    """What is due in words: `USD 375,000.00`, or `750,000 shares`."""
    return money.text(due, dividend.currency) if dividend.is_cash else f"{due:,} shares"


def per_share_text(dividend: Dividend) -> str:
    """`USD 0.025 a share`, or `1 new share for every 20`."""
    if dividend.is_cash:
        return f"{dividend.currency} {dividend.amount_per_share} a share"
    noun = "share" if dividend.ratio_new == 1 else "shares"
    return f"{dividend.ratio_new:,} new {noun} for every {dividend.ratio_old:,}"


def _check_days(deed: Deed, declared_on: date, record_on: date, payment_on: date) -> None:
    not_in_future(deed.agreement, declared_on, deed.now, "declared_on")
    if payment_on < record_on:
        raise RuleViolation(
            "dates_out_of_order",
            "A dividend is not paid before its record date. Check both dates.",
            field="payment_on",
        )
    if payment_on < declared_on:
        raise RuleViolation(
            "dates_out_of_order",
            "A dividend is not paid before it is declared. Check both dates.",
            field="payment_on",
        )


def _say_what_is_paid(
    dividend: Dividend, amount_per_share: Decimal | None, currency: str, ratio: Ratio | None
) -> None:
    """Write what a share brings into the dividend: money, or new shares."""
    if dividend.kind == Dividend.Kind.CASH:
        dividend.currency = money.known_currency(currency)
        dividend.amount_per_share = _per_share(amount_per_share)
    elif dividend.kind == Dividend.Kind.SCRIP:
        _check_scrip(dividend.agreement, ratio)
        dividend.ratio_new, dividend.ratio_old = (ratio.new, ratio.old) if ratio else (None, None)
    else:
        raise RuleViolation(
            "wrong_kind", "Choose whether the dividend is paid in money or in shares.", field="kind"
        )


def _per_share(amount: Decimal | None) -> str:
    """The amount as plain decimal text; refuses nothing, less, and more than eight decimals."""
    usable = amount is not None and amount.is_finite() and 0 < amount < 10**12
    if amount is None or not usable or amount != amount.quantize(Decimal(1).scaleb(-MOST_PLACES)):
        raise RuleViolation(
            "amount_unusable",
            f"Enter an amount a share above zero with at most {MOST_PLACES} decimals.",
            field="amount_per_share",
        )
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _check_scrip(agreement: EscrowAgreement, ratio: Ratio | None) -> None:
    """Where new shares join the escrow, each line in it grows alike: that is a split, and goes the way of a corporate action."""
    terms = terms_of(agreement)
    if ratio is None or not (0 < ratio.new <= GREATEST_RATIO and 0 < ratio.old <= GREATEST_RATIO):
        raise RuleViolation(
            "ratio_unusable",
            "Enter how many new shares come for how many held, both at least 1.",
            field="ratio_new",
        )
    if terms.settings.scrip_dividend != "to_seller":
        raise RuleViolation(
            "scrip_joins",
            "By the terms shares paid as a dividend join the escrow pro rata. Record them on the page of the agreement as a corporate"
            f" action: a split that makes {ratio.old + ratio.new:,} shares of every {ratio.old:,}.",
            field="kind",
            clause=terms.clause("rights"),
        )


def _check_can_reckon(row: DividendRow, reason: str) -> tuple[Standing, str]:
    """What stood in escrow at the end of the record date, and the reason of a correction."""
    if row.now is None:
        raise RuleViolation(
            "record_date_not_over",
            f"The record date {day_words(row.dividend.record_on)} has not ended. Reckon the entitlement on the day after it.",
            clause=terms_of(row.dividend.agreement).clause("rights"),
        )
    earlier = row.entitlement
    if earlier is None and not row.now.in_name:
        raise RuleViolation(
            "no_shares_that_day",
            f"No share stood in escrow at the end of {day_words(row.dividend.record_on)}. Nothing is due.",
        )
    if earlier is not None:
        if not row.is_overtaken:
            raise RuleViolation(
                "nothing_changed",
                f"The ledger of the record date still gives what {earlier} says. Nothing was changed.",
            )
        reason = needed(reason, "Say which later posting or paper changed what stood that day.", "reason")
    return row.now, reason.strip()


def _refuse_repeated(dividend: Dividend) -> None:
    """The same dividend twice would be paid twice."""
    known = Dividend.objects.filter(
        agreement=dividend.agreement,
        kind=dividend.kind,
        record_on=dividend.record_on,
        currency=dividend.currency,
        amount_per_share=dividend.amount_per_share,
        ratio_new=dividend.ratio_new,
        ratio_old=dividend.ratio_old,
        set_aside__isnull=True,
    ).first()
    if known is not None:
        raise RuleViolation(
            "dividend_on_record",
            f"{known} is this dividend: the same record date and the same amount. Look at it, or correct what you typed.",
            field="record_on",
        )
