"""The letter of a notice that goes by courier (SPA 11.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from documents.papers.parts import Agreement, Frame, SignatureBlock


@dataclass(frozen=True, kw_only=True)
class CourierNoticeSheet:
    """A notice with its text, its consignment, and the day on which it is deemed received.

    `addressees` holds for each one the lines of name and address as they stand on the register that day.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    deemed_on: dt.date
    subject: str
    paragraphs: tuple[str, ...]
    courier: str
    tracking_number: str
    agreements: tuple[Agreement, ...]
    addressees: tuple[tuple[str, ...], ...]
    issued_by: SignatureBlock | None = None
    notice_clauses: str = ""

    def __post_init__(self) -> None:
        if not self.addressees or not all(self.addressees):
            raise ValueError("a notice goes to at least one address")
        if not self.paragraphs:
            raise ValueError("a notice says something")
        if self.deemed_on < self.dated_on:
            raise ValueError("a notice is not received before it is sent")
