"""The statement of a penalty for late release, addressed to one debtor, with copies to the others (SPA 8.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from documents.papers.parts import Instrument, Note, Reading, SignatureBlock, require_money, require_shares
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from tranches.models import AgreementParty, Tranche
from tranches.money.selectors.penalty import owed_of
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.days import day_of
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.deal.settings import question_named
from tranches.terms.sums.penalty import Penalty

FOLLOWED = ("penalty_start", "penalty_value", "penalty_cap")


@dataclass(frozen=True, kw_only=True)
class PenaltyPeriod:
    """A run of days of delay on which nothing changed: shares, price and its day, and what the run adds, exactly.

    `excused` says that a decision leaves these days out, `capped` that the cap stopped them short.
    """

    starts_on: date
    ends_on: date
    days: int
    shares: int
    price: Fraction | None
    price_of: date | None
    added: Fraction
    excused: bool = False
    capped: bool = False

    def __post_init__(self) -> None:
        require_shares(self.shares, "unreleased")


@paper(
    PaperKind("penalty_statement", "a statement", kept_as="money"),
)
@dataclass(frozen=True, kw_only=True)
class PenaltySheet(IssuedSheet):
    """What the delay of one tranche comes to for one debtor, with its derivation (SPA 8.2).

    The periods' exact additions make up `exact`; `amount_minor` is that, rounded half up once. Who owes which part stays open
    until it is decided.
    """

    template = "papers/penalty.html"

    dated_on: date
    instrument: Instrument
    tranche_label: str
    tranche_label_zh: str
    debtor: str
    debtor_zh: str
    due_on: date
    until: date
    days: int
    days_excused: int
    periods: tuple[PenaltyPeriod, ...]
    exact: Fraction
    amount_minor: int
    currency: str
    places: int
    rate: Fraction
    cap: Fraction
    readings: tuple[Reading, ...]
    notes: tuple[Note, ...]
    penalty_clauses: str = ""

    def __post_init__(self) -> None:
        require_money(self.amount_minor, self.places, "the penalty")
        if sum((period.added for period in self.periods), Fraction(0)) != self.exact:
            raise ValueError("the periods of a penalty must add up to it")
        if 2 * abs(self.exact * 10**self.places - self.amount_minor) > 1:
            raise ValueError("a penalty is its exact sum, rounded once")
        if self.until <= self.due_on:
            raise ValueError("a penalty begins after the day on which the shares were due")

    def titles(self) -> tuple[str, str]:
        return (
            f"Penalty for late release: {self.tranche_label}",
            f"迟延释放违约金：{self.tranche_label_zh}",
        )


def penalty_sheet(
    tranche: Tranche, debtor: AgreementParty, found: Penalty, *, minor: int, reference: str, now: datetime
) -> PenaltySheet:
    """The statement as computed. Terms without a penalty have none (ValueError)."""
    agreement, terms = tranche.agreement, terms_of(tranche.agreement)
    if terms.penalty is None:
        raise ValueError("the terms know no penalty")
    return PenaltySheet(
        frame=frame_of(agreement, reference=reference, now=now, but=(naming.AGENT, debtor.part)),
        to_lines=naming.address_lines(debtor),
        dated_on=day_of(now, agreement),
        agreements=common.agreements_of(terms),
        instrument=common.instrument_of(terms),
        tranche_label=naming.tranche_name(tranche.number),
        tranche_label_zh=naming.tranche_name_zh(tranche.number),
        debtor=naming.with_letter(debtor.party.name, debtor.letter),
        debtor_zh=naming.chinese_name(debtor),
        due_on=found.due_on,
        until=found.until,
        days=found.days,
        days_excused=found.days_excused,
        periods=tuple(
            PenaltyPeriod(
                starts_on=run.starts_on,
                ends_on=run.ends_on,
                days=run.days,
                shares=run.shares,
                price=run.price,
                price_of=run.price_of,
                added=run.added,
                excused=run.is_excused,
                capped=run.is_capped,
            )
            for run in found.runs
        ),
        exact=found.exact,
        amount_minor=minor,
        currency=terms.penalty.currency,
        places=MINOR_PLACES[terms.penalty.currency],
        rate=terms.penalty.rate_per_day,
        cap=terms.penalty.cap,
        readings=readings_of(terms),
        notes=(*provisional_notes(tranche, terms), *unit_notes(tranche), *notes_of(terms)),
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        penalty_clauses=terms.clause("penalty"),
    )


def readings_of(terms: AgreementTerms) -> tuple[Reading, ...]:
    """The three open questions of the penalty and the readings followed."""
    return tuple(_reading(terms, name) for name in FOLLOWED)


def _reading(terms: AgreementTerms, name: str) -> Reading:
    question, chosen = question_named(name), terms.settings.chosen(name)
    return Reading(
        question=question.question,
        question_zh=question.question_zh,
        chosen=chosen.label,
        chosen_zh=chosen.label_zh,
        clause=terms.clause("penalty"),
    )


def provisional_notes(tranche: Tranche, terms: AgreementTerms) -> tuple[Note, ...]:
    """That the due day may still move, while the transfer's period has not begun (EA 3.2)."""
    owed = owed_of(tranche)
    if owed is None or not owed.is_provisional:
        return ()
    return (
        Note(
            text="Not every document of the release is at hand, so the period of the transfer has not begun. When it begins, the "
            "due day may move by the reading followed, and the amount with it.",
            text_zh="释放所需文件尚未齐备，转让期限未起算。起算后，依所采解释，到期日及金额可能变动。",
            clause=terms.clause("transfer"),
        ),
    )


def unit_notes(tranche: Tranche) -> tuple[Note, ...]:
    """That shares and closes are those of the terms' unit, once a corporate action has changed the market's."""
    agreement = tranche.agreement
    if current_line(agreement).number == 1:
        return ()
    return (
        Note(
            text="Shares count in the unit of the terms, as before the corporate actions; a close of a later day is multiplied by "
            "the exact ratio of its day, so the value is the same.",
            text_zh="股数以协议单位（公司行动之前）计；其后各日之收盘价乘以当日之精确比例，价值不变。",
        ),
    )


def _trading(terms: AgreementTerms) -> tuple[str, str]:
    """Whose trading days the statement goes by."""
    exchange = terms.instrument.exchange
    if not exchange:
        return "Trading days are Monday to Friday.", "交易日为周一至周五。"
    return f"Trading days are those of the exchange {exchange}.", f"交易日以交易所 {exchange} 之日历为准。"


def notes_of(terms: AgreementTerms) -> tuple[Note, ...]:
    """How the days, the prices and the cap are counted, and what this paper does not decide."""
    clause = terms.clause("penalty")
    return (
        Note(
            text="A day counts when it is later than the due day and began with due shares unreleased. The unreleased shares "
            "of a day are those the year entitles to less what the transfer agent had confirmed before that day.",
            text_zh="到期日之后且当日开始时仍有应释放而未释放股份者，计为迟延日。"
            "当日未释放股数为该年度应释放股数减去过户代理人于此前确认之股数。",
            clause=clause,
        ),
        Note(
            text=f"{_trading(terms)[0]} Every trading day has its close on record; a day without trading has the last close before "
            "it. The sum grows until it reaches the cap of the value on the day the reading names; what was added is not taken "
            "back when the value falls.",
            text_zh=f"{_trading(terms)[1]}各交易日之收盘价均已登记；无交易日按其前最后收盘价计。累计至所采解释之日市值之上限为止；"
            "此后市值下跌，已计金额不予扣回。",
            clause=clause,
        ),
        Note(
            text="The amount is stated to each debtor in full. It is owed once: their parts stay open until an agreement, an "
            "award or a judgment decides them.",
            text_zh="本金额向各债务方全额列示，但仅应支付一次；各方份额待协议、裁决或判决确定。",
            clause=clause,
        ),
        Note(
            text="The days for which a recorded decision finds a justified reason are left out for this debtor; "
            "the escrow agent judges no dispute.",
            text_zh="经记录之决定认定具有正当理由之日，就该债务方予以剔除；托管代理人不裁断争议。",
            clause=terms.clause("documents_govern"),
        ),
    )
