"""Dividends on the shares in escrow: declared, what of them is the recipient's, received, passed on (SPA 3.2, EA 1.3).

Nothing here moves a share of the escrow: shares paid as a dividend that are the seller's stand outside its ledger.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from documents.actor import Actor
from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.services.recorded import create
from tranches.models import Dividend, DividendEntitlement, DividendSetAside, EscrowAgreement
from tranches.selectors.dividends import DividendRow, due_on, row_of
from tranches.selectors.rights import as_rows
from tranches.selectors.terms import terms_of, version_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, file_paper, local_day, needed, next_number, not_in_future
from tranches.services.journal import note
from tranches.services.telling import tell_dividend
from tranches.terms.figures import exact

MOST_PLACES = 8  # decimals of an amount per share
GREATEST_RATIO = 1_000_000


@dataclass(frozen=True)
class Ratio:
    """So many new shares for so many old ones."""

    new: int
    old: int


@act("record_dividend")
def record_dividend(
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
    actor: Actor,
    now: datetime,
) -> Dividend:
    """Record a dividend as the issuer declared it, with the paper that says so. The record date may still be to come.

    A record date before the declaration is possible: articles may allow it. Refuses a payment before the record date or the
    declaration, a declaration in the future, an amount of nothing or in no currency, a ratio of nothing, a dividend that is on
    record already, and shares as a dividend where the terms let them join the escrow.
    """
    not_in_future(agreement, declared_on, now, "declared_on")
    if payment_on < record_on:
        raise RuleViolation(
            "dates_out_of_order", "A dividend is not paid before its record date. Check both dates.", field="payment_on"
        )  # fmt: skip
    if payment_on < declared_on:
        raise RuleViolation(
            "dates_out_of_order", "A dividend is not paid before it is declared. Check both dates.", field="payment_on"
        )  # fmt: skip
    dividend = Dividend(
        agreement=agreement, kind=kind, declared_on=declared_on, record_on=record_on, payment_on=payment_on,
        person_id=acting_person(actor), recorded_at=now,
    )  # fmt: skip
    if kind == Dividend.Kind.CASH:
        dividend.currency = money.known_currency(currency)
        dividend.amount_per_share = _per_share(amount_per_share)
    elif kind == Dividend.Kind.SCRIP:
        _check_scrip(agreement, ratio)
        dividend.ratio_new, dividend.ratio_old = (ratio.new, ratio.old) if ratio else (None, None)
    else:
        raise RuleViolation(
            "wrong_kind", "Choose whether the dividend is paid in money or in shares.", field="kind"
        )
    _refuse_repeated(dividend)
    dividend.number = next_number(Dividend, agreement=agreement)
    dividend.document = file_paper(
        agreement, paper, kind="dividend_declaration", title=f"Declaration of dividend {dividend}", dated_on=declared_on,
        actor=actor, now=now,
    )  # fmt: skip
    create(dividend, actor=actor, now=now, reason="declared by the issuer")
    note(
        agreement, "dividend.recorded", agreement, actor=actor, now=now, effective_on=declared_on,
        facts={
            "dividend": str(dividend), "paid": dividend.get_kind_display().lower(), "per_share": per_share_text(dividend),
            "record_date": record_on, "payment_date": payment_on,
        },
        documents=(dividend.document,),
    )  # fmt: skip
    tell_dividend(dividend, actor=actor, now=now)
    return dividend


@act("set_aside_dividend")
def set_aside_dividend(
    *, dividend: Dividend, reason: str, paper: Intake | None = None, actor: Actor, now: datetime
) -> DividendSetAside:
    """Set a dividend aside that was recorded wrongly or that the issuer took back. Refuses once money or shares moved on it."""
    reason = needed(
        reason, "Say why it is set aside: recorded wrongly, or taken back by the issuer.", "reason"
    )
    row = standing_row(dividend, now)
    if row.receipts or row.passed_on:
        raise RuleViolation(
            "already_paid",
            f"Money or shares have come in or gone out on {dividend}. It stays; correct its entitlement instead.",
        )
    document = None
    if paper is not None:
        document = file_paper(
            dividend.agreement, paper, kind="dividend_taken_back", title=f"Dividend {dividend} taken back",
            dated_on=local_day(dividend.agreement, now), actor=actor, now=now,
        )  # fmt: skip
    set_aside = create(
        DividendSetAside(
            dividend=dividend, reason=reason, document=document, person_id=acting_person(actor), recorded_at=now
        ),
        actor=actor, now=now, reason=reason,
    )  # fmt: skip
    note(
        dividend.agreement, "dividend.set_aside", dividend.agreement, actor=actor, now=now,
        effective_on=local_day(dividend.agreement, now), facts={"dividend": str(dividend)}, reason=reason,
        documents=(document,) if document else (),
    )  # fmt: skip
    return set_aside


@act("establish_entitlement")
def establish_entitlement(
    *, dividend: Dividend, reason: str = "", actor: Actor, now: datetime
) -> DividendEntitlement:
    """Reckon what the recipient is due, from the ledger at the end of the record date as it is known now.

    A second time it is a correction beside the first, with its reason. Refuses while the record date has not ended, where no share
    stood in escrow that day, and a correction that would change nothing.
    """
    agreement = dividend.agreement
    row = standing_row(dividend, now)
    if row.now is None:
        raise RuleViolation(
            "record_date_not_over",
            f"The record date {day_words(dividend.record_on)} has not ended. Reckon the entitlement on the day after it.",
            clause=terms_of(agreement).clause("rights"),
        )
    earlier = row.entitlement
    if earlier is None and not row.now.in_name:
        raise RuleViolation(
            "no_shares_that_day", f"No share stood in escrow at the end of {day_words(dividend.record_on)}. Nothing is due."
        )  # fmt: skip
    if earlier is not None:
        if not row.is_overtaken:
            raise RuleViolation(
                "nothing_changed", f"The ledger of the record date still gives what {earlier} says. Nothing was changed."
            )  # fmt: skip
        reason = needed(reason, "Say which later posting or paper changed what stood that day.", "reason")
    due = due_on(dividend, row.now.entitled)
    entitlement = create(
        DividendEntitlement(
            dividend=dividend, number=next_number(DividendEntitlement, dividend=dividend), line=row.now.line,
            terms_version=version_of(agreement, dividend.record_on), shares_in_name=row.now.in_name, shares=row.now.entitled,
            amount_minor=due.whole if dividend.is_cash else None, shares_due=None if dividend.is_cash else due.whole,
            remainder=exact(due.remainder), derivation=as_rows(row.now.portions), reason=reason.strip(),
            person_id=acting_person(actor), recorded_at=now,
        ),
        actor=actor, now=now, reason=reason.strip() or "record date ended",
    )  # fmt: skip
    note(
        agreement, "dividend.entitled", agreement, actor=actor, now=now, effective_on=dividend.record_on,
        before={"due": due_text(dividend, row.due)} if earlier else None,
        after={"due": due_text(dividend, due.whole)},
        facts={
            "dividend": str(dividend), "shares": row.now.entitled, "held_in_the_agents_name": row.now.in_name,
            "portions": as_rows(row.now.portions), "rounded_by": exact(due.remainder),
        },
        reason=reason.strip(),
    )  # fmt: skip
    return entitlement


def standing_row(dividend: Dividend, now: datetime) -> DividendRow:
    """The dividend as it stands now; refuses one that was set aside."""
    row = row_of(dividend, local_day(dividend.agreement, now))
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


def _per_share(amount: Decimal | None) -> str:
    """The amount as plain decimal text; refuses nothing, less, and more than eight decimals."""
    usable = amount is not None and amount.is_finite() and 0 < amount < 10**12
    if amount is None or not usable or amount != amount.quantize(Decimal(1).scaleb(-MOST_PLACES)):
        raise RuleViolation(
            "amount_unusable", f"Enter an amount a share above zero with at most {MOST_PLACES} decimals.",
            field="amount_per_share",
        )  # fmt: skip
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _check_scrip(agreement: EscrowAgreement, ratio: Ratio | None) -> None:
    """Where new shares join the escrow, each line in it grows alike: that is a split, and goes the way of a corporate action."""
    terms = terms_of(agreement)
    if ratio is None or not (0 < ratio.new <= GREATEST_RATIO and 0 < ratio.old <= GREATEST_RATIO):
        raise RuleViolation(
            "ratio_unusable", "Enter how many new shares come for how many held, both at least 1.", field="ratio_new"
        )  # fmt: skip
    if terms.settings.scrip_dividend != "to_seller":
        raise RuleViolation(
            "scrip_joins",
            "By the terms shares paid as a dividend join the escrow pro rata. Record them on the page of the agreement as a corporate"
            f" action: a split that makes {ratio.old + ratio.new:,} shares of every {ratio.old:,}.",
            field="kind", clause=terms.clause("rights"),
        )  # fmt: skip


def _refuse_repeated(dividend: Dividend) -> None:
    """The same dividend twice would be paid twice."""
    known = Dividend.objects.filter(
        agreement=dividend.agreement, kind=dividend.kind, record_on=dividend.record_on, currency=dividend.currency,
        amount_per_share=dividend.amount_per_share, ratio_new=dividend.ratio_new, ratio_old=dividend.ratio_old,
        set_aside__isnull=True,
    ).first()  # fmt: skip
    if known is not None:
        raise RuleViolation(
            "dividend_on_record",
            f"{known} is this dividend: the same record date and the same amount. Look at it, or correct what you typed.",
            field="record_on",
        )
