"""The penalty for late release as it stands for one tranche: what is due, what went out, prices, decisions (SPA 8.2).

Computed from the record each time; only a statement fixes it. Who owes which part is for no one here to say.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor

from django.db.models import Q

from documents.days import day_words
from tranches.models import AgreementParty, EscrowAgreement, Instruction, InstructionLine, Posting, Tranche
from tranches.money.models import ClosingPrice, DelayReason, PenaltyStatement
from tranches.selectors.assessment.assessments import current_assessment, result_of
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.days import day_of
from tranches.selectors.docket.docket import release_clocks
from tranches.selectors.ledger.units import ratios_by_day, ratios_of
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import PenaltyTerms
from tranches.terms.calendar import BusinessCalendar
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.sums.penalty import Penalty, Valued, due_day, penalty, unpriced, without_close

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Owed:
    """The facts of one tranche: the day its shares were due, how many, and how many went out on which day.

    `shares` is None before the report: then nobody knows whether any share meets the conditions.
    """

    terms: PenaltyTerms
    due_on: date
    release_due: date
    transfer_due: date | None
    shares: int | None
    released: dict[date, int]

    @property
    def is_provisional(self) -> bool:
        """Whether the transfer's period, which may move the due day, has not begun because a document is missing."""
        return self.transfer_due is None

    def left_on(self, day: date) -> int:
        """The shares that were due and unreleased when the day began."""
        return (self.shares or 0) - sum(count for on, count in self.released.items() if on < day)


@dataclass(frozen=True)
class DebtorView:
    """One debtor with what the delay comes to until a day; or the sentence why that cannot be said.

    Where a closing price is missing the count stops before the first day that it values; `why_not` names what is missing.
    """

    part: AgreementParty
    penalty: Penalty | None
    minor: int
    why_not: str


@dataclass(frozen=True)
class PenaltyView:
    """What the tranche's page shows: before the due day what a day of delay would cost, after it what it came to."""

    owed: Owed
    today: date
    left: int
    is_late: bool
    per_day: Fraction | None
    price_of: date | None
    price: Fraction | None
    debtors: list[DebtorView]
    decisions: list[DelayReason]
    statements: list[PenaltyStatement]

    @property
    def next_day(self) -> date:
        return self.owed.due_on + ONE_DAY


def owed_of(tranche: Tranche) -> Owed | None:
    """The facts; None where the terms know no penalty."""
    agreement = tranche.agreement
    terms = terms_of(agreement)
    if terms.penalty is None:
        return None
    clocks = release_clocks(agreement)
    release = next(
        clock.day for clock in clocks if clock.name == "release" and tranche.number in clock.numbers
    )
    transfer = _transfer_due(tranche, clocks)
    start = terms.settings.penalty_start
    return Owed(
        terms=terms.penalty,
        due_on=due_day(start, release_due=release, transfer_due=transfer),
        release_due=release,
        transfer_due=transfer,
        shares=_shares_due(tranche),
        released=_released(tranche),
    )


def _transfer_due(tranche: Tranche, clocks: list[Clock]) -> date | None:
    """The transfer's deadline of the instruction that carries out this year, once its documents are all at hand (EA 3.2)."""
    own = (InstructionLine.Origin.OWN, InstructionLine.Origin.GOVERNED)
    found = {
        clock.subject.number: clock.day
        for clock in clocks
        if isinstance(clock.subject, Instruction)
        and any(line.tranche_id == tranche.pk and line.origin in own for line in clock.subject.lines.all())
    }
    return found[min(found)] if found else None


def _shares_due(tranche: Tranche) -> int | None:
    """What the year entitles to by the newest assessment: its own release, and what its excess restores to earlier years."""
    assessment = current_assessment(tranche.agreement)
    result = result_of(assessment, tranche.number)
    if assessment is None or result is None:
        return None
    restored = sum(
        entry["shares"] for entry in assessment.result["offsets"] if entry["from"] == tranche.number
    )
    return int(result["own_release"]) + int(restored)


def _released(tranche: Tranche) -> dict[date, int]:
    """What the transfer agent confirmed of this year's lines, by the day it did, less what came back of wrong deliveries.

    In whole shares of the terms: confirmed in a later security line it counts by the exact ratio, and what makes up no whole
    share yet counts with the next. Whether a day on which shares were with a stranger was one of delay is for the parties, not
    for this count.
    """
    own = Q(release_line__instruction_line__tranche=tranche) & ~Q(
        release_line__instruction_line__origin=InstructionLine.Origin.OFFSET
    )
    rows = Posting.objects.filter(
        own | Q(release_line__instruction_line__offset_by=tranche),
        agreement=tranche.agreement_id,
        kind__in=(Posting.Kind.RELEASE, Posting.Kind.RECOVERY),
    )
    ratios = ratios_of(tranche.agreement)
    by_day: dict[date, Fraction] = defaultdict(Fraction)
    for kind, day, shares, line in rows.values_list("kind", "effective_on", "shares", "line__number"):
        by_day[day] += (shares if kind == Posting.Kind.RELEASE else -shares) / ratios[line]
    found: dict[date, int] = {}
    together = Fraction(0)
    for day in sorted(by_day):
        together += by_day[day]
        found[day] = floor(together) - sum(found.values())
    return found


def prices_of(agreement: EscrowAgreement) -> dict[date, Fraction]:
    """The close of each day on record; a later row for a day corrects the earlier one."""
    rows = ClosingPrice.objects.filter(agreement=agreement).order_by("number")
    return {day: Fraction(price) for day, price in rows.values_list("day", "price")}


def values_of(agreement: EscrowAgreement) -> dict[date, Fraction]:
    """What one share of the terms was worth at the close of each day on record.

    The market counts in the security line of that day: after a split of 10 for 1 a share of the terms is worth ten closes.
    """
    per_share = ratios_by_day(agreement)
    return {day: price * per_share(day) for day, price in prices_of(agreement).items()}


def newest_prices(agreement: EscrowAgreement, count: int) -> list[ClosingPrice]:
    """The rows of the newest days, corrections included, newest first."""
    return list(ClosingPrice.objects.filter(agreement=agreement).order_by("-day", "-number")[:count])


def decisions_on(tranche: Tranche) -> list[DelayReason]:
    """The recorded decisions on reasons for delay, in the order they were recorded."""
    rows = DelayReason.objects.filter(tranche=tranche).select_related("debtor__party", "document")
    return list(rows.order_by("number"))


def excused_days(decisions: list[DelayReason], debtor: AgreementParty) -> frozenset[date]:
    """The days a debtor is excused for; of two decisions on a day the later recorded one counts."""
    days: set[date] = set()
    for decision in decisions:
        if decision.debtor_id != debtor.pk:
            continue
        length = (decision.ends_on - decision.starts_on).days + 1
        named = {decision.starts_on + timedelta(days=number) for number in range(length)}
        days = days | named if decision.is_justified else days - named
    return frozenset(days)


def debtors_of(agreement: EscrowAgreement) -> list[AgreementParty]:
    """The parts that can owe the penalty, by the terms; none where the terms know no penalty."""
    terms = terms_of(agreement).penalty
    if terms is None:
        return []
    rows = AgreementParty.objects.filter(agreement=agreement, part__in=terms.debtors).select_related("party")
    return sorted(rows, key=lambda row: terms.debtors.index(row.part))


def penalty_of(
    tranche: Tranche,
    owed: Owed,
    *,
    debtor: AgreementParty,
    until: date,
    prices: dict[date, Fraction],
    decisions: list[DelayReason],
) -> Penalty:
    """The penalty for one debtor until a day. Raises TermsError, naming them, where trading days have no closing price."""
    return penalty(
        terms=owed.terms,
        by=valued(tranche.agreement, prices),
        due_on=owed.due_on,
        until=until,
        shares=owed.shares or 0,
        released=owed.released,
        excused=excused_days(decisions, debtor),
    )


def valued(agreement: EscrowAgreement, prices: dict[date, Fraction]) -> Valued:
    """Which closes value a day of delay, by the readings followed and the trading days of the instrument's exchange."""
    terms = terms_of(agreement)
    return Valued(
        value=terms.settings.penalty_value,
        cap=terms.settings.penalty_cap,
        prices=prices,
        last_traded=BusinessCalendar.of_exchange(terms).last_until,
    )


def priced_until(tranche: Tranche, owed: Owed, until: date) -> date:
    """The last day until which the delay can be valued by the closing prices on record; `until` where none is missing."""
    first, _ = unpriced(
        by=valued(tranche.agreement, values_of(tranche.agreement)),
        due_on=owed.due_on,
        until=until,
        shares=owed.shares or 0,
        released=owed.released,
    )
    return until if first is None or first - ONE_DAY <= owed.due_on else first - ONE_DAY


def penalty_view(tranche: Tranche, now: datetime) -> PenaltyView | None:
    """What the page shows; None where the terms know no penalty."""
    agreement, today = tranche.agreement, day_of(now, tranche.agreement)
    owed = owed_of(tranche)
    if owed is None:
        return None
    prices, decisions = values_of(agreement), decisions_on(tranche)
    places = MINOR_PLACES[owed.terms.currency]
    known = max((day for day in prices if day <= today), default=None)
    left = owed.left_on(today + ONE_DAY)
    price = prices[known] if known else None
    return PenaltyView(
        owed=owed,
        today=today,
        left=left,
        is_late=today > owed.due_on and owed.left_on(owed.due_on + ONE_DAY) > 0,
        per_day=owed.terms.rate_per_day * price * left if price is not None else None,
        price_of=known,
        price=price,
        debtors=[
            _debtor(tranche, owed, part, today, prices, decisions, places) for part in debtors_of(agreement)
        ],
        decisions=decisions,
        statements=list(
            PenaltyStatement.objects.filter(tranche=tranche)
            .select_related("debtor__party", "document")
            .order_by("number")
        ),
    )


def _debtor(
    tranche: Tranche,
    owed: Owed,
    part: AgreementParty,
    today: date,
    prices: dict[date, Fraction],
    decisions: list[DelayReason],
    places: int,
) -> DebtorView:
    first, missing = unpriced(
        by=valued(tranche.agreement, prices),
        due_on=owed.due_on,
        until=today,
        shares=owed.shares or 0,
        released=owed.released,
        excused=excused_days(decisions, part),
    )
    until, why_not = today, ""
    if first is not None:
        until = first - ONE_DAY
        why_not = (
            f"No closing price is on record for {without_close(missing)}; what is after "
            f"{day_words(until)} is not counted before it is recorded."
        )
    if first is not None and until <= owed.due_on:
        return DebtorView(part, None, 0, why_not)
    found = penalty_of(tranche, owed, debtor=part, until=until, prices=prices, decisions=decisions)
    return DebtorView(part, found, found.minor(places), why_not)
