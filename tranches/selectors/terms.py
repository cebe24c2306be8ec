"""The terms in force, as pure data."""

from datetime import date
from fractions import Fraction

from documents.errors import RuleViolation
from tranches.models import CalendarDay, EscrowAgreement, Report, TermsVersion
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
        return AgreementTerms.from_plain(version_of(agreement, on).content)
    cached: AgreementTerms | None = getattr(agreement, "_terms", None)
    if cached is None:
        cached = AgreementTerms.from_plain(version_of(agreement).content)
        agreement._terms = cached  # type: ignore[attr-defined]
    return cached


def current_terms(reference: str) -> AgreementTerms:
    """The terms of a loaded agreement by its reference."""
    agreement = EscrowAgreement.objects.filter(reference=reference).first()
    if agreement is None:
        raise RuleViolation(
            "unknown_agreement",
            f"No agreement {reference!r} is loaded, and no such file exists. Name a deal file or load it.",
        )
    return terms_of(agreement)


def recorded_actuals(reference: str) -> dict[int, Fraction]:
    """The actuals on record for an agreement, by tranche number, in major units."""
    return {
        number: Fraction(minor, 10 ** MINOR_PLACES[currency])
        for number, minor, currency in Report.objects.filter(
            tranche__agreement__reference=reference, corrected_by__isnull=True
        ).values_list("tranche__number", "actual_minor", "currency")
    }


def calendar_of(agreement: EscrowAgreement) -> BusinessCalendar:
    """The agreement's business calendar with the corrections of its terms and of the register."""
    cached: BusinessCalendar | None = getattr(agreement, "_calendar", None)
    if cached is None:
        terms = terms_of(agreement).calendar
        corrections = {entry.on: entry.business_day for entry in terms.corrections}
        corrections |= dict(
            CalendarDay.objects.filter(calendar__in=terms.codes).values_list("day", "is_business_day")
        )
        cached = BusinessCalendar(terms.codes, corrections)
        agreement._calendar = cached  # type: ignore[attr-defined]
    return cached
