"""What an amendment may change, and how single terms are changed (SPA 5.3, 11.2). Pure.

Decided where the text is silent: what a year was assessed by stays (its whole row, the currency and the metric included); the
parties to the agreements stay, only who receives the shares may be another; another instrument is a corporate action.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from tranches.terms.agreement_terms import AgreementTerms, PartyTerms, TrancheTerms
from tranches.terms.deal.checks import check
from tranches.terms.errors import TermsError

RECIPIENT = "recipient"

_FIXED = {
    "reference": "the reference names the agreement for good",
    "effective_on": "the day on which the agreements took effect has passed",
    "time_zone": "clocks that run are counted in it",
    "agreements": "an amendment changes the two agreements, it does not replace them",
    "instrument": "another instrument is a corporate action",
}


@dataclass(frozen=True)
class Edits:
    """Single terms to change. A tranche's values by its number: any of `shares`, `starts_on`, `ends_on` and `target`."""

    tranches: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    deadlines: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    fee_minor: int | None = None
    recipient: PartyTerms | None = None


def edited(terms: AgreementTerms, edits: Edits) -> AgreementTerms:
    """The terms with these single terms changed, checked as a deal file is; a `TermsError` names what is wrong.

    Shares given to the tranches make up the new total. A new recipient takes the place of whoever is the recipient now.
    """
    tranches = tuple(_edited(tranche, edits.tranches.get(tranche.number, {})) for tranche in terms.tranches)
    found = replace(
        terms,
        tranches=tranches,
        total_shares=sum(tranche.shares for tranche in tranches),
        deadlines=replace(terms.deadlines, **edits.deadlines),
        settings=terms.settings.with_(**edits.settings),
    )
    if edits.fee_minor is not None and terms.fee is not None:
        found = replace(found, fee=replace(terms.fee, amount_minor=edits.fee_minor))
    if edits.recipient is not None:
        found = replace(found, parties=_with_recipient(terms, edits.recipient))
    check(found)
    return found


def check_amendable(old: AgreementTerms, new: AgreementTerms, *, assessed: Collection[int]) -> None:
    """Refuse (`TermsError`) a change that no amendment makes. `assessed` are the tranches whose year has a report or is settled."""
    for name, why in _FIXED.items():
        if getattr(old, name) != getattr(new, name):
            raise TermsError(
                "not_amendable",
                f"The term “{name.replace('_', ' ')}” cannot be amended: {why}. Put it back as it is.",
                name,
            )
    if [tranche.number for tranche in old.tranches] != [tranche.number for tranche in new.tranches]:
        raise TermsError(
            "tranches_fixed",
            "An amendment changes tranches and neither adds nor removes one. Keep their numbers as they are.",
            "tranches",
        )
    for before in old.tranches:
        if before.number in assessed and new.tranche(before.number) != before:
            raise TermsError(
                "assessed_year",
                f"Tranche {before.number} is assessed or settled by its terms, and what was assessed stays. "
                "Leave its shares, days, target, metric and currency as they are.",
                f"tranches.{before.number}",
            )
    _check_parties(old, new)
    if old == new:
        raise TermsError(
            "nothing_changed", "The terms are the same as those in force. Change at least one.", "terms"
        )


def _edited(tranche: TrancheTerms, values: Mapping[str, Any]) -> TrancheTerms:
    known: dict[str, type[Any]] = {"shares": int, "starts_on": date, "ends_on": date, "target": Fraction}
    for name, value in values.items():
        if not isinstance(value, known[name]):
            raise TypeError(f"{name} of a tranche is a {known[name].__name__}")
    return replace(tranche, **values)


def _with_recipient(terms: AgreementTerms, recipient: PartyTerms) -> tuple[PartyTerms, ...]:
    """The parties to the agreements as they are, none of them the recipient, and the new recipient last.

    Naming a party to the agreements again makes that party the recipient.
    """
    stay = [replace(party, recipient=False) for party in terms.parties if party.part != RECIPIENT]
    own = next((at for at, party in enumerate(stay) if party.name == recipient.name), None)
    if own is None:
        return (*stay, replace(recipient, part=RECIPIENT, letter="", recipient=True))
    stay[own] = replace(stay[own], recipient=True)
    return tuple(stay)


def _check_parties(old: AgreementTerms, new: AgreementTerms) -> None:
    """Every party but a mere recipient stays as it is; only who of them receives the shares may change."""

    def lasting(terms: AgreementTerms) -> list[PartyTerms]:
        return [replace(party, recipient=False) for party in terms.parties if party.part != RECIPIENT]

    if lasting(old) != lasting(new):
        raise TermsError(
            "parties_fixed",
            "The parties to the agreements cannot be amended here: a changed name or address goes into the register, "
            "and who receives the shares is a party with the part “recipient”.",
            "parties",
        )
    known = {party.key: party for party in old.parties}
    for party in new.parties:
        if party.part != RECIPIENT:
            continue
        before = known.get(party.key)
        if before is not None and replace(before, recipient=party.recipient) != party:
            raise TermsError(
                "recipient_key_taken",
                f"The key {party.key!r} names another party already. Give the new recipient a key of its own.",
                "parties.key",
                party.key,
            )
