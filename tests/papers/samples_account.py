"""Sample letter, notice and statement of the same deal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from documents.papers.parts import Authorisation, Metric, Note, Position, SignatureBlock, Step
from tests.papers.samples_instructions import (
    EA,
    FRAME,
    INSTRUCTION,
    LINES,
    RECIPIENT,
    REPORT,
    SHARES,
    SPA,
    STEPS,
)
from tranches.papers.letter import ReleaseLetterSheet
from tranches.papers.notice import DeductionNoticeSheet
from tranches.papers.statement_sheet import (
    FeeYear,
    Hold,
    Movement,
    OpenMatter,
    StatementSheet,
    TrancheFigures,
    TrancheRow,
)

LETTER = ReleaseLetterSheet(
    frame=replace(FRAME, reference="KX-2025/R-3"),
    to_lines=(
        "The transfer agent of Kaixin Holdings",
        "address as on the register, entry T-1",
        "by courier and by e-mail",
    ),
    dated_on=dt.date(2028, 12, 22),
    due_on=dt.date(2029, 1, 5),
    instruction_reference="JWI-3",
    version=1,
    agreements=(EA,),
    instrument=SHARES,
    lines=LINES,
    recipient=RECIPIENT,
    grounds=Note(
        text="The conditions of EA 3.1 are met; the documents are listed below.",
        text_zh="《托管协议》第 3.1 条的条件已经满足，所依据的文件列于下文。",
    ),
    documents=(REPORT, INSTRUCTION),
    notes=(
        Note(
            text="The quantity in (b) governs. It is 1 share lower than the figure computed from (a); both companies "
            "acknowledged this in writing.",
            text_zh="数量以 (b) 为准；该数量较依据 (a) 计算之数少 1 股，双方公司均已书面确认。",
            clause="EA 4.3",
        ),
    ),
    authorisers=(
        Authorisation(
            person="Chen Bo",
            role="clerk",
            role_zh="经办",
            at_utc=dt.datetime(2028, 12, 22, 2, 1, 0, tzinfo=dt.UTC),
            factor="password given again",
        ),
        Authorisation(
            person="Mary O'Neill",
            role="supervisor",
            role_zh="主管",
            at_utc=dt.datetime(2028, 12, 22, 3, 12, 7, tzinfo=dt.UTC),
            factor="passkey",
        ),
    ),
    authorised_digest=INSTRUCTION.digest,
    time_zone="Asia/Shanghai",
)
REVENUE = Metric(
    name="operating revenue",
    name_zh="营业收入",
    currency="RMB",
    currency_zh="人民币",
    scale=1_000_000,
    scale_word="million",
    scale_word_zh="百万元",
)
NOTICE = DeductionNoticeSheet(
    frame=replace(FRAME, reference="KX-2025/N-1"),
    to_lines=(
        "Kaixin Holdings (Party A)",
        "Zhejiang Kaixin Auto Co., Ltd. (Party B)",
        "Fangle Lai (Party C)",
    ),
    dated_on=dt.date(2026, 12, 18),
    agreements=(SPA,),
    instrument=SHARES,
    tranche_number=1,
    tranche_label="tranche 1",
    tranche_label_zh="第一批",
    starts_on=dt.date(2025, 12, 1),
    ends_on=dt.date(2026, 11, 30),
    metric=REVENUE,
    target=Fraction(665_000_000),
    actual=Fraction(600_000_000),
    base=3_000_000,
    deducted_exact=Fraction(39_000_000, 133),
    released=2_706_766,
    kept=293_234,
    report=REPORT,
    steps=(
        Step(
            number="1",
            text="Shortfall of year 1",
            text_zh="第一年度差额",
            working="665,000,000 − 600,000,000",
            clause="SPA 5.2(1)",
            result="65,000,000",
        ),
        Step(
            number="2",
            text="Deduction in proportion to the shortfall",
            text_zh="按差额比例扣减",
            working="3,000,000 × 65,000,000 / 665,000,000 = 39,000,000/133",
            clause="SPA 5.2(1)",
            result="293,233.08…",
        ),
    ),
    restoring=(
        Note(
            text="Half of what a later year exceeds its target by may offset this shortfall. Shares are then released "
            "from those kept.",
            text_zh="后续年度超额之半数可抵补本差额，届时自留存股份中释放。",
            clause="SPA 5.2(2)",
        ),
        Note(
            text="What is not restored returns to the issuer for cancellation when the agreement expires, without compensation.",
            text_zh="未恢复部分于协议期满时无偿退回发行人注销。",
            clause="SPA 5.2(1)",
        ),
    ),
    rights=(
        Note(
            text="If you find a figure wrong, file an objection with its reason and a paper. It is shown to all parties.",
            text_zh="如认为数字有误，请附理由及文件提出异议；异议将向各方出示。",
            clause="EA 3.3",
        ),
    ),
    issued_by=SignatureBlock(capacity="Supervisor", capacity_zh="主管", party="AUTOA2A, LTD."),
)
STATEMENT = StatementSheet(
    frame=replace(FRAME, reference="KX-2025/S-6", head_count=431),
    to_lines=("Fangle Lai", "seller, Party C", "address as on the register, entry C-1"),
    as_at=dt.date(2028, 12, 31),
    known_on=dt.date(2029, 1, 1),
    movements_since=dt.date(2025, 12, 2),
    issued_on=dt.date(2029, 1, 2),
    agreements=(EA, SPA),
    instrument=SHARES,
    positions=(
        Position(account="held", shares=6_000_000),
        Position(account="reserved", shares=3_177_018),
        Position(account="kept", shares=116_216),
        Position(account="recipient", shares=5_706_766, label="Released to you", label_zh="已释放予贵方"),
        Position(account="cancelled", shares=0),
    ),
    deposited=15_000_000,
    in_escrow=9_293_234,
    metric=REVENUE,
    tranches=(
        TrancheRow(
            number=1,
            state="Deducted",
            state_zh="已扣减",
            period="2025/26",
            target=Fraction(665_000_000),
            actual=Fraction(600_000_000),
            held=0,
            reserved=177_018,
            kept=116_216,
            released=2_706_766,
        ),
        TrancheRow(
            number=2,
            period="2026/27",
            target=Fraction(732_000_000),
            actual=Fraction(732_000_000),
            held=0,
            reserved=0,
            kept=0,
            released=3_000_000,
        ),
        TrancheRow(
            number=3,
            period="2027/28",
            target=Fraction(805_000_000),
            actual=Fraction(900_000_000),
            held=0,
            reserved=3_000_000,
            kept=0,
            released=0,
        ),
        TrancheRow(
            number=4,
            period="2028/29",
            target=Fraction(885_000_000),
            actual=None,
            held=3_000_000,
            reserved=0,
            kept=0,
            released=0,
        ),
        TrancheRow(
            number=5,
            period="2029/30",
            target=Fraction(974_000_000),
            actual=None,
            held=3_000_000,
            reserved=0,
            kept=0,
            released=0,
        ),
    ),
    fees=(
        FeeYear(
            number=1,
            starts_on=dt.date(2025, 12, 15),
            ends_on=dt.date(2026, 12, 14),
            currency="USD",
            places=2,
            amount_minor=500_000,
            paid_minor=200_000,
            invoice="KX-2025/F-1",
        ),
        FeeYear(
            number=2,
            starts_on=dt.date(2026, 12, 15),
            ends_on=dt.date(2027, 12, 14),
            currency="USD",
            places=2,
            amount_minor=500_000,
            paid_minor=0,
        ),
    ),
    movements=(
        Movement(
            on=dt.date(2025, 12, 15),
            text="Deposit by the issuer, lot 1",
            text_zh="发行人存入，第一批",
            reference="D-1",
            change=9_000_000,
            in_escrow_after=9_000_000,
        ),
        Movement(
            on=dt.date(2025, 12, 19),
            text="Deposit by the issuer, lot 2",
            text_zh="发行人存入，第二批",
            reference="D-2",
            change=6_000_000,
            in_escrow_after=15_000_000,
        ),
        Movement(
            on=dt.date(2027, 1, 20),
            text="Released to you, tranche 1",
            text_zh="释放，第一批次",
            reference="R-1",
            change=-2_706_766,
            in_escrow_after=12_293_234,
        ),
        Movement(
            on=dt.date(2027, 1, 20),
            text="Deducted and kept, tranche 1: 293,234",
            text_zh="扣减并留存",
            reference="R-1",
            change=0,
            in_escrow_after=12_293_234,
        ),
        Movement(
            on=dt.date(2028, 1, 18),
            text="Released to you, tranche 2",
            text_zh="释放，第二批次",
            reference="R-2",
            change=-3_000_000,
            in_escrow_after=9_293_234,
        ),
        Movement(
            on=dt.date(2028, 12, 22),
            text="Reserved for transfer: 3,177,018",
            text_zh="预留待转让",
            reference="R-3",
            change=0,
            in_escrow_after=9_293_234,
        ),
    ),
    figures=(
        TrancheFigures(number=1, label="Tranche 1", label_zh="第一批", steps=NOTICE.steps),
        TrancheFigures(number=3, label="Tranche 3", label_zh="第三批", steps=STEPS),
    ),
    holds=(
        Hold(
            label="Part of tranche 3",
            label_zh="第三批之一部",
            ground="dispute over the quantity, suspended by the escrow agent",
            ground_zh="数量争议，托管代理人暂停",
            opened_on=dt.date(2028, 12, 28),
            shares=50_000,
            reference="X-1",
            clause="EA 3.3",
        ),
        Hold(
            label="Tranche 4",
            ground="suspension by the issuer",
            opened_on=dt.date(2028, 12, 30),
            reference="notice N-7",
            clause="SPA 8.1",
        ),
    ),
    open_matters=(
        OpenMatter(
            text="Answer of the transfer agent to R-3",
            text_zh="过户代理人对 R-3 的答复",
            who="transfer agent",
            clause="EA 3.2",
            due_on=dt.date(2029, 1, 5),
        ),
        OpenMatter(text="Objection of the seller to tranche 1", who="all parties", clause="EA 3.3"),
    ),
    rights=(
        Note(
            text="Dividends and votes of all 9,293,234 shares in escrow are yours. Kept shares return to the issuer for "
            "cancellation at the end of the agreement unless a later year makes the shortfall good (SPA 5.2).",
            text_zh="托管中的 9,293,234 股之股息及表决权均归贵方。留存股份如未获后续年度抵补，将于协议期满时退回发行人注销。",
        ),
    ),
    issued_by=SignatureBlock(capacity="Supervisor", capacity_zh="主管", party="AUTOA2A, LTD."),
)
