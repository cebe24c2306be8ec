"""The before/after sheet of a corporate action: every account inside escrow in the old unit and in the new one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from documents.papers.parts import (
    Agreement,
    Authorisation,
    DocumentRelied,
    Frame,
    Instrument,
    Note,
    SignatureBlock,
    require_shares,
)
from documents.papers.words import digest_groups


@dataclass(frozen=True, kw_only=True)
class ConvertedAccount:
    """One account before and after; `exact` is what the ratio gives before it is made whole."""

    label: str
    before: int
    exact: Fraction
    after: int
    label_zh: str = ""

    def __post_init__(self) -> None:
        require_shares(self.before, self.label)
        require_shares(self.after, self.label)
        if abs(self.after - self.exact) >= 1:
            raise ValueError(f"{self.label} is a whole share or more away from its exact figure")

    @property
    def fraction(self) -> Fraction:
        """What the account has more (below zero: less) than the exact figure."""
        return self.after - self.exact


@dataclass(frozen=True, kw_only=True)
class ConvertedLimit:
    """Something open that speaks of shares: an instruction, a hold, a deposit that is missing."""

    label: str
    before: int
    after: int
    label_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Trait:
    """What of the instrument is told before and after: name, ticker, par value, CUSIP, issuer."""

    label: str
    label_zh: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ConversionSheet:
    """What a corporate action made of the escrow account, addressed to the parties.

    The accounts before and after add up to what the transfer agent states. `digest` is the SHA-256 of the content that the
    persons in `persons` prepared and authorised: two different ones.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    effective_on: dt.date
    action_reference: str
    kind: str
    kind_zh: str
    ratio_new: int
    ratio_old: int
    fraction_policy: str
    fraction_policy_zh: str
    agreements: tuple[Agreement, ...]
    instrument_before: Instrument
    instrument_after: Instrument
    traits: tuple[Trait, ...]
    accounts: tuple[ConvertedAccount, ...]
    stated_shares: int
    limits: tuple[ConvertedLimit, ...]
    notes: tuple[Note, ...]
    documents: tuple[DocumentRelied, ...]
    persons: tuple[Authorisation, ...]
    digest: str
    issued_by: SignatureBlock | None = None
    clauses: str = ""

    def __post_init__(self) -> None:
        digest_groups(self.digest)
        if self.ratio_new < 1 or self.ratio_old < 1:
            raise ValueError("a ratio has two whole numbers above zero")
        if self.after != self.stated_shares:
            raise ValueError("the accounts must add up to what the transfer agent states")
        if len({person.person for person in self.persons}) < 2:
            raise ValueError("a corporate action is prepared and authorised by two different persons")

    @property
    def before(self) -> int:
        """All shares inside escrow in the old unit."""
        return sum(account.before for account in self.accounts)

    @property
    def exact(self) -> Fraction:
        """What the ratio gives for all of them."""
        return sum((account.exact for account in self.accounts), Fraction(0))

    @property
    def after(self) -> int:
        """All shares inside escrow in the new unit."""
        return sum(account.after for account in self.accounts)

    @property
    def fraction(self) -> Fraction:
        """What became of the fraction, all accounts together."""
        return self.after - self.exact
