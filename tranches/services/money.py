"""Amounts as they are typed: exact, in a known currency, in whole minor units."""

from decimal import Decimal

from documents.errors import RuleViolation
from documents.papers import words
from tranches.terms.currencies import MINOR_PLACES


def text(minor: int, currency: str) -> str:
    """`USD 5,000.00`."""
    return f"{currency} {words.money(minor, MINOR_PLACES[currency])}"


def known_currency(currency: str, *, field: str = "currency") -> str:
    """The code in capitals; refuses one that is no currency."""
    code = currency.strip().upper()
    if code not in MINOR_PLACES:
        raise RuleViolation(
            "unknown_currency",
            f"“{currency}” is no currency. Enter its three letters, such as USD.",
            field=field,
        )
    return code


def same_currency(currency: str, wanted: str, *, field: str = "currency") -> None:
    """Refuse another currency than the one that is owed or agreed; nothing is converted here."""
    if known_currency(currency, field=field) != wanted:
        raise RuleViolation(
            "wrong_currency",
            f"This is in {wanted}. Enter the amount in {wanted}; nothing is converted here.",
            field=field,
        )


def positive_minor(amount: Decimal, currency: str, *, field: str) -> int:
    """The amount in minor units; refuses zero, less, and fractions of the smallest unit."""
    places = MINOR_PLACES[currency]
    scaled = amount.scaleb(places) if amount.is_finite() else amount
    if not scaled.is_finite() or scaled <= 0 or scaled != scaled.to_integral_value() or scaled >= 10**15:
        raise RuleViolation(
            "amount_unusable",
            f"Enter an amount above zero in {currency} with at most {places} decimals.",
            field=field,
        )
    return int(scaled)
