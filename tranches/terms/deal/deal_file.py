"""A deal file (TOML) to terms: strict, exact, and with a sentence for everything it refuses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from tranches.terms.agreement_terms import (
    CLAUSE_KEYS,
    EVIDENCE,
    KINDS,
    PARTS,
    AgreementPaper,
    AgreementTerms,
    ArbitrationTerms,
    CalendarTerms,
    ChecklistItem,
    Correction,
    DeadlineTerms,
    FeeTerms,
    InstrumentTerms,
    PartyTerms,
    PenaltyTerms,
    SigningTerms,
    TrancheTerms,
    TransferAgentTerms,
)
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.deal.allocation import ALLOCATIONS, allocate
from tranches.terms.deal.checks import gather
from tranches.terms.deal.deal_lines import lines_of
from tranches.terms.deal.reader import Table
from tranches.terms.deal.settings import Settings, parse_settings
from tranches.terms.errors import Gathered, TermsError
from tranches.terms.sums.rules import known_rule

LARGEST_FILE = 1_000_000


def load(path: str | Path) -> AgreementTerms:
    """Read and check a deal file; an unreadable file or wrong terms are a `TermsError`."""
    return parse_bytes(read(path), name=str(path))


def read(path: str | Path) -> bytes:
    """The bytes of a deal file, as they are; one that cannot be read or is too large is a `TermsError`."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        sentence = f"The deal file {path} cannot be read: {error.strerror}."
        raise TermsError("unreadable_file", sentence, "", str(path)) from None
    if len(content) > LARGEST_FILE:
        raise TermsError(
            "unreadable_file", f"The deal file {path} is too large; it may have 1 MB.", "", str(path)
        )
    return content


def parse_bytes(content: bytes, *, name: str = "the file") -> AgreementTerms:
    """Terms from the bytes of a deal file, so that who files them files exactly what was checked."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        sentence = f"The deal file {name} is not UTF-8 text; save it as UTF-8."
        raise TermsError("unreadable_file", sentence, "", name) from None
    return parse_text(text, name=name)


def parse_text(text: str, *, name: str = "the text") -> AgreementTerms:
    """Terms from the text of a deal file; numbers with a point are read exactly, never as floats."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ArithmeticError, ValueError) as error:
        raise TermsError("not_toml", f"The deal file {name} is not valid TOML: {error}.", "", name) from None
    return parse(content, lines=lines_of(text))


def parse(
    content: Mapping[str, Any], *, lines: Mapping[str, int] | None = None, all_of: Gathered | None = None
) -> AgreementTerms:
    """Terms from the tables of a deal file, checked as a whole; all that is wrong is refused at once, with its `lines`."""
    all_of = all_of or Gathered()
    root = Table(content, gathered=all_of)
    of = all_of.of
    instrument, total = of(lambda: _instrument(root.table("instrument"))) or (None, 0)
    parts: dict[str, Any] = {
        "reference": of(lambda: _reference(root)),
        "title": of(lambda: root.text("title")),
        "effective_on": of(lambda: root.day("effective_on")),
        "agreements": of(lambda: all_of.each(_paper, root.tables("agreements"))),
        "instrument": instrument,
        "total_shares": total,
        "parties": of(lambda: all_of.each(_party, root.tables("parties"))),
        "tranches": of(lambda: _tranches(root, total, all_of)),
        "offset": of(lambda: _offset(root.table("offset"))),
        "settings": _settings(root.table("settings").items() if root.has("settings") else {}, all_of),
        "calendar": of(lambda: _calendar(root.table("calendar"))),
        "time_zone": of(lambda: root.text("time_zone")),
        "deadlines": of(lambda: _deadlines(root.table("deadlines"))),
        "fee": of(lambda: _fee(root.table("fee")) if root.has("fee") else None),
        "penalty": of(lambda: _penalty(root.table("penalty")) if root.has("penalty") else None),
        "arbitration": of(
            lambda: _arbitration(root.table("arbitration")) if root.has("arbitration") else None
        ),
        "signing": of(lambda: _signing(root.table("signing"))),
        "authorising_persons": of(lambda: root.whole("authorising_persons", least=2, most=3)),
        "checklist": of(lambda: all_of.each(_checklist_item, root.tables("checklist", required=False))),
        "clauses": of(lambda: _clauses(root)),
        "transfer_agent": of(
            lambda: (
                _transfer_agent(root.table("transfer_agent"))
                if root.has("transfer_agent")
                else TransferAgentTerms()
            )
        ),
    }
    of(root.done)
    terms = AgreementTerms(**parts)
    gather(terms, all_of)
    all_of.refuse_faults(lines)
    return terms


def _settings(values: Mapping[str, Any], gathered: Gathered) -> Settings:
    """Each reading by itself, so that one that is wrong hides no other."""
    right = {}
    for name, value in values.items():
        try:
            parse_settings({name: value})
        except TermsError as error:
            error.at = f"settings.{name}"
            gathered.add(error)
        else:
            right[name] = value
    return parse_settings(right)


def _reference(root: Table) -> str:
    """A reference stands in addresses and file names: letters, digits, `-`, `.` and `_`."""
    reference = root.text("reference")
    if not usable_reference(reference):
        raise root.wrong(
            "reference", reference, "at most 40 letters, digits, '-', '.' or '_', a letter or digit first"
        )
    return reference


def usable_reference(reference: str) -> bool:
    """Whether the text can be an agreement's reference."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", reference) is not None


def _instrument(table: Table) -> tuple[InstrumentTerms, int]:
    instrument = InstrumentTerms(
        name=table.text("name"),
        name_zh=table.text("name_zh", "", blank=True),
        issuer=table.text("issuer"),
        identifier=table.text("identifier", "", blank=True),
        exchange=table.text("exchange", "", blank=True),
    )
    total = table.whole("total_shares", least=1)
    table.done()
    return instrument, total


def _paper(table: Table) -> AgreementPaper:
    paper = AgreementPaper(
        code=table.text("code"),
        title=table.text("title"),
        title_zh=table.text("title_zh", "", blank=True),
        dated_on=table.day("dated_on"),
        note=table.text("note", "", blank=True),
    )
    table.done()
    return paper


def _party(table: Table) -> PartyTerms:
    party = PartyTerms(
        key=table.text("key"),
        letter=table.text("letter", "", blank=True),
        part=table.one_of("part", PARTS),
        kind=table.one_of("kind", KINDS),
        name=table.text("name"),
        name_zh=table.text("name_zh", "", blank=True),
        jurisdiction=table.text("jurisdiction", "", blank=True),
        registration=table.text("registration", "", blank=True),
        address=table.text("address", "", blank=True),
        recipient=table.yes_or_no("recipient", False),
    )
    table.done()
    return party


def _tranches(root: Table, total: int, gathered: Gathered) -> tuple[TrancheTerms, ...]:
    """Tranches with whole shares each, or each with a part of the total: never both in one deal."""
    rule = root.text("allocation", "exact")
    gathered.of(lambda: known_rule(ALLOCATIONS, rule, key="allocation"))
    tables = root.tables("tranches")
    parts = [table for table in tables if table.has("share")]
    if parts and len(parts) != len(tables):
        odd = next(table for table in tables if table not in parts)
        sentence = f"{odd.key('share')} is missing; give every tranche a share of the total, or every one whole shares."
        raise TermsError("mixed_shares", sentence, odd.key("share"))
    if parts:
        ratios = [table.ratio("share", most=Fraction(1)) for table in tables]
        shares = gathered.of(
            lambda: allocate(total, ratios, rule), needs=("tranches", "instrument", "allocation")
        ) or [1] * len(tables)
    else:
        shares = [table.whole("shares", least=1) for table in tables]
    whole_of = dict(zip(map(id, tables), shares, strict=True))
    return gathered.each(lambda table: _tranche(table, whole_of[id(table)]), tables)


def _tranche(table: Table, shares: int) -> TrancheTerms:
    currency = table.text("currency")
    tranche = TrancheTerms(
        number=table.whole("number", least=1, most=9999),
        starts_on=table.day("starts_on"),
        ends_on=table.day("ends_on"),
        shares=shares,
        metric=table.text("metric"),
        metric_zh=table.text("metric_zh", "", blank=True),
        currency=currency,
        currency_label=table.text("currency_label", currency),
        target=table.amount("target"),
        test=table.text("test"),
        payout=table.text("payout"),
        params=_params(table),
    )
    table.done()
    return tranche


def _params(table: Table) -> tuple[tuple[str, Fraction], ...]:
    if not table.has("params"):
        return ()
    params = table.table("params")
    return tuple((name, params.ratio(name)) for name in params.names())


def _offset(table: Table) -> str:
    rule = table.text("rule")
    table.done()
    return rule


def _calendar(table: Table) -> CalendarTerms:
    calendar = CalendarTerms(
        codes=table.texts("codes"),
        corrections=tuple(_correction(each) for each in table.tables("corrections", required=False)),
    )
    table.done()
    return calendar


def _correction(table: Table) -> Correction:
    correction = Correction(
        on=table.day("on"), business_day=table.yes_or_no("business_day"), source=table.text("source")
    )
    table.done()
    return correction


def _deadlines(table: Table) -> DeadlineTerms:
    deadlines = DeadlineTerms(
        deposit_business_days=table.whole("deposit_business_days", least=1, most=1000),
        release_calendar_days=table.whole("release_calendar_days", least=1, most=1000),
        transfer_business_days=table.whole("transfer_business_days", least=1, most=1000),
        notice_calendar_days=table.whole("notice_calendar_days", 3, least=0, most=1000),
    )
    table.done()
    return deadlines


def _transfer_agent(table: Table) -> TransferAgentTerms:
    usual = TransferAgentTerms()
    found = TransferAgentTerms(
        answer_business_days=table.whole(
            "answer_business_days", usual.answer_business_days, least=1, most=1000
        ),
        break_business_days=table.whole("break_business_days", usual.break_business_days, least=1, most=1000),
        position_max_age_days=table.whole(
            "position_max_age_days", usual.position_max_age_days, least=1, most=3660
        ),
    )
    table.done()
    return found


def _fee(table: Table) -> FeeTerms:
    currency, amount = table.text("currency"), table.amount("amount")
    table.done()
    if currency not in MINOR_PLACES:
        raise table.wrong("currency", currency, "a known ISO 4217 code, such as USD", code="unknown_currency")
    minor = amount * 10 ** MINOR_PLACES[currency]
    if minor.denominator != 1 or minor < 0:
        raise table.wrong(
            "amount",
            minor / 10 ** MINOR_PLACES[currency],
            f"at least zero in whole minor units of {currency}",
        )
    return FeeTerms(amount_minor=minor.numerator, currency=currency)


def _penalty(table: Table) -> PenaltyTerms:
    penalty = PenaltyTerms(
        rate_per_day=table.ratio("rate_per_day", most=Fraction(1)),
        cap=table.ratio("cap", most=Fraction(1)),
        currency=table.text("currency"),
        debtors=table.texts("debtors"),
    )
    table.done()
    return penalty


def _arbitration(table: Table) -> ArbitrationTerms:
    arbitration = ArbitrationTerms(forum=table.text("forum"), seat=table.text("seat"))
    table.done()
    return arbitration


def _signing(table: Table) -> SigningTerms:
    signing = SigningTerms(
        joint_instruction=table.texts("joint_instruction"),
        firm_approval=table.text("firm_approval"),
        same_person=table.one_of("same_person", ("allowed", "refused")),
        portal_consent=table.yes_or_no("portal_consent"),
        cool_off_days=table.whole("cool_off_days", 7, least=0, most=365),
        certificate=table.one_of("certificate", ("flagged", "needed"), "flagged"),
    )
    table.done()
    return signing


def _checklist_item(table: Table) -> ChecklistItem:
    item = ChecklistItem(
        key=table.text("key"),
        label=table.text("label"),
        label_zh=table.text("label_zh", "", blank=True),
        evidence=table.one_of("evidence", EVIDENCE),
        max_age_days=table.whole("max_age_days", least=1, most=3660) if table.has("max_age_days") else None,
        clause=table.text("clause", "", blank=True),
        expires=table.yes_or_no("expires", False),
    )
    table.done()
    return item


def _clauses(root: Table) -> tuple[tuple[str, str], ...]:
    if not root.has("clauses"):
        return ()
    table = root.table("clauses")
    clauses = tuple((key, table.text(key)) for key in CLAUSE_KEYS if table.has(key))
    table.done()
    return clauses
