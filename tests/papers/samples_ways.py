"""Sample papers of a legal disposition and of a hand-over to a successor agent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from documents.papers.parts import Note, SignatureBlock
from tests.papers.samples_account import LETTER
from tests.papers.samples_instructions import EA, FRAME, SHARES
from tranches.papers.disposition import DisposedLine, DispositionSheet

DISPOSITION_NOTICE = DispositionSheet(
    frame=replace(FRAME, reference="KX-2025/LD-1/notice", copies=(), copies_zh=()),
    to_lines=(
        "Kaixin Holdings (Party A)",
        "Zhejiang Kaixin Auto Co., Ltd. (Party B)",
        "Fangle Lai (Party C)",
    ),
    dated_on=dt.date(2028, 12, 22),
    disposition_reference="LD-1",
    ground="Court order",
    ground_zh="法院命令",
    authority="Hangzhou Intermediate People’s Court",
    case_reference="(2028) 01-77",
    paper_dated_on=dt.date(2028, 12, 18),
    received_on=dt.date(2028, 12, 20),
    paper_digest="ab" * 32,
    content_digest="cd" * 32,
    agreements=(EA,),
    instrument=SHARES,
    lines=(
        DisposedLine(label="Tranche 5, held", label_zh="第 5 批，托管中", shares=250_000),
        DisposedLine(label="Tranche 1, kept after deduction", label_zh="第 1 批，扣减后留存", shares=62_314),
    ),
    to_name="Creditor Ltd.",
    delivery="account 88 at the transfer agent",
    reason="The court orders the transfer of 312,314 shares to the creditor.",
    finding="Seal and service verified with the court; the time for an objection has passed.",
    rights=(
        Note(
            text="Whoever finds this wrong tells the escrow agent at once.",
            text_zh="如有异议，请即告知。",
            clause="EA 4.3",
        ),
    ),
    issued_by=SignatureBlock(
        capacity="for the escrow agent", capacity_zh="代表托管代理人", party="AUTOA2A, LTD."
    ),
)
DISPOSITION_LETTER = replace(
    DISPOSITION_NOTICE,
    frame=replace(FRAME, reference="KX-2025/LD-1"),
    to_lines=LETTER.to_lines,
    rights=(),
    issued_by=None,
    authorisers=LETTER.authorisers,
    time_zone="Asia/Shanghai",
)
HANDOVER_NOTICE = replace(
    DISPOSITION_NOTICE,
    ground="Hand-over to a successor agent",
    ground_zh="移交继任托管代理人",
    is_handover=True,
    authority="signed by all parties",
    case_reference="",
    to_name="Next Escrow Ltd.",
)
