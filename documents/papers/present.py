"""From a sheet to what its template shows: titles, sums and the bar. No text here comes from a deal.

Everything is derived from the sheet; sums on paper are made here once, in whole numbers, and never by a template.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from documents.papers import words
from documents.papers.amendment import AmendmentSheet
from documents.papers.comparison import ComparisonSheet
from documents.papers.conversion import ConversionSheet
from documents.papers.courier import CourierNoticeSheet
from documents.papers.disposition import DispositionSheet
from documents.papers.money import FeeInvoiceSheet, PenaltySheet
from documents.papers.parts import Position, SignatureBlock, TrancheRow
from documents.papers.qr import qr_code
from documents.papers.reconciliation import ReconciliationSheet
from documents.papers.rights import DividendAdviceSheet, ProxyLetterSheet
from documents.papers.sheets import (
    DeductionNoticeSheet,
    JointInstructionSheet,
    ReleaseLetterSheet,
    ReturnNoticeSheet,
    Sheet,
    StatementSheet,
)

BAR_WIDTH = 1_000_000
"""The units the position bar is drawn in, so that whole numbers are exact enough."""

_GAP = 2_000
_SLIMMEST = 2_500


@dataclass(frozen=True)
class Account:
    """How an account of the ledger is called and coloured on paper; the word carries the meaning, the colour repeats it."""

    label: str
    label_zh: str
    colour: str


ACCOUNTS = {
    "unallocated": Account("Deposited, not yet allocated", "已存入，尚未分配", "#b9bfca"),
    "held": Account("Held, not yet due", "托管中，尚未到期", "#47608a"),
    "reserved": Account("Reserved, transfer instructed", "已预留，转让指示已发出", "#b6a5e0"),
    "kept": Account("Kept after deduction, for offset or return", "扣减后留存，待抵补或退回", "#cf9a45"),
    "reserved_return": Account("Reserved for return to the issuer", "已预留，待退回发行人", "#8a6b3a"),
    "returned": Account("Returned to the issuer, not yet cancelled", "已退回发行人，尚未注销", "#a3907a"),
    "recipient": Account("Released to the recipient", "已释放予接收方", "#2d8558"),
    "cancelled": Account("Returned and cancelled", "已退回注销", "#868d99"),
    "disposed": Account("Left escrow by legal disposition", "因法律处置转出", "#5d4a66"),
    "converted": Account("Converted into another line", "已转换为其他证券", "#6b7f80"),
}

_BASES = {
    "joint_instruction": ("joint written instruction", "共同书面指示"),
    "settlement": ("settlement agreement signed by all parties", "各方签署的和解协议"),
    "award": ("arbitral award", "仲裁裁决"),
    "judgment": ("judgment", "法院判决"),
}

_TEMPLATES: dict[type[Any], str] = {
    JointInstructionSheet: "papers/joint_instruction.html",
    ReleaseLetterSheet: "papers/release_letter.html",
    DeductionNoticeSheet: "papers/deduction_notice.html",
    ReturnNoticeSheet: "papers/return_notice.html",
    CourierNoticeSheet: "papers/courier_notice.html",
    DispositionSheet: "papers/disposition.html",
    StatementSheet: "papers/statement.html",
    ComparisonSheet: "papers/comparison.html",
    FeeInvoiceSheet: "papers/fee_invoice.html",
    PenaltySheet: "papers/penalty.html",
    ReconciliationSheet: "papers/reconciliation.html",
    DividendAdviceSheet: "papers/dividend_advice.html",
    ProxyLetterSheet: "papers/proxy_letter.html",
    AmendmentSheet: "papers/amendment.html",
    ConversionSheet: "papers/conversion.html",
}


def template_of(sheet: Sheet) -> str:
    """The template that a sheet is printed with."""
    return _TEMPLATES[type(sheet)]


def context_of(sheet: Sheet) -> dict[str, Any]:
    """Everything the template of this sheet names."""
    title, title_zh = titles(sheet)
    return {
        "sheet": sheet,
        "frame": sheet.frame,
        "title": title,
        "title_zh": title_zh,
        "qr": qr_code(sheet.frame.verification_url),
        "cited": cited(sheet),
        "cited_zh": cited_zh(sheet),
        **_own_context(sheet),
    }


def titles(sheet: Sheet) -> tuple[str, str]:
    """The title of the paper in both languages."""
    if isinstance(sheet, JointInstructionSheet):
        return _instruction_titles(sheet)
    if isinstance(sheet, ReleaseLetterSheet):
        count = words.figure(sheet.total)
        if sheet.for_cancellation:
            return (
                f"Instruction to return {count} shares from escrow for cancellation",
                f"关于自托管账户退回 {count} 股股份以供注销的指示",
            )
        return (
            f"Instruction to transfer {count} shares from escrow",
            f"关于自托管账户转让 {count} 股股份的指示",
        )
    if isinstance(sheet, DeductionNoticeSheet):
        kept = words.figure(sheet.kept)
        return (
            f"Notice of deduction: {kept} shares of {sheet.tranche_label} are kept in escrow",
            f"扣减通知：{sheet.tranche_label_zh or sheet.tranche_label}，{kept} 股留存于托管账户",
        )
    if isinstance(sheet, CourierNoticeSheet):
        return f"Notice: {sheet.subject}", "快递通知"
    if isinstance(sheet, DispositionSheet):
        return _disposition_titles(sheet)
    if isinstance(sheet, ReturnNoticeSheet):
        count = words.figure(sheet.total)
        return (
            f"Notice of return: {count} kept shares go back to the issuer for cancellation",
            f"退回通知：留存的 {count} 股退回发行人注销",
        )
    if isinstance(sheet, FeeInvoiceSheet):
        return (
            f"Invoice {sheet.frame.reference}: escrow fee, year {sheet.year}",
            f"账单 {sheet.frame.reference}：第 {sheet.year} 年度托管费",
        )
    if isinstance(sheet, PenaltySheet):
        return (
            f"Penalty for late release: {sheet.tranche_label}",
            f"迟延释放违约金：{sheet.tranche_label_zh}",
        )
    if isinstance(sheet, ReconciliationSheet):
        return "Position at the transfer agent, reconciled with the ledger", "过户代理人持仓与账簿对账"
    if isinstance(sheet, DividendAdviceSheet):
        return f"Advice of dividend {sheet.dividend}", f"股息通知书 {sheet.dividend}"
    if isinstance(sheet, ProxyLetterSheet):
        return (
            f"Proxy letter for meeting {sheet.meeting}: {words.figure(sheet.shares)} votes",
            f"会议 {sheet.meeting} 表决委任函：{words.figure(sheet.shares)} 票",
        )
    if isinstance(sheet, AmendmentSheet):
        if sheet.is_termination:
            return f"Termination {sheet.amendment_reference} of the agreements by all parties", "各方终止协议"
        return f"Amendment {sheet.amendment_reference} of the agreements", "协议修订书"
    if isinstance(sheet, ConversionSheet):
        return (
            f"Corporate action {sheet.action_reference}: {sheet.kind}, every account before and after",
            f"公司行动 {sheet.action_reference}：{sheet.kind_zh}，各账户前后对照",
        )
    if isinstance(sheet, ComparisonSheet):
        return "What each reading of the agreements would give", "协议各种解释所得结果之比较"
    if sheet.closed_on is not None:
        return "Closing statement of the escrow account", "托管账户结清对账单"
    return "Statement of the escrow account", "托管账户对账单"


def _disposition_titles(sheet: DispositionSheet) -> tuple[str, str]:
    count = words.figure(sheet.total)
    if sheet.is_letter:
        return f"Please transfer {count} shares out of escrow", f"请将 {count} 股股份转出托管账户"
    if sheet.is_handover:
        return (
            f"Notice of hand-over: {count} shares pass to a successor escrow agent",
            f"移交通知：{count} 股移交继任托管代理人",
        )
    return (
        f"Notice of legal disposition: {count} shares are to leave escrow",
        f"法律处置通知：{count} 股将转出托管账户",
    )


def _instruction_titles(sheet: JointInstructionSheet) -> tuple[str, str]:
    count = words.figure(sheet.total)
    if sheet.for_cancellation:
        return (
            f"Joint written instruction to return {count} shares for cancellation",
            f"关于退回 {count} 股股份以供注销的共同书面指示",
        )
    if sheet.basis == "joint_instruction":
        if not sheet.total:
            return "Joint written instruction to release no shares", "关于不释放股份的共同书面指示"
        return (
            f"Joint written instruction to release {count} shares",
            f"关于释放 {count} 股股份的共同书面指示",
        )
    basis, basis_zh = _BASES[sheet.basis]
    what, what_zh = (f"{count} shares", f" {count} 股股份") if sheet.total else ("no shares", "零股")
    article = "an" if basis[0] in "aeiou" else "a"
    return f"Instruction to release {what} under {article} {basis}", f"依据{basis_zh}释放{what_zh}的指示"


def cited(sheet: Sheet) -> str:
    """The agreements as a sentence cites them: "the Escrow Agreement (EA) and … of 2 December 2025"."""
    days = {agreement.dated_on for agreement in sheet.agreements}
    named = [
        (f"the {a.title} ({a.abbreviation})", f" of {words.date_in_english(a.dated_on)}")
        for a in sheet.agreements
    ]
    if len(days) == 1:
        return _listed([name for name, _ in named], last=" and ") + named[0][1]
    return _listed([name + day for name, day in named], last=" and ")


def cited_zh(sheet: Sheet) -> str:
    """The agreements as a Chinese sentence cites them, to stand after a space."""
    days = {agreement.dated_on for agreement in sheet.agreements}
    named = [
        (f"{words.date_in_chinese(a.dated_on)}", f"《{a.title_zh or a.title}》({a.abbreviation})")
        for a in sheet.agreements
    ]
    if len(days) == 1:
        return named[0][0] + _listed([name for _, name in named], between="、", last=" 与")
    return _listed([day + name for day, name in named], between="、", last=" 与 ")


def _listed(items: list[str], *, between: str = ", ", last: str) -> str:
    return last.join([between.join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _own_context(sheet: Sheet) -> dict[str, Any]:
    if isinstance(sheet, JointInstructionSheet):
        basis, basis_zh = _BASES[sheet.basis]
        own = (sheet.basis_document,) if sheet.basis_document else ()
        return {
            "nature": "an instruction",
            "release_clauses": sheet.release_clauses,
            "basis": basis,
            "basis_zh": basis_zh,
            "difference": _difference(sheet),
            "documents": own + sheet.documents,
        }
    if isinstance(sheet, ReleaseLetterSheet):
        return {"nature": "an instruction"}
    if isinstance(sheet, DeductionNoticeSheet):
        return {
            "nature": "a notice",
            "issued_blocks": _blocks(sheet.issued_by),
            "shortfall": sheet.target - max(sheet.actual, Fraction(0)),
            "ratio": words.percent(sheet.deducted_exact / sheet.base),
        }
    if isinstance(sheet, FeeInvoiceSheet):
        return {"nature": "an invoice", "issued_blocks": _blocks(sheet.issued_by)}
    if isinstance(sheet, PenaltySheet):
        return {"nature": "a statement", "issued_blocks": _blocks(sheet.issued_by)}
    if isinstance(sheet, ReconciliationSheet):
        return {
            "nature": "a statement",
            "issued_blocks": _blocks(sheet.issued_by),
            "positions": [_position(position) for position in sheet.positions],
        }
    if isinstance(sheet, DividendAdviceSheet):
        return {"nature": "an advice", "issued_blocks": _blocks(sheet.issued_by)}
    if isinstance(sheet, ProxyLetterSheet):
        return {"nature": "a proxy", "issued_blocks": _blocks(sheet.issued_by)}
    if isinstance(sheet, AmendmentSheet):
        return {
            "nature": "an amendment",
            "to_recipient": sum(line.to_recipient for line in sheet.lines),
            "to_issuer": sum(line.to_issuer for line in sheet.lines),
        }
    if isinstance(sheet, ConversionSheet):
        ratio, ratio_zh = _ratio(sheet)
        return {
            "nature": "a statement",
            "issued_blocks": _blocks(sheet.issued_by),
            "ratio": ratio,
            "ratio_zh": ratio_zh,
        }
    if isinstance(sheet, ComparisonSheet):
        return {"nature": "evidence", "issued_blocks": _blocks(sheet.issued_by)}
    if isinstance(sheet, DispositionSheet):
        nature = "an instruction" if sheet.is_letter else "a notice"
        return {"nature": nature, "issued_blocks": _blocks(sheet.issued_by)}
    if isinstance(sheet, CourierNoticeSheet):
        return {"nature": "a notice", "issued_blocks": _blocks(sheet.issued_by)}
    if isinstance(sheet, ReturnNoticeSheet):
        return {"nature": "a notice", "issued_blocks": _blocks(sheet.issued_by)}
    return {
        "nature": "a statement",
        "issued_blocks": _blocks(sheet.issued_by),
        "positions": [_position(position) for position in sheet.positions],
        "bar": bar(sheet.positions),
        "sums": {
            name: _column(sheet.tranches, name) for name in ("held", "reserved", "kept", "released", "gone")
        },
    }


def _ratio(sheet: ConversionSheet) -> tuple[str, str]:
    """How many new shares stand for how many old ones, as a phrase of each language."""
    new, old = words.figure(sheet.ratio_new), words.figure(sheet.ratio_old)
    return f"{new} new for {old} old", f"每 {old} 股旧股换为 {new} 股新股"


def _blocks(block: SignatureBlock | None) -> tuple[SignatureBlock, ...]:
    return (block,) if block else ()


def _difference(sheet: JointInstructionSheet) -> tuple[str, str]:
    """The signed difference of all lines in a phrase of each language; lines that were not assessed do not count."""
    shares = sum(line.instructed - line.computed for line in sheet.lines if line.computed is not None)
    if not shares:
        return "none in total; the lines differ", "合计无差异，各项有别"
    count = words.figure(abs(shares))
    noun = "share" if abs(shares) == 1 else "shares"
    direction, direction_zh = ("more", "多") if shares > 0 else ("fewer", "少")
    return (
        f"{words.signed(shares)}: {count} {noun} {direction} than computed",
        f"较计算数{direction_zh} {count} 股",
    )


def _position(position: Position) -> dict[str, Any]:
    account = ACCOUNTS[position.account]
    return {
        "label": position.label or account.label,
        "label_zh": position.label_zh or ("" if position.label else account.label_zh),
        "colour": account.colour,
        "shares": position.shares,
    }


def _column(rows: tuple[TrancheRow, ...], name: str) -> int:
    return sum(getattr(row, name) for row in rows)


@dataclass(frozen=True)
class Segment:
    """A stretch of the position bar, in units of which the whole bar has `BAR_WIDTH`."""

    colour: str
    start: int
    width: int


def bar(positions: tuple[Position, ...]) -> list[Segment]:
    """The accounts side by side to scale. An account with any shares is wide enough to be seen; the widest gives it room."""
    filled = [position for position in positions if position.shares]
    total = sum(position.shares for position in filled)
    room = BAR_WIDTH - _GAP * (len(filled) - 1)
    widths = [max(_SLIMMEST, position.shares * room // total) for position in filled]
    if filled:
        widths[widths.index(max(widths))] -= sum(widths) - room
    segments: list[Segment] = []
    start = 0
    for position, width in zip(filled, widths, strict=True):
        segments.append(Segment(ACCOUNTS[position.account].colour, start, width))
        start += width + _GAP
    return segments
