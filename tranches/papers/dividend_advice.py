"""The advice to the recipient: what of a dividend is his, what came in for him, and what was passed on (SPA 3.2, EA 1.3)."""

from datetime import date, datetime

from documents.papers.parts import Note, SignatureBlock
from documents.papers.rights import DividendAdviceSheet
from tranches.models import Dividend
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.papers.rights import portions_shown
from tranches.selectors.days import day_of
from tranches.selectors.dividends import DividendRow, due_on
from tranches.selectors.rights import READING, recipient_of
from tranches.selectors.terms import terms_of
from tranches.selectors.units import line_on
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.currencies import MINOR_PLACES


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
