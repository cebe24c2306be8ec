"""Sample papers of the end of the same deal: instruction to return, letter, notice to the recipient, closing statement."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from documents.papers.parts import Line, Note, Position, Recipient, SignatureBlock
from tests.papers.samples_account import LETTER, STATEMENT
from tests.papers.samples_instructions import EA, FRAME, PROPOSAL, SHARES, SPA
from tranches.papers.returning import ReturnNoticeSheet

KEPT = (
    Line(
        tranche_number=1,
        label="Tranche 1, kept after deduction",
        label_zh="第 1 批，扣减后留存",
        instructed=62_314,
        origin="return",
        clause="SPA 5.2(1)",
    ),
    Line(
        tranche_number=4,
        label="Tranche 4, kept after deduction",
        label_zh="第 4 批，扣减后留存",
        instructed=332_971,
        origin="return",
        clause="SPA 5.2(1)",
    ),
)
ISSUER = Recipient(
    name="Kaixin Holdings",
    capacity="issuer, Party A",
    capacity_zh="发行人，甲方",
    delivery="return to the issuer, for cancellation in its register of members",
    delivery_zh="退回发行人，于股东名册注销",
    fees="no compensation is paid (SPA 5.2(1))",
    fees_zh="无偿退回",
)

RETURN = replace(
    PROPOSAL,
    lines=KEPT,
    recipient=ISSUER,
    for_cancellation=True,
    readings=(),
    steps=(),
    difference_reason="",
    difference_reason_zh="",
    release_clauses="SPA 5.2(1); EA 3.1(b)",
)
RETURN_LETTER = replace(LETTER, lines=KEPT, recipient=ISSUER, for_cancellation=True)
RETURN_NOTICE = ReturnNoticeSheet(
    frame=replace(FRAME, reference="KX-2025/RN-1"),
    to_lines=("Fangle Lai", "seller, Party C"),
    dated_on=dt.date(2031, 1, 8),
    expired_on=dt.date(2030, 12, 27),
    instruction_reference="JWI-7",
    agreements=(SPA, EA),
    instrument=SHARES,
    lines=KEPT,
    grounds=(Note(text="Every tranche is settled.", text_zh="全部批次均已结清。", clause="SPA 5.2(1)"),),
    rights=(
        Note(text="If you find this wrong, object now.", text_zh="如有异议，请即提出。", clause="EA 3.3"),
    ),
    issued_by=SignatureBlock(
        capacity="for the escrow agent", capacity_zh="代表托管代理人", party="AUTOA2A, LTD."
    ),
)
CLOSING = replace(
    STATEMENT,
    positions=(Position(account="recipient", shares=STATEMENT.deposited),),
    in_escrow=0,
    movements=(),
    holds=(),
    open_matters=(),
    rights=(),
    closed_on=dt.date(2031, 1, 29),
    expired_on=dt.date(2030, 12, 27),
)
