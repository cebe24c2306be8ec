"""The parts that sheets are made of: plain, frozen, and checked when they are made.

Texts come in two languages, `text` and `text_zh`; where the Chinese is left empty the paper prints the English alone. Shares
are whole numbers, amounts are exact fractions, digests are 64 hexadecimal digits, moments know their time zone. A part that
contradicts itself raises ValueError: such a paper must not be made.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction

from documents.papers import words

LONGEST_IN_FRAME = 120
"""The characters that fit where every page repeats them."""

_ORIGINS = ("own", "offset", "settlement", "return")
_WAYS = ("portal", "paper", "desk")
_URL = re.compile(r"https?://[^\s<>\"']{1,240}")


def require_shares(number: int, what: str) -> None:
    """Refuse a count of shares that is not a whole number from zero to `words.GREATEST`."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= words.GREATEST:
        raise ValueError(f"{what} is not a printable count of shares: {number!r}")


def require_money(minor: int, places: int, what: str) -> None:
    """Refuse an amount that is no whole number of minor units from zero on."""
    if isinstance(minor, bool) or not isinstance(minor, int) or minor < 0 or places not in (0, 2, 3):
        raise ValueError(f"{what} is no printable amount: {minor!r} with {places!r} places")


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every page of every paper carries: the house, the reference, and where the record then stood.

    `head_digest` and `head_count` are the head of the binder's journal when the paper was made: whoever keeps the page can
    later prove that the record was not cut or rewritten. `copies` names the addressees (SPA 11.5, EA 7.2).
    """

    house_name: str
    house_line: str
    house_line_zh: str
    reference: str
    simulation: bool
    binder_reference: str
    head_count: int
    head_digest: str
    made_at_utc: dt.datetime
    verification_url: str
    copies: tuple[str, ...] = ()
    copies_zh: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        words.digest_groups(self.head_digest)
        words.require_aware(self.made_at_utc)
        if self.head_count < 0:
            raise ValueError("a journal has no negative number of events")
        for text in (
            self.house_name,
            self.house_line,
            self.house_line_zh,
            self.reference,
            self.binder_reference,
        ):
            if len(text) > LONGEST_IN_FRAME:
                raise ValueError(f"too long for the head of a page: {text[:40]!r}…")
        if not _URL.fullmatch(self.verification_url):
            raise ValueError(f"not a web address to verify at: {self.verification_url!r}")


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One of the agreements a paper rests on, with the short form its clauses are cited by."""

    title: str
    abbreviation: str
    dated_on: dt.date
    title_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """What is held: the class of shares and who issued them."""

    name: str
    issuer: str
    name_zh: str = ""
    issuer_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What a tranche is tested by, its currency, and the scale its amounts are printed in (1 = in full)."""

    name: str
    currency: str
    name_zh: str = ""
    currency_zh: str = ""
    scale: int = 1
    scale_word: str = ""
    scale_word_zh: str = ""

    def __post_init__(self) -> None:
        if self.scale < 1:
            raise ValueError(f"amounts cannot be printed in units of {self.scale}")

    def printed(self, value: Fraction) -> str:
        """The amount without its currency, in this scale, exactly."""
        return words.amount(value / self.scale)


@dataclass(frozen=True, kw_only=True)
class Line:
    """So many shares out of one tranche, for one reason.

    `computed` is what the assessment gives (None where nothing was assessed), `instructed` what the governing document says
    (EA 4.3); a letter carries only the latter.
    """

    tranche_number: int
    label: str
    instructed: int
    computed: int | None = None
    label_zh: str = ""
    origin: str = "own"
    clause: str = ""

    def __post_init__(self) -> None:
        if self.origin not in _ORIGINS:
            raise ValueError(f"a line's origin is one of {', '.join(_ORIGINS)}, not {self.origin!r}")
        require_shares(self.instructed, f"tranche {self.tranche_number}, instructed")
        if self.computed is not None:
            require_shares(self.computed, f"tranche {self.tranche_number}, computed")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who is to receive the shares, where, and who bears the costs (EA 3.2)."""

    name: str
    capacity: str
    delivery: str
    fees: str
    name_zh: str = ""
    capacity_zh: str = ""
    delivery_zh: str = ""
    fees_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An open question of the text and the reading that this paper follows."""

    question: str
    chosen: str
    clause: str = ""
    question_zh: str = ""
    chosen_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a derivation: what was done, with which figures, under which clause, with what result."""

    number: str
    text: str
    working: str
    result: str
    clause: str = ""
    text_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentRelied:
    """A document on file that a paper rests on. `mark` is its letter in the list, such as "(a)"."""

    mark: str
    title: str
    received_on: dt.date
    digest: str
    title_zh: str = ""

    def __post_init__(self) -> None:
        words.digest_groups(self.digest)


@dataclass(frozen=True, kw_only=True)
class SignatureBlock:
    """A place to sign by hand, in one capacity. `name` is left empty where the signatory is not yet known."""

    capacity: str
    party: str
    name: str = ""
    capacity_zh: str = ""
    party_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One approval of one digest in one capacity, as the record has it (EA 3.1(b)).

    `meaning` is the sentence the signatory agreed to, `factor` how he proved who he is; for an approval on paper,
    `checked_by` names who compared the signature with the register.
    """

    person: str
    capacity: str
    party: str
    meaning: str
    approved_at_utc: dt.datetime
    via: str
    factor: str
    digest: str
    capacity_zh: str = ""
    party_zh: str = ""
    meaning_zh: str = ""
    checked_by: str = ""

    def __post_init__(self) -> None:
        words.digest_groups(self.digest)
        words.require_aware(self.approved_at_utc)
        if self.via not in _WAYS:
            raise ValueError(f"an approval comes by one of {', '.join(_WAYS)}, not {self.via!r}")


@dataclass(frozen=True, kw_only=True)
class AuthorityCheck:
    """The check of a settlement, award or judgment by a second person of the escrow agent: what he found, and when (EA 3.3)."""

    person: str
    finding: str
    checked_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Authorisation:
    """A person of the escrow agent who authorised a release, when, and how he proved who he is."""

    person: str
    role: str
    at_utc: dt.datetime
    factor: str = ""
    role_zh: str = ""

    def __post_init__(self) -> None:
        words.require_aware(self.at_utc)


@dataclass(frozen=True, kw_only=True)
class Note:
    """A sentence in two languages, with the clause it stands on."""

    text: str
    text_zh: str = ""
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Position:
    """The shares in one account of the ledger. Labels are only needed where the usual ones do not fit."""

    account: str
    shares: int
    label: str = ""
    label_zh: str = ""

    def __post_init__(self) -> None:
        require_shares(self.shares, self.account)
