"""Sample invoice of a fee year, and sample statement of a penalty."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from documents.papers.parts import Note, Reading, SignatureBlock
from tests.papers.samples_instructions import EA, FRAME, SHARES, SPA
from tranches.money.papers.fee_invoice import FeeInvoiceSheet
from tranches.money.papers.penalty import PenaltyPeriod, PenaltySheet

BLOCK = SignatureBlock(
    capacity="for the escrow agent",
    capacity_zh="代表托管代理人",
    party="Sample Escrow Ltd.",
    party_zh="示例托管公司",
)

INVOICE = FeeInvoiceSheet(
    frame=replace(FRAME, reference="KX-2025/F-6"),
    to_lines=("Kaixin Holdings", "issuer, Party A"),
    dated_on=dt.date(2031, 1, 20),
    due_on=dt.date(2031, 2, 19),
    pay_to=("Example Bank", "Account 000-111-222", "SWIFT EXAMPLEX"),
    agreements=(EA,),
    year=6,
    starts_on=dt.date(2030, 12, 15),
    ends_on=dt.date(2031, 1, 8),
    days=25,
    year_days=365,
    yearly_minor=500_000,
    amount_minor=34_247,
    currency="USD",
    places=2,
    grounds=(
        Note(
            text="The agreements name no payer. You pay by the answer of 12 January 2026.",
            text_zh="协议未载明付款方。依据 2026 年 1 月 12 日之答复，由贵方支付。",
            clause="EA 4.4",
        ),
    ),
    issued_by=BLOCK,
)

PENALTY = PenaltySheet(
    frame=replace(FRAME, reference="KX-2025/P-1"),
    to_lines=("Kaixin Holdings", "issuer, Party A"),
    dated_on=dt.date(2027, 2, 8),
    agreements=(SPA,),
    instrument=SHARES,
    tranche_label="tranche 1",
    tranche_label_zh="第 1 批",
    debtor="Kaixin Holdings (Party A)",
    debtor_zh="甲方",
    due_on=dt.date(2027, 1, 29),
    until=dt.date(2027, 2, 2),
    days=3,
    days_excused=1,
    periods=(
        PenaltyPeriod(
            starts_on=dt.date(2027, 1, 30),
            ends_on=dt.date(2027, 1, 31),
            days=2,
            shares=3_000_000,
            price=Fraction(5, 4),
            price_of=dt.date(2027, 1, 29),
            added=Fraction(750),
        ),
        PenaltyPeriod(
            starts_on=dt.date(2027, 2, 1),
            ends_on=dt.date(2027, 2, 1),
            days=1,
            shares=3_000_000,
            price=None,
            price_of=None,
            added=Fraction(0),
            excused=True,
        ),
        PenaltyPeriod(
            starts_on=dt.date(2027, 2, 2),
            ends_on=dt.date(2027, 2, 2),
            days=1,
            shares=1_000_001,
            price=Fraction(13, 10),
            price_of=dt.date(2027, 2, 2),
            added=Fraction(1_300_001_3, 100_000),
            capped=True,
        ),
    ),
    exact=Fraction(750) + Fraction(1_300_001_3, 100_000),
    amount_minor=88_000,
    currency="USD",
    places=2,
    rate=Fraction(1, 10_000),
    cap=Fraction(1, 20),
    readings=(
        Reading(
            question="From when does the penalty run?",
            question_zh="违约金自何时起算？",
            chosen="from the later",
            chosen_zh="自较晚者起",
            clause="SPA 8.2",
        ),
    ),
    notes=(
        Note(
            text="A day without trading is valued at the last close before it.",
            text_zh="无交易日按前一收盘价计。",
            clause="SPA 8.2",
        ),
    ),
    issued_by=BLOCK,
)
