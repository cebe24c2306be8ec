"""Rules that are each known and right, and do not go together: refused when the terms are read, naming both keys."""

from __future__ import annotations

from collections.abc import Iterator

from tranches.terms.agreement_terms import AgreementTerms, TrancheTerms
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.errors import TermsError, together
from tranches.terms.sums.rules import OFFSETS, PAYOUTS


def check_composition(terms: AgreementTerms) -> None:
    """Refuse terms that do not go together, with a `TermsError` whose sentence names both keys of every pair."""
    together(list(composition_errors(terms)))


def composition_errors(terms: AgreementTerms) -> Iterator[TermsError]:
    """Every pair of terms that do not go together.

    A credit in one unit cannot offset a shortfall in another; it restores shares in proportion, which a year that is deducted whole
    or not at all does not know; and a target finer than its currency could never be met exactly, nor be typed into a report.
    """
    if OFFSETS[terms.offset].carries:
        yield from _offset_errors(terms.offset, terms.tranches)
    for at, tranche in enumerate(terms.tranches, start=1):
        places = MINOR_PLACES.get(tranche.currency)
        if places is not None and (tranche.target * 10**places).denominator != 1:
            yield _together(
                "target_too_fine",
                f"tranches[{at}].target",
                str(tranche.target),
                f"tranches[{at}].currency",
                tranche.currency,
                f"a report states figures in {tranche.currency} with at most {places} decimals. Give the target so; "
                "what is no sum of money, as earnings per share, cannot be reported yet",
            )


def _offset_errors(rule: str, tranches: tuple[TrancheTerms, ...]) -> Iterator[TermsError]:
    first = tranches[0]
    for at, tranche in enumerate(tranches, start=1):
        for name in ("currency", "metric"):
            here, there = getattr(tranche, name), getattr(first, name)
            if here != there:
                yield _together(
                    "units_differ",
                    f"tranches[{at}].{name}",
                    here,
                    "offset.rule",
                    rule,
                    f"tranches[1].{name} is {there}, and a credit in the one is no credit in the other. "
                    'Give all tranches the same, or set offset.rule to "none"',
                )
        if not PAYOUTS[tranche.payout].in_proportion:
            yield _together(
                "payout_not_in_proportion",
                f"tranches[{at}].payout",
                tranche.payout,
                "offset.rule",
                rule,
                "an offset restores shares in proportion to the shortfall, which this payout does not know. "
                'Set the payout to "pro_rata" or offset.rule to "none"',
            )


def _together(code: str, key: str, value: str, other: str, other_value: str, why: str) -> TermsError:
    sentence = f"{key} ({value}) does not go together with {other} ({other_value}): {why}."
    return TermsError(code, sentence, key, value)
