"""The families of rules that a deal chooses by name: the test of a year, what a shortfall costs, and the offset.

A rule is a pure function with declared parameters. It explains itself: besides the figure it gives the working that
pages and papers print. To add one, write the function and register it; no model changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

from tranches.terms.agreement_terms import TrancheTerms
from tranches.terms.errors import TermsError
from tranches.terms.sums.figures import divided_by, grouped, grouped_decimal
from tranches.terms.sums.offset import OffsetRule, excess_credit, no_offset

Rule = TypeVar("Rule")


@dataclass(frozen=True)
class Param:
    """A number that a rule takes: above zero, at most one, and what holds where the deal says nothing."""

    name: str
    default: Fraction
    label: str


@dataclass(frozen=True)
class Payout:
    """What a year's shortfall costs: the exact deduction, and how it came about in both languages."""

    deducted: Fraction
    text: str
    text_zh: str
    working: str


@dataclass(frozen=True)
class TestRule:
    """How far a year falls short of its target, in the target's unit; never below zero, never above the target."""

    name: str
    label: str
    label_zh: str
    shortfall: Callable[[Fraction, Fraction], Fraction]


@dataclass(frozen=True)
class PayoutRule:
    """What a shortfall costs in shares: between nothing and the whole base of the year."""

    name: str
    label: str
    label_zh: str
    params: tuple[Param, ...]
    pay: Callable[[int, Fraction, Fraction, Mapping[str, Fraction]], Payout]
    in_proportion: bool = True  # whether half of the shortfall costs half of the shares


def at_least(target: Fraction, actual: Fraction) -> Fraction:
    """The target is met when it is reached. A negative actual counts as zero, so all that can be missed is the target."""
    return max(Fraction(0), target - max(actual, Fraction(0)))


def pro_rata(shares: int, target: Fraction, shortfall: Fraction, _params: Mapping[str, Fraction]) -> Payout:
    """Deduct the base in the proportion of the shortfall to the target."""
    deducted = shares * shortfall / target
    if not shortfall:
        return Payout(deducted, "no shortfall, no deduction", "无差额，不扣减", "")
    divided = divided_by(target, grouped_decimal(target))
    working = f"{grouped_decimal(shortfall)} {divided} × {grouped(shares)} = {grouped(deducted)}"
    return Payout(deducted, "deduction in proportion to the shortfall", "按差额比例扣减", working)


def all_or_nothing(
    shares: int, target: Fraction, shortfall: Fraction, params: Mapping[str, Fraction]
) -> Payout:
    """Deduct nothing when `pass_mark` of the target is reached, else the whole base."""
    mark = target * params["pass_mark"]
    reached = target - shortfall
    if reached >= mark:
        working = f"{grouped_decimal(reached)} ≥ {grouped_decimal(mark)}"
        return Payout(Fraction(0), "the mark is reached, no deduction", "达到标准，不扣减", working)
    working = f"{grouped_decimal(reached)} < {grouped_decimal(mark)}"
    return Payout(
        Fraction(shares), "the mark is missed, all shares are deducted", "未达标准，全部扣减", working
    )


PASS_MARK = Param("pass_mark", Fraction(1), "the part of the target that suffices")

TESTS: MappingProxyType[str, TestRule] = MappingProxyType(
    {"at_least": TestRule("at_least", "not less than the target", "不低于目标", at_least)}
)
PAYOUTS: MappingProxyType[str, PayoutRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            PayoutRule("pro_rata", "pro rata of the tranche", "按比例", (), pro_rata),
            PayoutRule(
                "all_or_nothing",
                "all or nothing",
                "全有或全无",
                (PASS_MARK,),
                all_or_nothing,
                in_proportion=False,
            ),
        )
    }
)
OFFSETS: MappingProxyType[str, OffsetRule] = MappingProxyType(
    {rule.name: rule for rule in (excess_credit, no_offset)}
)


def shortfall_of(tranche: TrancheTerms, actual: Fraction) -> Fraction:
    """How far this year's actual falls short, by the tranche's own test."""
    return TESTS[tranche.test].shortfall(tranche.target, actual)


def payout_of(tranche: TrancheTerms, shortfall: Fraction) -> Payout:
    """What that shortfall costs, by the tranche's own rule and parameters."""
    rule = PAYOUTS[tranche.payout]
    params = {param.name: param.default for param in rule.params} | dict(tranche.params)
    return rule.pay(tranche.shares, tranche.target, shortfall, params)


def check_rules(tranche: TrancheTerms, *, key: str) -> None:
    """Refuse an unknown test or payout, an unknown parameter, or one outside (0, 1]."""
    known_rule(TESTS, tranche.test, key=f"{key}.test")
    rule = known_rule(PAYOUTS, tranche.payout, key=f"{key}.payout")
    takes = [param.name for param in rule.params]
    for name, value in tranche.params:
        if name not in takes:
            sentence = (
                f"{key}.params.{name} is {value}, but {rule.name} takes {', '.join(takes) or 'no parameter'}."
            )
            raise TermsError("unknown_param", sentence, f"{key}.params.{name}", str(value))
        if not 0 < value <= 1:
            sentence = f"{key}.params.{name} is {value}; it must be above 0 and at most 1."
            raise TermsError("bad_param", sentence, f"{key}.params.{name}", str(value))


def known_rule(registry: Mapping[str, Rule], name: str, *, key: str) -> Rule:
    """The rule of that name; an unknown one is a `TermsError` that names those there are."""
    if name not in registry:
        sentence = f"{key} names the rule {name!r}, which does not exist; there is {', '.join(registry)}."
        raise TermsError("unknown_rule", sentence, key, name)
    return registry[name]
