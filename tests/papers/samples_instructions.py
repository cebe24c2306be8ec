"""Sample instructions: the third year of the simulated deal, with a credit for the first."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from documents.papers.parts import (
    Agreement,
    Approval,
    DocumentRelied,
    Frame,
    Instrument,
    Line,
    Reading,
    Recipient,
    SignatureBlock,
    Step,
)
from tranches.papers.instruction_sheet import JointInstructionSheet


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


FRAME = Frame(
    house_name="AUTOA2A, LTD.",
    house_line="Escrow agent, British Virgin Islands",
    house_line_zh="托管代理人，英属维尔京群岛",
    reference="KX-2025/JWI-3",
    simulation=True,
    binder_reference="KX-2025",
    head_count=424,
    head_digest=digest("head"),
    made_at_utc=dt.datetime(2028, 12, 22, 3, 12, 7, tzinfo=dt.UTC),
    verification_url="https://desk.example/verify/KX-2025/424/" + digest("head")[:16],
    copies=("Party A", "Party B", "Party C"),
    copies_zh=("甲方", "乙方", "丙方"),
)
SPA = Agreement(
    title="Securities Purchase Agreement",
    title_zh="证券购买协议",
    abbreviation="SPA",
    dated_on=dt.date(2025, 12, 2),
)
EA = Agreement(
    title="Escrow Agreement", title_zh="托管协议", abbreviation="EA", dated_on=dt.date(2025, 12, 2)
)
SHARES = Instrument(name="Class A ordinary shares", name_zh="A 类普通股", issuer="Kaixin Holdings")
LINES = (
    Line(
        tranche_number=3,
        label="Tranche 3, year to 30 November 2028",
        label_zh="第三批，截至 2028 年 11 月 30 日年度",
        clause="SPA 5.1",
        computed=3_000_000,
        instructed=3_000_000,
    ),
    Line(
        tranche_number=1,
        label="Tranche 1, restored by the excess of year 3",
        label_zh="第一批，因第三年度超额而抵补",
        origin="offset",
        clause="SPA 5.2(2)",
        computed=177_019,
        instructed=177_018,
    ),
)
RECIPIENT = Recipient(
    name="Fangle Lai",
    capacity="seller, Party C of both agreements",
    capacity_zh="卖方，两份协议之丙方",
    delivery="account ending 4417, register entry C-1; confirmed by call-back on 20 November 2028",
    delivery_zh="尾号 4417 账户，已回拨确认",
    fees="borne by the recipient (EA 3.2, SPA 6)",
    fees_zh="由接收方承担",
)
REPORT = DocumentRelied(
    mark="(a)",
    title="Report of accounting firm F-2, approved by Party A",
    title_zh="经甲方认可之会计师事务所报告",
    received_on=dt.date(2028, 12, 18),
    digest=digest("report"),
)
INSTRUCTION = DocumentRelied(
    mark="(b)",
    title="Joint written instruction JWI-3 of Party A and Party B",
    title_zh="甲方与乙方之共同书面指示",
    received_on=dt.date(2028, 12, 21),
    digest=digest("instruction"),
)
STEPS = (
    Step(
        number="1",
        text="Year 3 reached its target; its own shares are due in full",
        text_zh="第三年度达到目标，本批股份全数应予释放",
        working="900,000,000 ≥ 805,000,000",
        clause="SPA 5.1",
        result="3,000,000 shares",
    ),
    Step(
        number="2",
        text="Excess of year 3, and the half of it that may offset",
        text_zh="第三年度超额及其可抵补之半数",
        working="1/2 × (900,000,000 − 805,000,000)",
        clause="SPA 5.2(2)",
        result="47,500,000",
    ),
    Step(
        number="3",
        text="Shares of year 1 restored by this credit",
        text_zh="以该额度恢复第一年度股份",
        working="47,500,000 / 805,000,000 × 3,000,000 = 28,500,000/161 = 177,018.63…",
        clause="SPA 5.2(2)",
        result="28,500,000/161",
    ),
    Step(
        number="4",
        text="Entitlement of year 1, rounded down as a whole, less what was released",
        text_zh="第一年度累计应得，整体向下取整，减去已释放数",
        working="[8,821,500,000/3,059] − 2,706,766 = 2,883,785 − 2,706,766",
        clause="SPA 5.2",
        result="177,019 shares",
    ),
)
READINGS = (
    Reading(
        question="“the particular period”: which year's target divides the credit?",
        question_zh="“该期间”：以何年度目标为除数",
        chosen="the year of the excess",
        chosen_zh="超额年度",
        clause="SPA 5.2(2)",
    ),
    Reading(
        question="fractions of a share",
        question_zh="不足一股",
        chosen="rounded down, on the cumulative entitlement",
        chosen_zh="按累计应得向下取整",
        clause="SPA 5.2",
    ),
)
BLOCKS = (
    SignatureBlock(
        capacity="for the issuer",
        capacity_zh="代表发行人",
        party="Kaixin Holdings (Party A)",
        party_zh="甲方",
    ),
    SignatureBlock(
        capacity="for the purchaser",
        capacity_zh="代表买方",
        party="Zhejiang Kaixin Auto Co., Ltd. (Party B)",
        party_zh="乙方",
        name="Wang Xiaoming",
    ),
)
PROPOSAL = JointInstructionSheet(
    frame=FRAME,
    to_lines=("AUTOA2A, LTD.", "escrow agent, Party D"),
    instruction_reference="JWI-3",
    version=1,
    dated_on=dt.date(2028, 12, 20),
    agreements=(EA, SPA),
    instrument=SHARES,
    instructing="Kaixin Holdings (Party A) and Zhejiang Kaixin Auto Co., Ltd. (Party B)",
    instructing_zh="Kaixin Holdings（甲方）与 Zhejiang Kaixin Auto Co., Ltd.（乙方）",
    lines=LINES,
    recipient=RECIPIENT,
    documents=(REPORT,),
    readings=READINGS,
    steps=STEPS,
    difference_reason="The companies round each increment down by itself.",
    difference_reason_zh="双方公司对每次增量单独向下取整。",
    content_digest=digest("content"),
    time_zone="Asia/Shanghai",
    signature_blocks=BLOCKS,
)
APPROVALS = (
    Approval(
        person="Li Hua",
        capacity="authorised signatory of the issuer",
        capacity_zh="发行人授权签署人",
        party="Kaixin Holdings (Party A)",
        party_zh="甲方",
        meaning="I have read this instruction and approve it for Party A, with the difference stated.",
        meaning_zh="本人已阅读本指示，并代表甲方批准，知悉所列差异。",
        approved_at_utc=dt.datetime(2028, 12, 21, 1, 30, 0, tzinfo=dt.UTC),
        via="portal",
        factor="password given again",
        digest=digest("content"),
    ),
    Approval(
        person="王晓明",
        capacity="authorised signatory of the purchaser",
        party="Zhejiang Kaixin Auto Co., Ltd. (Party B)",
        party_zh="乙方",
        meaning="I approve this instruction for Party B.",
        approved_at_utc=dt.datetime(2028, 12, 21, 16, 5, 59, tzinfo=dt.UTC),
        via="paper",
        factor="signature by hand, scan D-41",
        checked_by="clerk 2",
        digest=digest("content"),
    ),
)
EXECUTED = replace(PROPOSAL, executed=True, approvals=APPROVALS, signature_blocks=())
ZERO = replace(
    PROPOSAL,
    lines=(
        Line(
            tranche_number=4,
            label="Tranche 4, year to 30 November 2029",
            label_zh="第四批",
            clause="SPA 5.2(1)",
            computed=0,
            instructed=0,
        ),
    ),
    recipient=None,
    readings=(),
    difference_reason="",
    difference_reason_zh="",
    steps=STEPS[:1],
)
SETTLEMENT = replace(
    PROPOSAL,
    basis="settlement",
    basis_document=DocumentRelied(
        mark="(s)",
        title="Settlement agreement of 3 March 2030, signed by all parties",
        title_zh="2030 年 3 月 3 日各方和解协议",
        received_on=dt.date(2030, 3, 5),
        digest=digest("settlement"),
    ),
    lines=(
        Line(
            tranche_number=4,
            label="Tranche 4, as settled",
            label_zh="第四批，依和解",
            origin="settlement",
            clause="EA 3.3",
            instructed=2_500_000,
        ),
    ),
    difference_reason="",
    difference_reason_zh="",
    readings=(),
    steps=(),
)
