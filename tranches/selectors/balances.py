"""Where the shares are: balances are sums of postings, never stored."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Max, QuerySet, Sum

from tranches.models import Account, EscrowAgreement, Posting, SecurityLine
from tranches.selectors.as_of import AsOf
from tranches.selectors.read_once import read_once

IN_ESCROW = (Account.UNALLOCATED, Account.HELD, Account.RESERVED, Account.KEPT, Account.RESERVED_RETURN)


@dataclass(frozen=True)
class Balances:
    """Shares by account and tranche number (None for accounts that are not per tranche), in units of one security line."""

    shares: dict[tuple[str, int | None], int] = field(default_factory=dict)
    line: SecurityLine | None = None

    def of(self, account: str, tranche_number: int | None = None) -> int:
        return self.shares.get((str(account), tranche_number), 0)

    def total(self, account: str) -> int:
        return sum(shares for (name, _), shares in self.shares.items() if name == account)

    def by_tranche(self, tranche_number: int) -> dict[str, int]:
        """Every tranche account of one tranche, zeros included."""
        return {account.value: self.of(account, tranche_number) for account in Account}

    @property
    def deposited(self) -> int:
        """What came into the line: from the issuer, and out of the line before by a corporate action."""
        return -self.total(Account.ISSUER) - min(self.total(Account.CONVERTED), 0)

    @property
    def is_first_line(self) -> bool:
        """Whether the figures are in the unit of the terms, as they are until the first corporate action."""
        return self.line is None or self.line.number == 1

    @property
    def in_escrow(self) -> int:
        return sum(self.total(account) for account in IN_ESCROW)


def current_line(agreement: EscrowAgreement) -> SecurityLine:
    """The security line that is open now."""
    return SecurityLine.objects.filter(agreement=agreement).latest("number")


@read_once
def balances(
    agreement: EscrowAgreement, seen: AsOf | None = None, *, line: SecurityLine | None = None
) -> Balances:
    """All balances of the agreement in three queries, however many tranches and postings there are; of `seen` those of then.

    In the open security line, unless another is named. What left escrow in the unit of an earlier line is not converted; it is
    not part of the open line's balances.
    """
    line = line or line_then(agreement, seen)
    sums = _sums(postings_of(agreement, seen, line=line))
    return Balances(dict(sums[agreement.pk]), line)


def balances_of_all(agreements: Sequence[EscrowAgreement]) -> dict[int, Balances]:
    """The balances of many agreements in their open lines, in three queries for all of them; by primary key."""
    lines: dict[int, SecurityLine] = {}
    for line in SecurityLine.objects.filter(agreement__in=agreements).order_by("number"):
        lines[line.agreement_id] = line
    sums = _sums(Posting.objects.filter(line__in=lines.values()))
    return {pk: Balances(dict(sums[pk]), line) for pk, line in lines.items()}


def _sums(postings: QuerySet[Posting]) -> dict[int, dict[tuple[str, int | None], int]]:
    """By agreement, what each account took in less what it gave; of the postings of one line an agreement."""
    sums: dict[int, dict[tuple[str, int | None], int]] = defaultdict(lambda: defaultdict(int))
    for side, sign in (("to", 1), ("from", -1)):
        rows = postings.values_list("agreement_id", f"{side}_account", f"{side}_tranche__number")
        for pk, account, number, shares in rows.annotate(all=Sum("shares")).order_by():
            sums[pk][account, number] += sign * shares
    return sums


@read_once
def line_then(agreement: EscrowAgreement, seen: AsOf | None = None) -> SecurityLine:
    """The open security line; of `seen` the newest one that a posting known then stands in."""
    lines = SecurityLine.objects.filter(agreement=agreement)
    if seen is None:
        return lines.latest("number")
    known = Posting.objects.filter(seen.where(), agreement=agreement)
    newest = known.aggregate(newest=Max("line__number"))["newest"] or 1
    return lines.get(number=newest)


def postings_of(
    agreement: EscrowAgreement, seen: AsOf | None = None, *, line: SecurityLine | None = None
) -> QuerySet[Posting]:
    """The postings of the open line, or of the one named; of `seen` those known then, of the line that was the newest with one."""
    postings = Posting.objects.filter(agreement=agreement, line=line or line_then(agreement, seen))
    return postings if seen is None else postings.filter(seen.where())
