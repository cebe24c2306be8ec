"""What must hold for terms as a whole, whether they come from a deal file or from an amendment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from tranches.terms.agreement_terms import AgreementTerms, TrancheTerms
from tranches.terms.calendar import known_calendar, known_exchange
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.deal.composition import check_composition
from tranches.terms.errors import Gathered, TermsError
from tranches.terms.sums.rules import OFFSETS, check_rules, known_rule


def check(terms: AgreementTerms) -> None:
    """Refuse terms that contradict themselves, with a `TermsError` naming the first key and value, and all sentences."""
    found = Gathered()
    gather(terms, found)
    found.refuse_faults()


def gather(terms: AgreementTerms, found: Gathered) -> None:
    """Gather every contradiction of the terms; what rests on a part that could not be read is not looked for."""
    of = found.of
    of(lambda: _unique(_places(terms.parties, "key", "parties"), found), needs=("parties",))
    letters = (row for row in _places(terms.parties, "letter", "parties") if row[0])
    of(lambda: _unique(letters, found), needs=("parties",))
    of(lambda: _unique(_places(terms.agreements, "code", "agreements"), found), needs=("agreements",))
    of(lambda: _unique(_places(terms.checklist, "key", "checklist"), found), needs=("checklist",))
    of(
        lambda: _unique(_places(terms.tranches, "number", "tranches"), found, "duplicate_number"),
        needs=("tranches",),
    )
    of(
        lambda: _unique(_places(terms.calendar.corrections, "on", "calendar.corrections"), found),
        needs=("calendar",),
    )
    if "tranches" not in found.spoiled:
        for at, tranche in enumerate(terms.tranches, start=1):
            of(partial(_check_tranche, tranche, f"tranches[{at}]"))
    of(lambda: _check_periods(terms.tranches), needs=("tranches",))
    of(lambda: _check_total(terms), needs=("tranches", "instrument", "allocation"))
    of(lambda: known_rule(OFFSETS, terms.offset, key="offset.rule"), needs=("offset",))
    _check_currencies(terms, found)
    of(lambda: check_composition(terms), needs=("tranches", "offset"))
    _check_calendars(terms, found)
    _check_people(terms, found)
    of(lambda: _check_expiry(terms), needs=("settings",))


def _check_currencies(terms: AgreementTerms, found: Gathered) -> None:
    """Before the composition: an unknown code is what is wrong, not that the other tranches have another."""
    for currency, key in _currencies(terms, found.spoiled):
        if currency not in MINOR_PLACES:
            sentence = (
                f"{key} is {currency!r}, which is not a known currency; use its ISO 4217 code, such as USD."
            )
            found.add(TermsError("unknown_currency", sentence, key, currency))


def _places(rows: Iterable[object], name: str, key: str) -> Iterable[tuple[str, str, str]]:
    """The value of each row of a list, the key it is told under, and where it stands."""
    for at, row in enumerate(rows, start=1):
        yield str(getattr(row, name)), f"{key}.{name}", f"{key}[{at}].{name}"


def _unique(keys: Iterable[tuple[str, str, str]], found: Gathered, code: str = "duplicate_key") -> None:
    seen = set()
    for value, key, at in keys:
        if value in seen:
            sentence = f"{key} is {value} twice; each must be given once."
            found.add(TermsError(code, sentence, key, value, at=at))
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


def _check_calendars(terms: AgreementTerms, found: Gathered) -> None:
    for code in () if "calendar" in found.spoiled else terms.calendar.codes:
        if not known_calendar(code):
            sentence = (
                f"calendar.codes has {code!r}, which is not a known calendar; use a country's two letters (CN) "
                f"or an exchange's code (XNYS)."
            )
            found.add(TermsError("unknown_calendar", sentence, "calendar.codes", code))
    exchange = "" if "instrument" in found.spoiled else terms.instrument.exchange
    if exchange and not known_exchange(exchange):
        sentence = f"instrument.exchange is {exchange!r}, which is not a known exchange; use its code (XNYS)."
        found.add(TermsError("unknown_exchange", sentence, "instrument.exchange", exchange))
    found.of(lambda: _check_zone(terms), needs=("time_zone",))


def _check_zone(terms: AgreementTerms) -> None:
    try:
        ZoneInfo(terms.time_zone)
    except (KeyError, ValueError, OSError):
        sentence = (
            f"time_zone is {terms.time_zone!r}, which is not a known zone; use a name such as Asia/Shanghai."
        )
        raise TermsError("unknown_time_zone", sentence, "time_zone", terms.time_zone) from None


def _check_people(terms: AgreementTerms, found: Gathered) -> None:
    if "parties" in found.spoiled:
        return
    needed = [("escrow_agent", "parties.part")]
    if "signing" not in found.spoiled:
        needed = [
            *((part, "signing.joint_instruction") for part in terms.signing.joint_instruction),
            (terms.signing.firm_approval, "signing.firm_approval"),
            *needed,
        ]
    if terms.penalty and "penalty" not in found.spoiled:
        needed += [(part, "penalty.debtors") for part in terms.penalty.debtors]
    for part, key in needed:
        if not terms.parts(part):
            sentence = f"{key} names {part!r}, but no party has that part; add the party or correct the name."
            found.add(TermsError("part_not_filled", sentence, key, part))
    found.of(lambda: _check_issuer(terms), needs=("instrument",))
    if not terms.recipients():
        sentence = "parties.recipient is false for every party; set it to true for whoever the shares may be released to."
        found.add(TermsError("no_recipient", sentence, "parties.recipient", "false"))


def _check_issuer(terms: AgreementTerms) -> None:
    keys = {party.key for party in terms.parties}
    if terms.instrument.issuer not in keys:
        sentence = (
            f"instrument.issuer is {terms.instrument.issuer!r}, which is no party's key; use one of the keys."
        )
        raise TermsError("unknown_party", sentence, "instrument.issuer", terms.instrument.issuer)


def _check_expiry(terms: AgreementTerms) -> None:
    agreed: date | None = terms.settings.expiry_on
    if (terms.settings.expiry == "agreed_date") != (agreed is not None):
        sentence = (
            f"settings.expiry is {terms.settings.expiry!r} and settings.expiry_on is {agreed or 'not given'}; "
            f"a date is given exactly where expiry is agreed_date."
        )
        raise TermsError("expiry_contradicts", sentence, "settings.expiry_on", str(agreed or ""))


def _currencies(terms: AgreementTerms, spoiled: set[str]) -> Iterable[tuple[str, str]]:
    for at, tranche in enumerate(() if "tranches" in spoiled else terms.tranches, start=1):
        yield tranche.currency, f"tranches[{at}].currency"
    if terms.fee and "fee" not in spoiled:
        yield terms.fee.currency, "fee.currency"
    if terms.penalty and "penalty" not in spoiled:
        yield terms.penalty.currency, "penalty.currency"
