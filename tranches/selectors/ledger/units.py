"""In which unit shares are counted: the security lines of an agreement, and the ratios between them.

The terms and every assessment count in shares of the first line. Everything in the ledger counts in the line of its posting; an
instruction in the line that was open when it was prepared. The arithmetic is in `tranches.terms.sums.conversion`.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from django.db.models import Q, Sum

from tranches.models import (
    Account,
    CarriedLimit,
    EscrowAgreement,
    Instruction,
    Posting,
    SecurityLine,
    Tranche,
)
from tranches.selectors.ledger.balances import Balances, balances
from tranches.selectors.read_once import read_once
from tranches.selectors.terms import terms_of
from tranches.terms.sums.conversion import cumulative

INSIDE = (Account.HELD, Account.RESERVED, Account.KEPT, Account.RESERVED_RETURN)
"""The accounts of a tranche that are inside escrow."""


def lines_of(agreement: EscrowAgreement) -> list[SecurityLine]:
    """The security lines in their order; the last one is open."""
    return list(
        SecurityLine.objects.filter(agreement=agreement)
        .select_related("opened_by__decision__document")
        .order_by("number")
    )


@read_once
def ratios_of(agreement: EscrowAgreement) -> dict[int, Fraction]:
    """By line number, how many of its shares one share of the terms has become."""
    ratios: dict[int, Fraction] = {}
    product = Fraction(1)
    for number, new, old in (
        SecurityLine.objects.filter(agreement=agreement)
        .order_by("number")
        .values_list("number", "ratio_new", "ratio_old")
    ):
        product = cumulative((product, Fraction(new, old)))
        ratios[number] = product
    return ratios


def line_on(agreement: EscrowAgreement, day: date) -> SecurityLine:
    """The line whose unit the market counted in on a day; before the first one, the first."""
    lines = SecurityLine.objects.filter(agreement=agreement).order_by("-number")
    found = lines.filter(opened_on__lte=day).first()
    return found if found is not None else lines.earliest("number")


def ratios_by_day(agreement: EscrowAgreement) -> Callable[[date], Fraction]:
    """How many shares of the line of a day one share of the terms has become by then; read once, asked often."""
    ratios = ratios_of(agreement)
    begins = list(
        SecurityLine.objects.filter(agreement=agreement).order_by("number").values_list("opened_on", "number")
    )

    def on(day: date) -> Fraction:
        return ratios[max((number for opened_on, number in begins if opened_on <= day), default=1)]

    return on


def unit_of(instruction: Instruction) -> int:
    """The number of the line that an instruction counts in, as its signed content says; the first where it says nothing."""
    return int(instruction.content.get("security_line", {}).get("number", 1))


def rooms_of(agreement: EscrowAgreement, line: SecurityLine) -> dict[int, int]:
    """By tranche (primary key), how many whole shares of the line it can still take in."""
    limits = dict(Tranche.objects.filter(agreement=agreement).values_list("pk", "shares"))
    if line.opened_by_id is not None:
        carried = CarriedLimit.objects.filter(
            action=line.opened_by_id, tranche__isnull=False, instruction_line__isnull=True, hold__isnull=True
        )
        limits = dict(carried.values_list("tranche_id", "shares_after"))
    came: dict[int, int] = defaultdict(int)
    given = Q(kind=Posting.Kind.REALLOCATION)  # by an amendment, from one tranche to another
    inflow = given | Q(from_account__in=(Account.ISSUER, Account.UNALLOCATED), to_tranche__isnull=False)
    for side, sign, which in (("to", 1, inflow), ("from", -1, given)):
        rows = Posting.objects.filter(which, line=line).values_list(f"{side}_tranche_id")
        for tranche, shares in rows.annotate(all=Sum("shares")).order_by():
            came[tranche] += sign * shares
    return {pk: max(limit - came[pk], 0) for pk, limit in limits.items()}


def missing_deposit(agreement: EscrowAgreement, standing: Balances) -> int:
    """Whole shares of the open line that the issuer still has to deposit (EA 1.1)."""
    if standing.is_first_line:
        return max(terms_of(agreement).total_shares - standing.deposited, 0)
    room = sum(rooms_of(agreement, _line(standing)).values())
    return max(room - standing.total(Account.UNALLOCATED), 0)


def expected_shares(agreement: EscrowAgreement, standing: Balances) -> Fraction:
    """What all lines hold, wherever it went, once the deposit is complete; in the unit of the open line."""
    if standing.is_first_line:
        return Fraction(terms_of(agreement).total_shares)
    return standing.ever_deposited + missing_deposit(agreement, standing)


def room_of(tranche: Tranche, standing: Balances) -> int:
    """Whole shares of the open line that the tranche can still take in."""
    return rooms_of(tranche.agreement, _line(standing))[tranche.pk]


def inside_of(tranche: Tranche, standing: Balances) -> int:
    """What stands inside escrow for a tranche, wherever it is reserved or kept."""
    return sum(standing.of(account, tranche.number) for account in INSIDE)


def size_of(tranche: Tranche) -> int:
    """The shares of a tranche as the terms agreed them, in whole shares of the open line."""
    return int(tranche.shares * balances(tranche.agreement).ratio)


def is_whole(tranche: Tranche, standing: Balances) -> bool:
    """Whether every share of the tranche went to the recipient (SPA 5.1), in whatever unit it did."""
    number = tranche.number
    if standing.is_first_line:
        return standing.of(Account.RECIPIENT, number) == tranche.shares
    if inside_of(tranche, standing) or room_of(tranche, standing):
        return False
    return standing.ever(Account.RECIPIENT, number) > 0 and not any(
        line.gone(number) for line in standing.lines
    )


def _line(standing: Balances) -> SecurityLine:
    if standing.line is None:
        raise RuntimeError("these balances do not say which security line they count in")
    return standing.line
