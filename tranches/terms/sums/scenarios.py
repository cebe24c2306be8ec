"""Scenarios from text: `N=AMOUNT`, or a CSV with the header `name,1,2,…`. A blank is a year not known."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal.settings import parse_setting
from tranches.terms.errors import TermsError
from tranches.terms.typed import MOST_DIGITS, NotUnderstood, number


@dataclass(frozen=True)
class Scenario:
    """A named set of actuals by tranche number; a number missing is a year unknown."""

    name: str
    actuals: dict[int, Fraction]


def parse_actuals(pairs: Iterable[str], terms: AgreementTerms) -> dict[int, Fraction]:
    """Read `N=AMOUNT` pairs; refuses an unknown or repeated tranche and what is no exact decimal."""
    actuals: dict[int, Fraction] = {}
    for pair in pairs:
        number_text, sign, amount = pair.partition("=")
        if not sign:
            sentence = f"--actual {pair!r} is not of the form N=AMOUNT, such as 1=600000000."
            raise TermsError("bad_actual", sentence, "actual", pair)
        number = _number(number_text, terms, where="--actual")
        if number in actuals:
            raise TermsError(
                "duplicate_number", f"--actual gives tranche {number} twice; give it once.", "actual", pair
            )
        actuals[number] = _amount(amount, where=f"--actual {number}")
    return actuals


def parse_overrides(pairs: Iterable[str]) -> dict[str, object]:
    """Read `NAME=VALUE` settings; refuses an unknown or repeated name and a value it does not take."""
    overrides: dict[str, object] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        name = name.strip()
        if not sign:
            sentence = f"--set {pair!r} is not of the form NAME=VALUE, such as rounding=down."
            raise TermsError("bad_setting", sentence, "set", pair)
        if name in overrides:
            raise TermsError("duplicate_key", f"--set gives {name} twice; give it once.", name, value)
        overrides[name] = parse_setting(name, value)
    return overrides


def parse_csv(text: str, terms: AgreementTerms) -> list[Scenario]:
    """Read scenarios, one a row, in order. Empty lines are passed over; everything odd is refused with its line."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        return parse_rows(reader, terms)
    except csv.Error as error:
        sentence = f"Line {reader.line_num} of the scenarios is not valid CSV: {error}."
        raise TermsError("bad_scenarios", sentence, "scenarios") from None


def parse_rows(
    lines: Iterable[Sequence[str]], terms: AgreementTerms, *, digits: int = MOST_DIGITS
) -> list[Scenario]:
    """Read scenarios from the cells of a table, whatever file they stood in; as `parse_csv`.

    A door that takes fewer digits says so here, so that its refusals name one limit and not two.
    """
    rest = enumerate(lines, start=1)
    _, header = next(rest, (0, ()))
    if not any(cell.strip() for cell in header):
        sentence = "The scenarios have no header; the first line must be name,1,2 and so on."
        raise TermsError("bad_scenarios", sentence, "scenarios")
    numbers = _header(header, terms)
    return [_row(row, numbers, line, digits) for line, row in rest if any(cell.strip() for cell in row)]


def _header(header: Sequence[str], terms: AgreementTerms) -> list[int]:
    if header[0].strip() != "name":
        sentence = f"The header of the scenarios begins with {header[0]!r}; it must begin with name."
        raise TermsError("bad_scenarios", sentence, "scenarios", header[0])
    numbers = [_number(cell, terms, where="The header of the scenarios") for cell in header[1:]]
    for given in numbers:
        if numbers.count(given) > 1:
            sentence = f"The header of the scenarios has tranche {given} twice; give each tranche one column."
            raise TermsError("duplicate_number", sentence, "scenarios", str(given))
    return numbers


def _row(row: Sequence[str], numbers: Sequence[int], line: int, digits: int) -> Scenario:
    if len(row) != len(numbers) + 1:
        sentence = f"Line {line} of the scenarios has {len(row)} cells; the header has {len(numbers) + 1}."
        raise TermsError("bad_scenarios", sentence, "scenarios", str(len(row)))
    actuals = {
        number: _amount(cell, where=f"Line {line} of the scenarios, tranche {number},", digits=digits)
        for number, cell in zip(numbers, row[1:], strict=True)
        if cell.strip()
    }
    return Scenario(row[0].strip(), actuals)


def _number(text: str, terms: AgreementTerms, *, where: str) -> int:
    """A tranche number of the deal; `01`, `+1` and digits of other scripts are refused."""
    known = {str(tranche.number): tranche.number for tranche in terms.tranches}
    if text.strip() not in known:
        sentence = f"{where} names tranche {text.strip()[:40]!r}; {terms.reference} has {', '.join(known)}."
        raise TermsError("unknown_tranche", sentence, "tranche", text)
    return known[text.strip()]


def _amount(text: str, *, where: str, digits: int = MOST_DIGITS) -> Fraction:
    try:
        return Fraction(number(text, places=MOST_DIGITS, digits=digits).value)
    except NotUnderstood as refusal:
        sentence = f"{where} has the amount {text.strip()[:80]!r}. {refusal.sentence}"
        raise TermsError("not_a_number", sentence, "actual", text[:80]) from None
