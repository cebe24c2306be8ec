"""How the accounts of the ledger are called on paper, and the bar that shows how many shares are in each."""

from dataclasses import dataclass
from typing import Any

from documents.papers.parts import Position

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


def position_shown(position: Position) -> dict[str, Any]:
    """A position as the tables print it."""
    account = ACCOUNTS[position.account]
    return {
        "label": position.label or account.label,
        "label_zh": position.label_zh or ("" if position.label else account.label_zh),
        "colour": account.colour,
        "shares": position.shares,
    }


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
