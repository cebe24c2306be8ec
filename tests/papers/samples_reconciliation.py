"""A sample reconciliation: one difference explained, one open, a letter out and a claim."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from documents.papers.parts import Position, SignatureBlock
from tests.papers.samples_instructions import EA, FRAME, SHARES, SPA
from tranches.positions.papers import Break, OpenClaim, OpenLetter, ReconciliationSheet, StatedLine

RECONCILIATION = ReconciliationSheet(
    frame=replace(FRAME, reference="KX-2025/RC-1"),
    to_lines=("Kaixin Holdings (Party A)", "Fangle Lai (Party C)"),
    dated_on=dt.date(2028, 12, 22),
    as_of=dt.date(2028, 12, 20),
    statement="PS-4",
    agreements=(SPA, EA),
    instrument=SHARES,
    lines=(
        StatedLine(holder="AUTOA2A, LTD.", security="Class A ordinary shares", shares=6_293_227, counts=True),
        StatedLine(holder="Stranger Ltd", security="Class A ordinary shares", shares=500, counts=False),
    ),
    positions=(Position(account="held", shares=6_000_000), Position(account="kept", shares=293_234)),
    stated_shares=6_293_227,
    ledger_shares=6_293_234,
    breaks=(
        Break(
            number=1,
            difference=-7,
            kind="No likely cause",
            kind_zh="原因不明",
            text="7 shares fewer are stated than the ledger has, and nothing on record adds up to it.",
            explanation="A fraction was paid out by the transfer agent; its letter is on file.",
            explained_by="Clerk 2",
            explained_on=dt.date(2028, 12, 21),
        ),
        Break(
            number=2,
            difference=500,
            kind="In another name",
            kind_zh="登记于他人名下",
            text="500 shares stand in the name of Stranger Ltd, not of AUTOA2A, LTD.",
        ),
    ),
    letters=(
        OpenLetter(
            reference="R-4", shares=3_000_000, sent_on=dt.date(2028, 12, 15), due_on=dt.date(2028, 12, 22)
        ),
    ),
    claims=(
        OpenClaim(
            reference="W-1", release="R-3", went_to="account 9999", shares=500, found_on=dt.date(2028, 12, 18)
        ),
    ),
    is_overtaken=False,
    issued_by=SignatureBlock(
        capacity="for the escrow agent", capacity_zh="代表托管代理人", party="AUTOA2A, LTD."
    ),
)
