"""The terms in force, as pure data."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from documents.errors import RuleViolation
from tranches.models import Assessment, CalendarDay, EscrowAgreement, Report, TermsVersion
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.calendar import BusinessCalendar
from tranches.terms.currencies import MINOR_PLACES


def version_of(agreement: EscrowAgreement, on: date | None = None) -> TermsVersion:
    """The newest version of the terms, or the one in force on a day."""
    versions = TermsVersion.objects.filter(agreement=agreement)
    if on is not None:
        versions = versions.filter(effective_on__lte=on)
    newest = versions.order_by("-number").first()
    return (
        newest if newest is not None else TermsVersion.objects.filter(agreement=agreement).earliest("number")
    )


def terms_of(agreement: EscrowAgreement, on: date | None = None) -> AgreementTerms:
    """The terms as frozen data. The newest version is read once per object."""
    if on is not None:
        return read_terms(version_of(agreement, on).content)
    cached: AgreementTerms | None = getattr(agreement, "_terms", None)
    if cached is None:
        cached = read_terms(version_of(agreement).content)
        agreement._terms = cached  # type: ignore[attr-defined]
    return cached


def read_terms(content: dict[str, Any]) -> AgreementTerms:
    """A version's stored content as frozen data. The same content is checked and read once in a process."""
    return _read(json.dumps(content, sort_keys=True))


@lru_cache(maxsize=64)
def _read(content: str) -> AgreementTerms:
    return AgreementTerms.from_plain(json.loads(content))


def forget_terms(agreement: EscrowAgreement) -> None:
    """Drop what was read of the terms, when another version has come into force."""
    for name in ("_terms", "_calendar"):
        agreement.__dict__.pop(name, None)


def versions_by_year(agreement: EscrowAgreement) -> dict[int, AgreementTerms]:
    """By tranche number, the terms a year was first assessed by, where another version is in force now (SPA 11.2).

    A corrected report is assessed by the same terms as the report it corrects.
    """
    versions = {
        row.number: row for row in TermsVersion.objects.filter(agreement=agreement).order_by("number")
    }
    if len(versions) < 2:
        return {}
    newest = max(versions)
    first: dict[int, int] = {}
    rows = Assessment.objects.filter(agreement=agreement, report__isnull=False).order_by("number")
    for tranche, version in rows.values_list("report__tranche__number", "terms_version__number"):
        first.setdefault(tranche, version)
    read = {number: read_terms(versions[number].content) for number in {*first.values()} - {newest}}
    return {tranche: read[version] for tranche, version in first.items() if version != newest}


def current_terms(reference: str) -> AgreementTerms:
    """The terms of a loaded agreement by its reference."""
    agreement = EscrowAgreement.objects.filter(reference=reference).first()
    if agreement is None:
        raise RuleViolation(
            "unknown_agreement",
            f"No agreement {reference!r} is loaded, and no such file exists. Name a deal file or load it.",
        )
    return terms_of(agreement)


def recorded_versions(reference: str) -> dict[int, AgreementTerms]:
    """The versions that years of a loaded agreement were assessed by, where they are not the one in force."""
    agreement = EscrowAgreement.objects.filter(reference=reference).first()
    return versions_by_year(agreement) if agreement else {}


def recorded_actuals(reference: str) -> dict[int, Fraction]:
    """The actuals on record for an agreement, by tranche number, in major units."""
    return {
        number: Fraction(minor, 10 ** MINOR_PLACES[currency])
        for number, minor, currency in Report.objects.filter(
            tranche__agreement__reference=reference, corrected_by__isnull=True
        ).values_list("tranche__number", "actual_minor", "currency")
    }


def read_ahead(agreements: Sequence[EscrowAgreement]) -> None:
    """Read terms and calendars of many agreements in two queries, where they are not read yet."""
    read_terms_of_all(agreements)
    plain = [agreement for agreement in agreements if getattr(agreement, "_calendar", None) is None]
    codes = {code for agreement in plain for code in terms_of(agreement).calendar.codes}
    corrected: dict[str, dict[date, bool]] = defaultdict(dict)
    if codes:
        days = CalendarDay.objects.filter(calendar__in=codes)
        for code, day, is_open in days.values_list("calendar", "day", "is_business_day"):
            corrected[code][day] = is_open
    for agreement in plain:
        _keep_calendar(agreement, corrected)


def read_terms_of_all(agreements: Sequence[EscrowAgreement]) -> None:
    """Read the terms of many agreements in one query, where they are not read yet."""
    unread = [agreement for agreement in agreements if getattr(agreement, "_terms", None) is None]
    newest: dict[int, TermsVersion] = {}
    if unread:
        for version in TermsVersion.objects.filter(agreement__in=unread).order_by("number"):
            newest[version.agreement_id] = version
    for agreement in unread:
        agreement._terms = read_terms(newest[agreement.pk].content)  # type: ignore[attr-defined]


def calendar_of(agreement: EscrowAgreement) -> BusinessCalendar:
    """The agreement's business calendar with the corrections of its terms and of the register."""
    cached: BusinessCalendar | None = getattr(agreement, "_calendar", None)
    if cached is None:
        read_ahead([agreement])
        cached = agreement._calendar  # type: ignore[attr-defined]
    return cached


def _keep_calendar(agreement: EscrowAgreement, corrected: dict[str, dict[date, bool]]) -> None:
    """The corrections of the register go before those of the terms."""
    terms = terms_of(agreement).calendar
    corrections = {entry.on: entry.business_day for entry in terms.corrections}
    for code in terms.codes:
        corrections |= corrected[code]
    agreement._calendar = BusinessCalendar(terms.codes, corrections)  # type: ignore[attr-defined]
