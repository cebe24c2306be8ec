"""How many shares, in one place: what a tranche is entitled to, what is due, free, reserved, released, kept and gone back.

Every page, card and paper that says one of these asks here. Figures are in the unit of the open security line; `lines` has them as
they were recorded, each line in its own unit. A figure of an earlier line is converted exactly and never rounded, so after a
consolidation it may be a fraction of a share.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tranches.models import Account, EscrowAgreement, Tranche
from tranches.selectors.assessment.assessments import current_assessment, due_now, result_of
from tranches.selectors.delivery.dispositions import asked_by_letters
from tranches.selectors.dispute.holds import carried_holds, standing_holds
from tranches.selectors.ledger.balances import Balances, InLine, balances
from tranches.selectors.ledger.units import rooms_of
from tranches.terms.sums.figures import grouped_decimal


@dataclass(frozen=True)
class LineStanding:
    """What was recorded of a tranche in one security line, in whole shares of that line."""

    number: int
    reserved: int
    released: int
    kept: int
    returned: int


@dataclass(frozen=True)
class Standing:
    """A tranche, or all of them together (`number` is None), in shares of the open line.

    `agreed` is what the terms give the tranche, `entitled` what its assessed figure entitles to so far (None before its report);
    `due` is still to be instructed, `free` may leave escrow now, `reserved` is with the transfer agent, `kept` was not earned and
    waits to go back, `returned` left escrow for another than the recipient.
    """

    number: int | None
    ratio: Fraction
    agreed: Fraction
    entitled: Fraction | None
    due: int
    held: int
    free: int
    reserved: int
    released: Fraction
    kept: int
    returned: Fraction
    lines: tuple[LineStanding, ...]

    @property
    def is_converted(self) -> bool:
        """Whether a corporate action closed a line, so that the unit has to be said."""
        return len(self.lines) > 1

    @property
    def together(self) -> Fraction:
        """All that stands in the tranche's accounts, but what went back."""
        return self.held + self.reserved + self.kept + self.released

    @property
    def recorded(self) -> str:
        """What was released in earlier lines, as recorded: `2,706,766 of line 1`; empty where nothing was."""
        return ", ".join(
            f"{line.released:,} of line {line.number}" for line in self.lines[:-1] if line.released
        )


def standings_of(agreement: EscrowAgreement, found: Balances | None = None) -> list[Standing]:
    """Every tranche in its order; the number of queries does not depend on how many there are."""
    found = found or balances(agreement)
    assessment = current_assessment(agreement)
    held_back = _held_back(agreement)
    asked = asked_by_letters(agreement)
    rooms = {} if found.is_first_line or found.line is None else rooms_of(agreement, found.line)
    standings = []
    for tranche in Tranche.objects.filter(agreement=agreement).order_by("number"):
        tranche.agreement = agreement
        number = tranche.number
        result = result_of(assessment, number)
        held, kept = found.of(Account.HELD, number), found.of(Account.KEPT, number)
        taken = held_back.get(tranche.pk, 0) + sum(
            asked.get((account.value, number), 0) for account in (Account.HELD, Account.KEPT)
        )
        standings.append(
            Standing(
                number=number,
                ratio=found.ratio,
                agreed=tranche.shares * found.ratio,
                entitled=None if result is None else result["entitled"] * found.ratio,
                due=due_now(tranche, assessment, found, rooms.get(tranche.pk)),
                held=held,
                free=max(0, held + kept - taken),
                reserved=found.of(Account.RESERVED, number) + found.of(Account.RESERVED_RETURN, number),
                released=found.ever(Account.RECIPIENT, number),
                kept=kept,
                returned=sum((found.converted(line.gone(number), line) for line in found.lines), Fraction(0)),
                lines=tuple(_recorded(line, number) for line in found.lines),
            )
        )
    return standings


def all_together(standings: Sequence[Standing]) -> Standing:
    """The sums over the tranches; entitled so far are those that have a figure."""
    lines = tuple(
        LineStanding(
            rows[0].number,
            sum(row.reserved for row in rows),
            sum(row.released for row in rows),
            sum(row.kept for row in rows),
            sum(row.returned for row in rows),
        )
        for rows in zip(*(each.lines for each in standings), strict=True)
    )
    known = [each.entitled for each in standings if each.entitled is not None]
    return Standing(
        number=None,
        ratio=standings[0].ratio,
        agreed=sum((each.agreed for each in standings), Fraction(0)),
        entitled=sum(known, Fraction(0)) if known else None,
        due=sum(each.due for each in standings),
        held=sum(each.held for each in standings),
        free=sum(each.free for each in standings),
        reserved=sum(each.reserved for each in standings),
        released=sum((each.released for each in standings), Fraction(0)),
        kept=sum(each.kept for each in standings),
        returned=sum((each.returned for each in standings), Fraction(0)),
        lines=lines,
    )


def unit_words(found: Balances) -> str:
    """In which unit a page counts, once there is more than one: `Shares of line 2; one share of line 1 is 2 of them.`"""
    if not found.earlier:
        return ""
    said = ", ".join(
        f"one of line {line.number} is {grouped_decimal(found.converted(1, line))} of them"
        for line in found.earlier
    )
    return f"All figures are shares of line {found.number}, the open one; {said}."


def _recorded(line: InLine, number: int) -> LineStanding:
    reserved = line.of(Account.RESERVED, number) + line.of(Account.RESERVED_RETURN, number)
    return LineStanding(
        line.number,
        reserved,
        line.of(Account.RECIPIENT, number),
        line.of(Account.KEPT, number),
        line.gone(number),
    )


def _held_back(agreement: EscrowAgreement) -> dict[int, int]:
    """By tranche (primary key), what standing holds on part of it keep in escrow, in the open unit."""
    holds = list(
        standing_holds(agreement).filter(shares__isnull=False).values_list("pk", "tranche_id", "shares")
    )
    carried = carried_holds(agreement, [pk for pk, _, _ in holds])
    kept_back: dict[int, int] = defaultdict(int)
    for pk, tranche, shares in holds:
        kept_back[tranche] += carried.get(pk, shares or 0)
    return kept_back
