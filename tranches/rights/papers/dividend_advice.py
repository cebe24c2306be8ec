"""The advice to the recipient: what of a dividend is his, what came in for him, and what was passed on (SPA 3.2, EA 1.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from documents.papers.parts import Instrument, Note, SignatureBlock, require_money
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.rights.models import Dividend
from tranches.rights.papers.rights import RightsPortion, counted, portions_shown
from tranches.rights.selectors.dividends import DividendRow, due_on
from tranches.rights.selectors.rights import READING, recipient_of
from tranches.selectors.days import day_of
from tranches.selectors.ledger.units import line_on
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.currencies import MINOR_PLACES


@paper(
    PaperKind("dividend_advice", "an advice", kept_as="money"),
)
@dataclass(frozen=True, kw_only=True)
class DividendAdviceSheet(IssuedSheet):
    """What of a dividend is the recipient's, what came in, and what was passed on to him.

    A dividend in money has `currency` and `places` and counts minor units; one in shares has neither and counts shares, with nothing
    received or withheld. `due` is `exact` rounded once; `moved` is what this advice is about, `moved_before` what went before it.
    """

    template = "papers/dividend_advice.html"

    dated_on: date
    instrument: Instrument
    dividend: str
    declared_on: date
    record_on: date
    payment_on: date
    per_share: str
    per_share_zh: str
    portions: tuple[RightsPortion, ...]
    exact: Fraction
    due: int
    received: int
    withheld: int
    moved: int
    moved_before: int
    moved_on: date
    currency: str
    places: int
    notes: tuple[Note, ...]
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        for amount in (self.due, self.received, self.withheld, self.moved, self.moved_before):
            require_money(amount, self.places, "an amount of a dividend")
        if not self.moved:
            raise ValueError("an advice is about more than nothing")
        if abs(self.exact - self.due) >= 1:
            raise ValueError("what is due is its exact sum, rounded once")
        if self.moved + self.moved_before + self.withheld > self.due:
            raise ValueError("more is passed on than is due")
        if self.moved_on <= self.record_on:
            raise ValueError("nothing is passed on before the record date has ended")

    @property
    def in_money(self) -> bool:
        return bool(self.currency)

    @property
    def entitled(self) -> int:
        return counted(self.portions)

    @property
    def in_name(self) -> int:
        return sum(portion.shares for portion in self.portions)

    @property
    def remainder(self) -> Fraction:
        """What rounding left out (or, below zero, put in), in the units of `due`."""
        return self.exact - self.due

    @property
    def outstanding(self) -> int:
        return self.due - self.withheld - self.moved_before - self.moved

    def titles(self) -> tuple[str, str]:
        return f"Advice of dividend {self.dividend}", f"股息通知书 {self.dividend}"


def dividend_advice_sheet(
    row: DividendRow, *, moved: int, moved_on: date, reference: str, now: datetime
) -> DividendAdviceSheet:
    """The advice of what is passed on now; `row` is the dividend before it. Without entitlement there is none (ValueError)."""
    dividend, entitlement = row.dividend, row.entitlement
    recipient = recipient_of(dividend.agreement)
    if entitlement is None or recipient is None:
        raise ValueError("an advice has an entitlement and who it is for")
    terms = terms_of(dividend.agreement)
    per_share, per_share_zh = _per_share(dividend)
    return DividendAdviceSheet(
        frame=frame_of(dividend.agreement, reference=reference, now=now, but=(naming.AGENT, recipient.part)),
        to_lines=naming.address_lines(recipient),
        dated_on=day_of(now, dividend.agreement),
        agreements=common.agreements_of(terms),
        instrument=common.instrument_held(
            dividend.agreement, line_on(dividend.agreement, dividend.record_on)
        ),
        dividend=str(dividend),
        declared_on=dividend.declared_on,
        record_on=dividend.record_on,
        payment_on=dividend.payment_on,
        per_share=per_share,
        per_share_zh=per_share_zh,
        portions=portions_shown(row.portions),
        exact=due_on(dividend, entitlement.shares).exact,
        due=row.due,
        received=row.received,
        withheld=row.his_withheld,
        moved=moved,
        moved_before=row.passed_on,
        moved_on=moved_on,
        currency=dividend.currency,
        places=MINOR_PLACES[dividend.currency] if dividend.is_cash else 0,
        notes=notes_of(row, terms),
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(dividend.agreement).party.name,
        ),
        rights_clauses=terms.clause("rights"),
    )


def notes_of(row: DividendRow, terms: AgreementTerms) -> tuple[Note, ...]:
    """Which shares count and by which reading, a correction, and where shares paid as a dividend stand."""
    clause = terms.clause("rights")
    reading = terms_of(row.dividend.agreement, row.dividend.record_on).settings.chosen(READING)
    notes = [
        Note(
            text="Counted are the shares that stood in escrow at the end of the record date, by the share ledger as it was known "
            f"when the entitlement was reckoned. For kept shares the reading followed is: {reading.label}.",
            text_zh=f"以登记日日终托管台账所载股份为准（以计算时所知为限）。留存股份依循之解释：{reading.label_zh}。",
            clause=clause,
        )
    ]
    if len(row.entitlements) > 1 and row.entitlement is not None:
        notes.append(
            Note(
                text=f"The entitlement was corrected {len(row.entitlements) - 1} time(s). The newest reason: {row.entitlement.reason}",
                text_zh=f"应得数额曾更正 {len(row.entitlements) - 1} 次，理由见左。",
            )
        )
    if row.difference and row.dividend.is_cash:
        notes.append(
            Note(
                text="The transfer agent paid another amount than the declared one on all shares in the agent’s name; the recipient "
                "gets his part of what came in, never more than he is due.",
                text_zh="过户代理人所付与按全部名下股份计算之金额不一致；收款人按比例取得实收款项，且不超过应得数额。",
            )
        )
    if not row.dividend.is_cash:
        notes.append(
            Note(
                text="These shares are outside the escrow. They neither enlarge a tranche nor replace shares that are deducted.",
                text_zh="该等股份不属托管财产，既不增加任何批次，亦不抵充扣减股份。",
                clause=clause,
            )
        )
    return tuple(notes)


def _per_share(dividend: Dividend) -> tuple[str, str]:
    if dividend.is_cash:
        amount = f"{dividend.currency} {dividend.amount_per_share}"
        return f"{amount} a share", f"每股 {amount}"
    new, old = dividend.ratio_new or 0, dividend.ratio_old or 0
    return f"{new:,} new for every {old:,} held", f"每 {old:,} 股派 {new:,} 股"
