"""How much of an instruction line is ordered, confirmed and still open, and how much of a letter waits for its answer.

In whole shares of the open security line: what was confirmed in an earlier line is done there, and what was open when that line
closed was carried over by the corporate action (`CarriedLimit`, `ConversionRow`).
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Q, Sum

from tranches.models import (
    Account,
    CarriedLimit,
    ConversionRow,
    InstructionLine,
    Posting,
    ReleaseLine,
    SecurityLine,
)
from tranches.selectors.balances import current_line
from tranches.selectors.units import ratios_of, unit_of

BACK = Posting.Kind.RECOVERY
COUNTED = (Posting.Kind.RELEASE, Posting.Kind.RETURN, BACK)


@dataclass(frozen=True)
class Portion:
    """Reserved shares of one letter: the account they stand in, and the one they were drawn from and go back to."""

    account: Account
    drawn_from: Account
    shares: int


def confirmed_shares(line: InstructionLine, unit: SecurityLine | None = None) -> int:
    """The sum of the line's release postings (of a return's line, of its return postings), less the wrong deliveries that came
    back; in the unit named, the open one by default.
    """
    unit = unit or current_line(line.tranche.agreement)
    rows = Posting.objects.filter(release_line__instruction_line=line, kind__in=COUNTED, line=unit)
    sums = rows.aggregate(out=Sum("shares", filter=~Q(kind=BACK)), back=Sum("shares", filter=Q(kind=BACK)))
    return int((sums["out"] or 0) - (sums["back"] or 0))


def confirmed_in_terms_unit(line: InstructionLine, *, back_until: datetime | None = None) -> Fraction:
    """All that was confirmed of the line, each part in its own unit, as exact shares of the terms.

    With `back_until` only what had come back by then is taken off.
    """
    ratios = ratios_of(line.tranche.agreement)
    rows = Posting.objects.filter(release_line__instruction_line=line, kind__in=COUNTED)
    if back_until is not None:
        rows = rows.exclude(kind=BACK, recorded_at__gt=back_until)
    sums = rows.values_list("kind", "line__number").annotate(all=Sum("shares")).order_by()
    return sum(
        ((-shares if kind == BACK else shares) / ratios[number] for kind, number, shares in sums), Fraction(0)
    )


def ordered_shares(line: InstructionLine, unit: SecurityLine) -> int:
    """What the line orders in the unit, less what was confirmed before the unit opened."""
    if unit.opened_by_id is None:
        return line.shares
    carried = CarriedLimit.objects.filter(action=unit.opened_by_id, instruction_line=line).first()
    if carried is not None:
        return carried.shares_after
    return line.shares if unit_of(line.instruction) == unit.number else 0


def open_shares(line: InstructionLine) -> int:
    """What of a line is not confirmed yet, in the open unit."""
    unit = current_line(line.tranche.agreement)
    return ordered_shares(line, unit) - confirmed_shares(line, unit)


def portions_of(line: ReleaseLine) -> list[Portion]:
    """What the letter reserved, in the order it was drawn, in the open unit."""
    unit = current_line(line.instruction_line.tranche.agreement)
    if unit.opened_by_id is not None:
        rows = ConversionRow.objects.filter(action=unit.opened_by_id, release_line=line).order_by("number")
        carried = [Portion(Account(row.account), Account(row.drawn_from), row.shares_after) for row in rows]
        if carried:
            return carried
    drawn = line.postings.filter(kind=Posting.Kind.RESERVATION).order_by("number")
    return [Portion(Account(row.to_account), Account(row.from_account), row.shares) for row in drawn]


def asked_shares(line: ReleaseLine) -> int:
    """What the letter asks for, in the open unit."""
    return sum(portion.shares for portion in portions_of(line))
