"""A sample notice by courier to two addressees."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from documents.papers.parts import SignatureBlock
from tests.papers.samples_instructions import EA, FRAME, SPA
from tranches.notices.papers import CourierNoticeSheet

COURIER = CourierNoticeSheet(
    frame=replace(FRAME, reference="KX-2025/CN-1"),
    to_lines=("Kaixin Holdings", "Fangle Lai"),
    dated_on=dt.date(2028, 12, 22),
    deemed_on=dt.date(2028, 12, 25),
    subject="Change of the agent’s bank",
    paragraphs=("The agent’s bank changes on 1 February 2029.", "其他事项不变。"),
    courier="DHL Express",
    tracking_number="1234567890",
    agreements=(SPA, EA),
    notice_clauses="SPA 11.3",
    addressees=(
        ("Kaixin Holdings", "issuer, Party A", "2 New Road", "Beijing"),
        ("Fangle Lai", "seller, Party C", "1 Road", "Hangzhou"),
    ),
    issued_by=SignatureBlock(
        capacity="for the escrow agent", capacity_zh="代表托管代理人", party="AUTOA2A, LTD."
    ),
)
