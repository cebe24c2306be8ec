"""Sample advice of a dividend, in money and in shares, and sample proxy letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from documents.papers.parts import Note
from tests.papers.samples_instructions import EA, FRAME, SHARES, SPA
from tests.papers.samples_money import BLOCK
from tranches.rights.papers.dividend_advice import DividendAdviceSheet
from tranches.rights.papers.proxy_letter import DirectedVote, ProxyLetterSheet
from tranches.rights.papers.rights import RightsPortion

PORTIONS = (
    RightsPortion(
        label="Tranche 1: kept after deduction", label_zh="第 1 批：扣减后留存", shares=293_234, counts=False
    ),
    *(
        RightsPortion(
            label=f"Tranche {number}: held", label_zh=f"第 {number} 批：托管中", shares=3_000_000, counts=True
        )
        for number in (2, 3, 4, 5)
    ),
)
NOTE = Note(
    text="Counted are the shares in escrow that day.", text_zh="以当日托管股份为准。", clause="EA 1.3"
)

ADVICE = DividendAdviceSheet(
    frame=replace(FRAME, reference="KX-2025/D-1-2"),
    to_lines=("Fangle Lai", "seller, Party C"),
    dated_on=dt.date(2027, 2, 3),
    agreements=(SPA, EA),
    instrument=SHARES,
    dividend="D-1",
    declared_on=dt.date(2026, 12, 1),
    record_on=dt.date(2026, 12, 20),
    payment_on=dt.date(2027, 1, 29),
    per_share="USD 0.01234501 a share",
    per_share_zh="每股 USD 0.01234501",
    portions=PORTIONS,
    exact=Fraction(12_000_000 * 1_234_501, 1_000_000),
    due=14_814_012,
    received=13_834_607,
    withheld=1_481_401,
    moved=10_000_000,
    moved_before=3_000_000,
    moved_on=dt.date(2027, 2, 2),
    currency="USD",
    places=2,
    notes=(NOTE,),
    issued_by=BLOCK,
)

SCRIP_ADVICE = replace(
    ADVICE,
    frame=replace(FRAME, reference="KX-2025/D-2-1"),
    dividend="D-2",
    per_share="1 new for every 21 held",
    per_share_zh="每 21 股派 1 股",
    exact=Fraction(12_000_000, 21),
    due=571_428,
    received=0,
    withheld=0,
    moved=571_428,
    moved_before=0,
    currency="",
    places=0,
)

PROXY = ProxyLetterSheet(
    frame=replace(FRAME, reference="KX-2025/PX-2"),
    to_lines=("Kaixin Holdings", "issuer, Party A"),
    dated_on=dt.date(2027, 1, 18),
    agreements=(SPA, EA),
    instrument=SHARES,
    meeting="M-1",
    title="Extraordinary general meeting of January 2027",
    meeting_on=dt.date(2027, 1, 20),
    record_on=dt.date(2026, 12, 20),
    proxy="the chair of the meeting",
    proxy_zh="会议主席",
    portions=PORTIONS,
    votes=(
        DirectedVote(number=1, text="To approve the merger", choice="against", cast=12_000_000),
        DirectedVote(number=2, text="To amend the articles", choice="for", cast=5_000_001),
        DirectedVote(number=3, text="To adjourn the meeting", choice="abstain", cast=12_000_000),
    ),
    directed=Note(
        text="Fangle Lai directed these votes in the portal.",
        text_zh="上述表决系收款人通过门户指示。",
        clause="EA 1.3",
    ),
    replaces="PX-1",
    issued_by=BLOCK,
)
