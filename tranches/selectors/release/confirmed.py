"""How much of an instruction line is ordered, confirmed and still open, and how much of a letter waits for its answer.

In whole shares of the open security line: what was confirmed in an earlier line is done there, and what was open when that line
closed was carried over by the corporate action (`CarriedLimit`, `ConversionRow`).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q, QuerySet, Sum

from tranches.models import (
    Account,
    CarriedLimit,
    ConversionRow,
    InstructionLine,
    Posting,
    Release,
    ReleaseLine,
    SecurityLine,
    TransferAgentAnswer,
)
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.ledger.units import ratios_of, unit_of

BACK = Posting.Kind.RECOVERY
COUNTED = (Posting.Kind.RELEASE, Posting.Kind.RETURN, BACK)


@dataclass(frozen=True)
class Portion:
    """Reserved shares of one letter: the account they stand in, and the one they were drawn from and go back to."""

    account: Account
    drawn_from: Account
    shares: int
    delivered: int = 0
    back: int = 0

    @property
    def open(self) -> int:
        """Neither confirmed nor put back."""
        return self.shares - self.delivered - self.back


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
    """What the letter asked for in the open unit, in the order it was drawn: what went out is taken off the first drawn, what was
    put back off the last.
    """
    unit = current_line(line.instruction_line.tranche.agreement)
    rows = line.postings.filter(line=unit).order_by("number")
    carried = ConversionRow.objects.filter(action=unit.opened_by_id, release_line=line).order_by("number")
    if unit.opened_by_id is not None and carried:
        asked = [(row.account, row.drawn_from, row.shares_after) for row in carried]
    else:
        asked = [
            (row.to_account, row.from_account, row.shares)
            for row in rows
            if row.kind == Posting.Kind.RESERVATION
        ]
    gone = sum(row.shares for row in rows if row.kind in (Posting.Kind.RELEASE, Posting.Kind.RETURN))
    back = sum(row.shares for row in rows if row.kind == Posting.Kind.RESERVATION_BACK)
    delivered = _shared(gone, [shares for *_, shares in asked])
    undone = reversed(_shared(back, [shares for *_, shares in reversed(asked)]))
    return [
        Portion(Account(account), Account(source), shares, out, returned)
        for (account, source, shares), out, returned in zip(asked, delivered, undone, strict=True)
    ]


def _shared(shares: int, places: list[int]) -> list[int]:
    """So many shares over the places, each filled before the next."""
    parts = []
    for room in places:
        parts.append(min(shares, room))
        shares -= parts[-1]
    return parts


def unanswered(line: ReleaseLine) -> int:
    """What of a line of the letter is open: neither confirmed nor put back, in the open unit."""
    return sum(portion.open for portion in portions_of(line))


def delivering(releases: QuerySet[Release]) -> QuerySet[Release]:
    """Those of the letters of which shares have gone out, whether or not the rest is answered."""
    return releases.filter(
        pk__in=TransferAgentAnswer.objects.filter(confirmed_shares__gt=0).values("release_id")
    )


def first_delivery(release: Release) -> date:
    """The day of the first confirmation of a letter of which something is delivered."""
    return min(row.answered_on for row in release.answers.all() if row.confirmed_shares)


def last_delivery(release: Release) -> date:
    """The day of its last confirmation."""
    return max(row.answered_on for row in release.answers.all() if row.confirmed_shares)


@dataclass(frozen=True)
class LetterStanding:
    """How much of a letter is confirmed, put back and open, in the unit it was last in; `before` went out in an earlier one."""

    asked: int
    confirmed: int
    back: int
    before: int = 0

    @property
    def open(self) -> int:
        return self.asked - self.confirmed - self.back

    @property
    def delivered(self) -> int:
        """All that was confirmed, each share in the unit in which it went out."""
        return self.confirmed + self.before

    @property
    def words(self) -> str:
        """“confirmed 1,211,066 of 2,711,066, 1,500,000 open”."""
        said = f"confirmed {self.confirmed:,} of {self.asked:,}, {self.open:,} open"
        return said + (f"; {self.before:,} were confirmed before the conversion" if self.before else "")


def standing_of(release: Release) -> LetterStanding:
    """How a letter stands by the postings of its lines (read as they were fetched, so that a list asks once)."""
    rows = [posting for line in release.lines.all() for posting in line.postings.all()]
    unit = max((row.line_id for row in rows), default=0)
    sums: Counter[str] = Counter()
    for row in rows:
        asked = row.kind == Posting.Kind.RESERVATION or row.from_account == Account.CONVERTED
        out = row.kind in (Posting.Kind.RELEASE, Posting.Kind.RETURN)
        if row.line_id != unit:
            sums["before"] += row.shares if out else 0
        elif asked or out or row.kind == Posting.Kind.RESERVATION_BACK:
            sums["asked" if asked else "confirmed" if out else "back"] += row.shares
    return LetterStanding(sums["asked"], sums["confirmed"], sums["back"], sums["before"])
