"""The terms of one agreement, as frozen data: what was agreed, nothing that happened since.

A version of the terms is stored as `to_plain()` and never changed; an amendment (SPA 5.3, 11.2) is another version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from tranches.terms.deal.settings import Settings
from tranches.terms.errors import TermsError
from tranches.terms.plain import from_plain, to_plain
from tranches.terms.readings import QUESTIONS

PARTS = ("issuer", "purchaser", "seller", "escrow_agent", "target", "transfer_agent", "recipient")
# The parts that contract with each other; all of them sign an amendment. A mere recipient is no party to the agreements.
CONTRACTING = ("issuer", "purchaser", "seller", "escrow_agent")
KINDS = ("company", "person")
# How an item of the release checklist is shown to be true.
EVIDENCE = ("document", "note", "call_back", "delivery_account", "portal_consent", "position")
# What may be cited, open questions included: the deal file says where each stands in its own agreements, so code cites no
# clause by itself.
CLAUSE_KEYS = (
    "target",
    "release",
    "deduction",
    "offset",
    "entitlement",
    "amendment",
    "deposit",
    "report",
    "instruction",
    "transfer",
    "dispute",
    "suspension",
    "settlement",
    "rights",
    "fee",
    "penalty",
    "costs",
    "notices",
    "return",
    "confidentiality",
    "escrow_period",
    "documents_govern",
    "disposition",
    "position",
    "arbitration",
    "holding",
    "safekeeping",
    "firm",
    "disclosure",
    *(question.name for question in QUESTIONS),
)


@dataclass(frozen=True)
class AgreementPaper:
    """One of the contracts that make up the agreement, under the code by which its clauses are cited."""

    code: str
    title: str
    title_zh: str
    dated_on: date
    note: str


@dataclass(frozen=True)
class InstrumentTerms:
    """The kind of share that is held; `issuer` is the key of the party that issued it, `identifier` its CUSIP or ISIN.

    `exchange` is the calendar of the exchange that prices it; without one every Monday to Friday is a trading day.
    """

    name: str
    name_zh: str
    issuer: str
    identifier: str = field(default="", metadata={"added_later": True})
    exchange: str = field(default="", metadata={"added_later": True})


@dataclass(frozen=True)
class PartyTerms:
    """A party in its part. `letter` is how the agreements call it; `recipient` may be delivered to."""

    key: str
    letter: str
    part: str
    kind: str
    name: str
    name_zh: str
    jurisdiction: str
    registration: str
    address: str
    recipient: bool


@dataclass(frozen=True)
class TrancheTerms:
    """One assessment year: its days (both inclusive), base in whole shares, target in major units, and rules."""

    number: int
    starts_on: date
    ends_on: date
    shares: int
    metric: str
    metric_zh: str
    currency: str
    currency_label: str
    target: Fraction
    test: str
    payout: str
    params: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True)
class Correction:
    """A day the calendars have wrong or not yet: whether it is a business day, and who says so."""

    on: date
    business_day: bool
    source: str


@dataclass(frozen=True)
class CalendarTerms:
    """The calendars by code; a day counts only if it is a business day in all. Corrections overrule them."""

    codes: tuple[str, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class DeadlineTerms:
    """Periods: business days for deposit and transfer, calendar days for the release after the year's end.

    `notice_calendar_days`: on which day after its sending a notice by courier is deemed received; versions stored before it
    was a term of its own mean the third.
    """

    deposit_business_days: int
    release_calendar_days: int
    transfer_business_days: int
    notice_calendar_days: int = field(default=3, metadata={"added_later": True})


@dataclass(frozen=True)
class TransferAgentTerms:
    """The agent's own rules about the transfer agent: when it asks after an answer, and how old a position may be.

    Business days for an answer to a letter or a claim, and for a break of a position; calendar days for a position's age, where
    the checklist item names none of its own.
    """

    answer_business_days: int = 5
    break_business_days: int = 5
    position_max_age_days: int = 10


@dataclass(frozen=True)
class FeeTerms:
    """The agent's fee per year of the escrow period, in minor units of its currency (cents)."""

    amount_minor: int
    currency: str


@dataclass(frozen=True)
class PenaltyTerms:
    """Penalty for late release: rate per day and cap of the market value, and the parts who can owe it."""

    rate_per_day: Fraction
    cap: Fraction
    currency: str
    debtors: tuple[str, ...]


@dataclass(frozen=True)
class ArbitrationTerms:
    """Where a dispute goes that negotiation does not end: the tribunal and its seat."""

    forum: str
    seat: str


@dataclass(frozen=True)
class SigningTerms:
    """Who gives the joint instruction, who approves the firm, and whether one person may sign for both.

    `cool_off_days`: how many calendar days a number, a delivery account or a signer's credentials must have stood unchanged
    before a release rests on them. `certificate`: whether a signatory without a certificate of incumbency is `flagged` or
    cannot sign (`needed`). Versions stored before these were terms of their own mean seven days, and flagged.
    """

    joint_instruction: tuple[str, ...]
    firm_approval: str
    same_person: str
    portal_consent: bool
    cool_off_days: int = field(default=7, metadata={"added_later": True})
    certificate: str = field(default="flagged", metadata={"added_later": True})

    @property
    def same_person_allowed(self) -> bool:
        """Whether one person with authority in several capacities may sign once for each."""
        return self.same_person == "allowed"


@dataclass(frozen=True)
class ChecklistItem:
    """One item that must be shown before a release, by the kind of evidence named; `max_age_days` bounds how old that may be.

    A `note` or `document` is ticked. A `call_back` is a recorded call to a number of the register; a `delivery_account` is
    compared with the register; `portal_consent` is read from the consents on file. Where `expires`, the evidence names the
    last day it holds for.
    """

    key: str
    label: str
    label_zh: str
    evidence: str
    max_age_days: int | None
    clause: str
    expires: bool = field(default=False, metadata={"added_later": True})


@dataclass(frozen=True)
class AgreementTerms:
    """One version of the whole terms. Valid by construction only after `checks.check`."""

    reference: str
    title: str
    effective_on: date
    agreements: tuple[AgreementPaper, ...]
    instrument: InstrumentTerms
    total_shares: int
    parties: tuple[PartyTerms, ...]
    tranches: tuple[TrancheTerms, ...]
    offset: str
    settings: Settings
    calendar: CalendarTerms
    time_zone: str
    deadlines: DeadlineTerms
    fee: FeeTerms | None
    penalty: PenaltyTerms | None
    signing: SigningTerms
    authorising_persons: int
    checklist: tuple[ChecklistItem, ...]
    clauses: tuple[tuple[str, str], ...] = field(default=())
    transfer_agent: TransferAgentTerms = field(default=TransferAgentTerms(), metadata={"added_later": True})
    arbitration: ArbitrationTerms | None = field(default=None, metadata={"added_later": True})

    def tranche(self, number: int) -> TrancheTerms:
        """The tranche of that number; an unknown number is a `TermsError`."""
        for tranche in self.tranches:
            if tranche.number == number:
                return tranche
        known = ", ".join(str(tranche.number) for tranche in self.tranches)
        raise TermsError(
            "unknown_tranche",
            f"There is no tranche {number}; {self.reference} has {known}.",
            "tranche",
            str(number),
        )

    def party(self, key: str) -> PartyTerms:
        """The party of that key; an unknown key is a `TermsError`."""
        for party in self.parties:
            if party.key == key:
                return party
        known = ", ".join(party.key for party in self.parties)
        raise TermsError(
            "unknown_party", f"There is no party {key!r}; {self.reference} has {known}.", "party", key
        )

    def parts(self, part: str) -> tuple[PartyTerms, ...]:
        """All parties in one part, in the order of the deal file; empty where nobody fills it."""
        return tuple(party for party in self.parties if party.part == part)

    def recipients(self) -> tuple[PartyTerms, ...]:
        """The parties that released shares may be delivered to."""
        return tuple(party for party in self.parties if party.recipient)

    def clause(self, key: str) -> str:
        """Where the agreements say it (`SPA 5.2(1)`); nothing where the deal file cites no clause."""
        if key not in CLAUSE_KEYS:
            raise KeyError(key)
        return dict(self.clauses).get(key, "")

    def cited(self, *keys: str) -> str:
        """The clauses of several subjects as one citation, each once: `EA 1.1, 3.2; SPA 5.2(1)`; of one, as the deal says it."""
        if len(keys) == 1:
            return self.clause(keys[0])
        by_code: dict[str, list[str]] = {}
        for key in keys:
            code = ""
            for token in filter(None, self.clause(key).split(", ")):
                code, place = token.rsplit(" ", 1) if " " in token else (code, token)
                by_code.setdefault(code, []).append(place)
        return "; ".join(
            f"{code} {', '.join(dict.fromkeys(places))}".strip() for code, places in by_code.items()
        )

    def with_settings(self, **overrides: object) -> AgreementTerms:
        """The same terms under other readings, each checked."""
        return replace(self, settings=self.settings.with_(**overrides))

    def to_plain(self) -> dict[str, Any]:
        """Plain data for JSON; `from_plain` gives the equal terms back."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> AgreementTerms:
        """Terms from what `to_plain` made; anything else is a `TermsError`."""
        return from_plain(cls, dict(plain))
