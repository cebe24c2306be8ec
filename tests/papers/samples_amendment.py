"""Sample amendment: the proposal for all four parties, its executed certificate, and a termination."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from documents.papers.parts import Approval, Note, SignatureBlock
from tests.papers.samples_instructions import EA, FRAME, SPA
from tranches.papers.amendment import AmendedTerm, AmendmentSheet, TerminationLine

DIGEST = "9c" * 32
PARTIES = (
    ("Kaixin Holdings (Party A)", "开心控股（甲方）", "for the issuer", "代表发行人"),
    ("Zhejiang Kaixin Auto Co., Ltd. (Party B)", "乙方", "for the purchaser", "代表买方"),
    ("Fangle Lai (Party C)", "丙方", "for the seller", "代表卖方"),
    ("Sample Escrow Ltd. (Party D)", "丁方", "for the escrow agent", "代表托管代理人"),
)

AMENDMENT = AmendmentSheet(
    frame=replace(FRAME, reference="KX-2025/AM-1", copies=(), copies_zh=()),
    to_lines=tuple(name for name, _, _, _ in PARTIES),
    amendment_reference="AM-1",
    dated_on=dt.date(2027, 1, 11),
    effective_on=dt.date(2027, 2, 1),
    agreements=(SPA, EA),
    based_on=1,
    reason="The parties lower the target of year three and shift shares to it.",
    changes=(
        AmendedTerm(
            label="Tranche 3, target",
            label_zh="第 3 批，目标",
            clause="SPA 4.1",
            was="RMB 805,000,000 (CNY)",
            now="RMB 780,000,000 (CNY)",
        ),
        AmendedTerm(
            label="One person may sign for both",
            label_zh="同一人可代表双方签署",
            clause="EA 3.1(b)",
            was="allowed",
            now="refused",
            was_zh="允许",
            now_zh="不允许",
        ),
    ),
    content_digest=DIGEST,
    terms_digest="4e" * 32,
    time_zone="Asia/Shanghai",
    notes=(
        Note(
            text="What was assessed before stays as it was.",
            text_zh="已评估年度维持原评估。",
            clause="SPA 11.2",
        ),
    ),
    signature_blocks=tuple(
        SignatureBlock(capacity=capacity, capacity_zh=capacity_zh, party=name, party_zh=name_zh)
        for name, name_zh, capacity, capacity_zh in PARTIES
    ),
)

AMENDMENT_SIGNED = replace(
    AMENDMENT,
    executed=True,
    signature_blocks=(),
    approvals=tuple(
        Approval(
            person=f"Signatory {at}",
            capacity=capacity,
            capacity_zh=capacity_zh,
            party=name,
            party_zh=name_zh,
            meaning=f"I sign AM-1 for {name}.",
            approved_at_utc=dt.datetime(2027, 1, 12, 3, at, tzinfo=dt.UTC),
            via=via,
            factor="password",
            digest=DIGEST,
            checked_by="Second Person" if via == "paper" else "",
        )
        for at, ((name, name_zh, capacity, capacity_zh), via) in enumerate(
            zip(PARTIES, ("portal", "portal", "paper", "desk"), strict=True)
        )
    ),
)

TERMINATION = replace(
    AMENDMENT,
    amendment_reference="AM-2",
    lines=(
        TerminationLine(label="Tranche 4", label_zh="第 4 批", to_recipient=1_000_000, to_issuer=2_000_000),
        TerminationLine(label="Tranche 5", label_zh="第 5 批", to_recipient=0, to_issuer=3_000_000),
    ),
)
