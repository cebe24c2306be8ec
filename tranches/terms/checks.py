"""What must hold for terms as a whole, whether they come from a deal file or from an amendment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from tranches.terms.agreement_terms import AgreementTerms, TrancheTerms
from tranches.terms.calendar import known_calendar
from tranches.terms.composition import check_composition
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.errors import TermsError
from tranches.terms.rules import OFFSETS, check_rules, known_rule


def check(terms: AgreementTerms) -> None:
    """Refuse terms that contradict themselves, with a `TermsError` naming the first key and value that is wrong."""
    _unique(((party.key, "parties.key") for party in terms.parties), "duplicate_key")
    _unique(((paper.code, "agreements.code") for paper in terms.agreements), "duplicate_key")
    _unique(((item.key, "checklist.key") for item in terms.checklist), "duplicate_key")
    _unique(((str(each.number), "tranches.number") for each in terms.tranches), "duplicate_number")
    _unique(
        ((day.on.isoformat(), "calendar.corrections.on") for day in terms.calendar.corrections),
        "duplicate_key",
    )
    for at, tranche in enumerate(terms.tranches, start=1):
        _check_tranche(tranche, f"tranches[{at}]")
    _check_periods(terms.tranches)
    _check_total(terms)
    known_rule(OFFSETS, terms.offset, key="offset.rule")
    _check_currencies(terms)
    check_composition(terms)
    _check_calendars(terms)
    _check_people(terms)
    _check_expiry(terms)


def _check_currencies(terms: AgreementTerms) -> None:
    """Before the composition: an unknown code is what is wrong, not that the other tranches have another."""
    for currency, key in _currencies(terms):
        if currency not in MINOR_PLACES:
            sentence = (
                f"{key} is {currency!r}, which is not a known currency; use its ISO 4217 code, such as USD."
            )
            raise TermsError("unknown_currency", sentence, key, currency)


def _unique(keys: Iterable[tuple[str, str]], code: str) -> None:
    seen = set()
    for value, key in keys:
        if value in seen:
            raise TermsError(code, f"{key} is {value} twice; each must be given once.", key, value)
        seen.add(value)


def _check_tranche(tranche: TrancheTerms, key: str) -> None:
    if tranche.ends_on < tranche.starts_on:
        sentence = f"{key}.ends_on is {tranche.ends_on}, before its start on {tranche.starts_on}; correct one of them."
        raise TermsError("period_backwards", sentence, f"{key}.ends_on", tranche.ends_on.isoformat())
    if tranche.target <= 0:
        sentence = f"{key}.target is {tranche.target}; it must be above zero."
        raise TermsError("target_not_positive", sentence, f"{key}.target", str(tranche.target))
    if tranche.shares <= 0:
        sentence = f"{key}.shares is {tranche.shares}; a tranche must have at least one share."
        raise TermsError("no_shares", sentence, f"{key}.shares", str(tranche.shares))
    check_rules(tranche, key=key)


def _check_periods(tranches: tuple[TrancheTerms, ...]) -> None:
    """Numbers follow time, and no day belongs to two tranches; a pause between them is allowed."""
    for at, (earlier, later) in enumerate(pairwise(tranches), start=2):
        if later.number < earlier.number:
            sentence = (
                f"tranches[{at}].number is {later.number} after {earlier.number}; list them in rising order."
            )
            raise TermsError("numbers_out_of_order", sentence, f"tranches[{at}].number", str(later.number))
        if later.starts_on <= earlier.ends_on:
            sentence = (
                f"tranches[{at}].starts_on is {later.starts_on}, not after the end of tranche {earlier.number} "
                f"on {earlier.ends_on}; periods must not overlap."
            )
            raise TermsError(
                "overlapping_periods", sentence, f"tranches[{at}].starts_on", later.starts_on.isoformat()
            )


def _check_total(terms: AgreementTerms) -> None:
    together = sum(tranche.shares for tranche in terms.tranches)
    if together != terms.total_shares:
        sentence = (
            f"The tranches have {together:,} shares together, but instrument.total_shares is {terms.total_shares:,}; "
            f"they must be equal."
        )
        raise TermsError("shares_do_not_add_up", sentence, "instrument.total_shares", str(terms.total_shares))


def _check_calendars(terms: AgreementTerms) -> None:
    for code in terms.calendar.codes:
        if not known_calendar(code):
            sentence = (
                f"calendar.codes has {code!r}, which is not a known calendar; use a country's two letters (CN) "
                f"or an exchange's code (XNYS)."
            )
            raise TermsError("unknown_calendar", sentence, "calendar.codes", code)
    try:
        ZoneInfo(terms.time_zone)
    except (KeyError, ValueError, OSError):
        sentence = (
            f"time_zone is {terms.time_zone!r}, which is not a known zone; use a name such as Asia/Shanghai."
        )
        raise TermsError("unknown_time_zone", sentence, "time_zone", terms.time_zone) from None


def _check_people(terms: AgreementTerms) -> None:
    needed = [(part, "signing.joint_instruction") for part in terms.signing.joint_instruction]
    needed += [(terms.signing.firm_approval, "signing.firm_approval"), ("escrow_agent", "parties.part")]
    needed += [(part, "penalty.debtors") for part in (terms.penalty.debtors if terms.penalty else ())]
    for part, key in needed:
        if not terms.parts(part):
            sentence = f"{key} names {part!r}, but no party has that part; add the party or correct the name."
            raise TermsError("part_not_filled", sentence, key, part)
    keys = {party.key for party in terms.parties}
    if terms.instrument.issuer not in keys:
        sentence = (
            f"instrument.issuer is {terms.instrument.issuer!r}, which is no party's key; use one of the keys."
        )
        raise TermsError("unknown_party", sentence, "instrument.issuer", terms.instrument.issuer)
    if not terms.recipients():
        sentence = "parties.recipient is false for every party; set it to true for whoever the shares may be released to."
        raise TermsError("no_recipient", sentence, "parties.recipient", "false")


def _check_expiry(terms: AgreementTerms) -> None:
    agreed: date | None = terms.settings.expiry_on
    if (terms.settings.expiry == "agreed_date") != (agreed is not None):
        sentence = (
            f"settings.expiry is {terms.settings.expiry!r} and settings.expiry_on is {agreed or 'not given'}; "
            f"a date is given exactly where expiry is agreed_date."
        )
        raise TermsError("expiry_contradicts", sentence, "settings.expiry_on", str(agreed or ""))


def _currencies(terms: AgreementTerms) -> Iterable[tuple[str, str]]:
    for at, tranche in enumerate(terms.tranches, start=1):
        yield tranche.currency, f"tranches[{at}].currency"
    if terms.fee:
        yield terms.fee.currency, "fee.currency"
    if terms.penalty:
        yield terms.penalty.currency, "penalty.currency"
