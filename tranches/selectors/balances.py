"""Where the shares are: balances are sums of postings, never stored."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Max, QuerySet, Sum

from tranches.models import Account, EscrowAgreement, Posting, SecurityLine
from tranches.selectors.as_of import AsOf

IN_ESCROW = (Account.UNALLOCATED, Account.HELD, Account.RESERVED, Account.KEPT, Account.RESERVED_RETURN)


@dataclass(frozen=True)
class Balances:
    """Shares by account and tranche number (None for accounts that are not per tranche), in units of one security line."""

    shares: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def of(self, account: str, tranche_number: int | None = None) -> int:
        return self.shares.get((str(account), tranche_number), 0)

    def total(self, account: str) -> int:
        return sum(shares for (name, _), shares in self.shares.items() if name == account)

    def by_tranche(self, tranche_number: int) -> dict[str, int]:
        """Every tranche account of one tranche, zeros included."""
        return {account.value: self.of(account, tranche_number) for account in Account}

    @property
    def deposited(self) -> int:
        """What came in from the issuer."""
        return -self.total(Account.ISSUER)

    @property
    def in_escrow(self) -> int:
        return sum(self.total(account) for account in IN_ESCROW)


def current_line(agreement: EscrowAgreement) -> SecurityLine:
    """The security line that is open now."""
    return SecurityLine.objects.filter(agreement=agreement).latest("number")


def balances(agreement: EscrowAgreement, seen: AsOf | None = None) -> Balances:
    """All balances of the agreement in two queries, however many tranches and postings there are; of `seen` those of then.

    What left escrow in the unit of an earlier line is not converted; it is not part of the open line's balances.
    """
    sums: dict[tuple[str, int | None], int] = defaultdict(int)
    postings = postings_of(agreement, seen)
    for account, number, shares in postings.values_list("to_account", "to_tranche__number").annotate(
        s=Sum("shares")
    ):
        sums[account, number] += shares
    for account, number, shares in postings.values_list("from_account", "from_tranche__number").annotate(
        s=Sum("shares")
    ):
        sums[account, number] -= shares
    return Balances(dict(sums))


def postings_of(agreement: EscrowAgreement, seen: AsOf | None = None) -> QuerySet[Posting]:
    """The postings of the open line; of `seen` those known then, of the line that was the newest with one."""
    postings = Posting.objects.filter(agreement=agreement)
    if seen is None:
        return postings.filter(line__number=_newest_line(agreement))
    known = postings.filter(seen.where())
    return known.filter(line__number=known.aggregate(newest=Max("line__number"))["newest"] or 0)


def _newest_line(agreement: EscrowAgreement) -> int:
    return SecurityLine.objects.filter(agreement=agreement).latest("number").number
