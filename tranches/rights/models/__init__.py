"""Dividends and meetings, as rows."""

from tranches.rights.models.dividend import (
    Dividend,
    DividendEntitlement,
    DividendPayment,
    DividendReceipt,
    DividendSetAside,
    ScripDelivery,
)
from tranches.rights.models.meeting import (
    DirectionVote,
    Meeting,
    MeetingResolution,
    MeetingSetAside,
    ProxyLetter,
    VotingDirection,
)

__all__ = [
    "DirectionVote",
    "Dividend",
    "DividendEntitlement",
    "DividendPayment",
    "DividendReceipt",
    "DividendSetAside",
    "Meeting",
    "MeetingResolution",
    "MeetingSetAside",
    "ProxyLetter",
    "ScripDelivery",
    "VotingDirection",
]
