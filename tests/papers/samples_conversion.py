"""Sample before/after sheet of a consolidation with a letter out, and a statement after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from documents.papers.parts import Authorisation, DocumentRelied, Instrument, Note, SignatureBlock
from tests.papers.samples_account import STATEMENT
from tests.papers.samples_instructions import EA, FRAME, SHARES, SPA
from tranches.papers.conversion import ConversionSheet, ConvertedAccount, ConvertedLimit, Trait
from tranches.papers.statement_sheet import LineRow

TENTH = Fraction(1, 10)
NEW = Instrument(
    name="Class A ordinary shares, consolidated",
    name_zh="并股后 A 类普通股",
    issuer=SHARES.issuer,
    issuer_zh=SHARES.issuer_zh,
)


def _account(label: str, label_zh: str, before: int, after: int) -> ConvertedAccount:
    return ConvertedAccount(label=label, label_zh=label_zh, before=before, exact=before * TENTH, after=after)


CONVERSION = ConversionSheet(
    frame=replace(FRAME, reference="KX-2025/CA-1"),
    to_lines=(
        "Kaixin Holdings (Party A)",
        "Zhejiang Kaixin Auto Co., Ltd. (Party B)",
        "Fangle Lai (Party C)",
    ),
    dated_on=dt.date(2027, 1, 6),
    effective_on=dt.date(2027, 1, 5),
    action_reference="CA-1",
    kind="consolidation",
    kind_zh="并股",
    ratio_new=1,
    ratio_old=10,
    fraction_policy="rounded down for the whole account, what is left over is paid in cash",
    fraction_policy_zh="全账户向下取整，余额以现金支付",
    agreements=(SPA, EA),
    instrument_before=SHARES,
    instrument_after=NEW,
    traits=(
        Trait(
            label="Instrument",
            label_zh="证券",
            before=f"{SHARES.name} {SHARES.name_zh}",
            after=f"{NEW.name} {NEW.name_zh}",
        ),
        Trait(label="Ticker", label_zh="交易代码", before="KXIN", after="KXIN"),
        Trait(label="CUSIP", label_zh="CUSIP 编号", before="", after="G5223X 126"),
    ),
    accounts=(
        _account("Tranche 1, held", "第 1 批，持有", 293_234, 29_324),
        _account("Tranche 1, reserved, R-1", "第 1 批，预留，R-1", 2_706_766, 270_676),
        _account("Tranche 2, held", "第 2 批，持有", 3_000_000, 300_000),
    ),
    stated_shares=600_000,
    limits=(
        ConvertedLimit(
            label="JWI-1, tranche 1: still to be released",
            label_zh="JWI-1，第 1 批：尚待释放",
            before=2_706_766,
            after=270_676,
        ),
    ),
    notes=(
        Note(
            text="USD 12.50 in cash came with it, as the paper states. It is recorded here and forms no part of the ledger.",
            text_zh="文件另载现金 USD 12.50，仅在此记录，不计入股份账。",
        ),
    ),
    documents=(
        DocumentRelied(
            mark="(a)",
            title="The issuer’s paper on the corporate action",
            title_zh="发行人文件",
            received_on=dt.date(2027, 1, 5),
            digest="ab" * 32,
        ),
    ),
    persons=(
        Authorisation(
            person="Clerk One",
            role="clerk",
            role_zh="经办人",
            at_utc=dt.datetime(2027, 1, 5, 2, tzinfo=dt.UTC),
        ),
        Authorisation(
            person="Ann Supervisor",
            role="supervisor",
            role_zh="主管",
            at_utc=dt.datetime(2027, 1, 6, 2, tzinfo=dt.UTC),
            factor="password and passkey",
        ),
    ),
    digest="cd" * 32,
    issued_by=SignatureBlock(
        capacity="for the escrow agent",
        capacity_zh="代表托管代理人",
        party="Sample Escrow Ltd.",
        party_zh="示例托管公司",
    ),
    clauses="EA 2",
)

AFTER_CONVERSION = replace(
    STATEMENT,
    lines=(
        LineRow(
            number=1,
            instrument=SHARES.name,
            instrument_zh=SHARES.name_zh,
            opened_on=dt.date(2025, 12, 2),
            came_in=15_000_000,
            released=2_706_766,
            gone=0,
            carried_on=12_293_234,
            in_escrow=0,
        ),
        LineRow(
            number=2,
            instrument=NEW.name,
            instrument_zh=NEW.name_zh,
            opened_on=dt.date(2027, 1, 5),
            opened_by="CA-1, 1 for 10",
            came_in=1_229_323,
            released=0,
            gone=0,
            carried_on=0,
            in_escrow=1_229_323,
        ),
    ),
)
