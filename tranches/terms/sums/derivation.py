"""How a figure came about, step by step: text in both languages, working, clause, reading, result.

Built by `assessment` beside the arithmetic, from the same exact figures; pages and papers print it as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tranches.terms.agreement_terms import AgreementTerms, TrancheTerms
from tranches.terms.deal.settings import Settings
from tranches.terms.sums.figures import (
    MINUS,
    divided_by,
    grouped,
    grouped_decimal,
    percent,
    shortened,
    whole_shares,
)
from tranches.terms.sums.offset import OffsetOutcome, OffsetUse
from tranches.terms.sums.rules import Payout


@dataclass(frozen=True)
class Step:
    """One line of a derivation. `tranche` is whose figure it is, `by` the year whose report (or paper) caused it.

    `reading` is the setting's name that decides the step, or nothing. `working` (may be empty) and `result` are figures
    without words, so that they stand under both languages.
    """

    tranche: int
    by: int
    key: str
    text: str
    text_zh: str
    working: str
    clause: str
    reading: str
    result: str


def money(tranche: TrancheTerms, value: Fraction) -> str:
    """An amount with its currency first: `RMB 47,500,000`."""
    return f"{tranche.currency_label} {grouped_decimal(value)}"


def own_steps(
    terms: AgreementTerms,
    tranche: TrancheTerms,
    *,
    actual: Fraction,
    payout: Payout,
    entitled: int,
) -> tuple[Step, ...]:
    """What a year yields by itself: actual against target, the deduction, whole shares."""
    number = tranche.number
    difference = actual - tranche.target
    where, where_zh = (
        ("above", "超出") if difference > 0 else ("below", "低于") if difference else ("on", "等于")
    )
    steps = [
        Step(
            number,
            number,
            "actual",
            f"Actual {tranche.metric} {where} target",
            f"实际{tranche.metric_zh or '指标'}{where_zh}目标",
            f"{tranche.currency_label} {_minus(max(actual, tranche.target), min(actual, tranche.target))}",
            terms.clause("target"),
            "",
            money(tranche, abs(difference)),
        )
    ]
    if actual < 0:
        steps.append(
            Step(
                number,
                number,
                "floor",
                "A negative figure counts as zero",
                "负数按零计",
                f"{MINUS}{grouped_decimal(-actual)} → 0",
                terms.clause("deduction"),
                "",
                money(tranche, Fraction(0)),
            )
        )
    steps.append(
        Step(
            number,
            number,
            "deduction",
            f"Tranche {number}: {payout.text}",
            f"第 {number} 批：{payout.text_zh}",
            payout.working,
            terms.clause("deduction"),
            "",
            shortened(payout.deducted),
        )
    )
    entitlement = tranche.shares - payout.deducted
    working = f"{grouped(tranche.shares)} {MINUS} {grouped(payout.deducted)} = {grouped(entitlement)}"
    if entitlement.denominator != 1:
        working += f" = {shortened(entitlement)}"
    steps.append(
        Step(
            number,
            number,
            "own_release",
            f"Tranche {number} yields by itself",
            f"第 {number} 批自身应释放",
            working if payout.deducted else grouped(tranche.shares),
            terms.clause("release"),
            "rounding" if entitlement.denominator != 1 else "",
            grouped(entitled),
        )
    )
    return tuple(steps)


def credit_steps(
    terms: AgreementTerms,
    tranche: TrancheTerms,
    outcome: OffsetOutcome,
    *,
    actual: Fraction,
    waits_for: int | None,
) -> tuple[Step, ...]:
    """The credit that an excess gives; where an earlier year is unknown, that it waits."""
    number, settings = tranche.number, terms.settings
    rate = percent(settings.credit_rate)
    steps = [
        Step(
            number,
            number,
            "credit",
            "Credit from the excess",
            "超额可抵补部分",
            f"{rate} × {_excess_working(settings, tranche, actual)}",
            terms.clause("offset"),
            "credit_rate",
            money(tranche, outcome.credit),
        )
    ]
    if waits_for is not None:
        steps.append(
            Step(
                number,
                number,
                "credit_waits",
                f"The credit waits until year {waits_for} is known",
                f"在第 {waits_for} 年度结果确定前暂不抵补",
                "",
                terms.clause("offset"),
                "",
                "0",
            )
        )
    elif not outcome.uses:
        steps.append(
            Step(
                number,
                number,
                "credit_unused",
                "No earlier shortfall is open; nothing carries forward",
                "无以前年度差额可抵补，亦不结转",
                "",
                terms.clause("offset"),
                "",
                "0",
            )
        )
    return tuple(steps)


def no_credit_steps(terms: AgreementTerms, tranche: TrancheTerms, *, actual: Fraction) -> tuple[Step, ...]:
    """Why an excess gives no credit; nothing where there is no excess or the deal has no offset."""
    if actual <= tranche.target or terms.offset == "none":
        return ()
    threshold = tranche.target * terms.settings.excess_threshold
    return (
        Step(
            tranche.number,
            tranche.number,
            "no_credit",
            "The excess does not pass the threshold, no credit",
            "超额未超过门槛，不产生抵补",
            f"{grouped_decimal(actual - tranche.target)} ≤ {grouped_decimal(threshold)}",
            terms.clause("offset"),
            "excess_threshold",
            money(tranche, Fraction(0)),
        ),
    )


def offset_steps(
    terms: AgreementTerms,
    excess: TrancheTerms,
    short: TrancheTerms,
    use: OffsetUse,
    *,
    parts: tuple[Fraction, ...],
    entitled_exact: Fraction,
    entitled: int,
) -> tuple[Step, ...]:
    """What a credit restores in one earlier year: amount used, exact shares, entitlement so far.

    `parts` are the addends of the entitlement: base, minus deduction, what each offset so far restored.
    """
    settings, clause = terms.settings, terms.clause("offset")
    first, first_zh = ("oldest", "最早") if settings.offset_order == "oldest_first" else ("newest", "最近")
    per_share = f"{grouped_decimal(use.credit_used)} {_divisor(use.divisor)} × {grouped(use.base)}"
    numerator = settings.offset_numerator == "full_excess" and settings.credit_rate != 1
    if numerator:
        per_share += f" {divided_by(settings.credit_rate, percent(settings.credit_rate))}"
    working = " ".join([grouped(parts[0]), *(_signed(part) for part in parts[1:])])
    working += f" = {grouped(entitled_exact)}"
    if entitled_exact.denominator != 1:
        working += f" = {shortened(entitled_exact)}"
    text, text_zh = f"Entitlement of tranche {short.number} so far", f"第 {short.number} 批累计应得"
    if whole_shares(entitled_exact, settings.rounding) < entitled:
        working += f" ≤ {grouped(entitled)}"
        text, text_zh = f"{text}; a share once entitled is not lost", f"{text_zh}；已应得之股份不减少"
    return (
        Step(
            short.number,
            excess.number,
            "offset_used",
            f"Earlier shortfall, {first} first: credit used for year {short.number}",
            f"以前年度差额，{first_zh}者优先：用于第 {short.number} 年度",
            _used_working(settings, use),
            clause,
            "offset_order",
            money(excess, use.credit_used),
        ),
        Step(
            short.number,
            excess.number,
            "restored",
            f"Shares restored to tranche {short.number}",
            f"恢复至第 {short.number} 批的股份",
            f"{per_share} = {grouped(use.restored)}",
            clause,
            "offset_numerator" if numerator else "offset_denominator",
            shortened(use.restored),
        ),
        Step(
            short.number,
            excess.number,
            "entitlement",
            text,
            text_zh,
            working,
            terms.clause("entitlement"),
            "rounding" if entitled_exact.denominator != 1 else "",
            grouped(entitled),
        ),
    )


def governed_step(
    terms: AgreementTerms, tranche: TrancheTerms, *, by: int, released: Fraction, before: Fraction
) -> Step:
    """A quantity fixed by a paper in place of the computed one."""
    return Step(
        tranche.number,
        by,
        "governed",
        f"The quantity fixed for tranche {tranche.number} governs",
        f"第 {tranche.number} 批以文件确定之数量为准",
        f"{shortened(before)} → {grouped(released)}",
        terms.clause("documents_govern"),
        "",
        grouped(released),
    )


def _minus(left: Fraction, right: Fraction) -> str:
    subtrahend = f"({grouped_decimal(right)})" if right < 0 else grouped_decimal(right)
    return f"{grouped_decimal(left)} {MINUS} {subtrahend}"


def _signed(value: Fraction) -> str:
    return f"{MINUS} {grouped(-value)}" if value < 0 else f"+ {grouped(value)}"


def _divisor(value: Fraction) -> str:
    return divided_by(value, grouped_decimal(value))


def _used_working(settings: Settings, use: OffsetUse) -> str:
    """The credit that was left against what the year could take: the smaller of the two is used."""
    sign = "≤" if use.credit_left <= use.wanted else ">"
    compared = f"{grouped_decimal(use.credit_left)} {sign} "
    if use.wanted == use.open_shortfall:
        return compared + grouped_decimal(use.wanted)
    full = settings.offset_numerator == "full_excess" and settings.credit_rate != 1
    taken = f"{grouped(use.open_shares)} × {grouped_decimal(use.divisor)} ÷ {grouped(use.base)}"
    return f"{compared}{taken}{f' × {percent(settings.credit_rate)}' if full else ''} = {grouped_decimal(use.wanted)}"


def _excess_working(settings: Settings, tranche: TrancheTerms, actual: Fraction) -> str:
    if settings.excess_base == "over_threshold" and settings.excess_threshold:
        factor = grouped_decimal(1 + settings.excess_threshold)
        return f"({_minus(actual, tranche.target)} × {factor})"
    return grouped_decimal(actual - tranche.target)
