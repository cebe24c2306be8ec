"""Where the shares are: balances are sums of postings, never stored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Max, QuerySet, Sum

from tranches.models import Account, EscrowAgreement, Posting, SecurityLine
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.read_once import read_once
from tranches.terms.sums.conversion import cumulative

IN_ESCROW = (Account.UNALLOCATED, Account.HELD, Account.RESERVED, Account.KEPT, Account.RESERVED_RETURN)
ELSEWHERE = (Account.RETURNED, Account.CANCELLED, Account.DISPOSED)
"""Outside escrow, but not with the recipient."""
SOURCES = (Account.ISSUER, Account.CONVERTED)
"""Where shares of a line come from; what is converted out of it goes to the second, too."""


Flow = tuple[str, int | None, str, int | None, int]
"""Account and tranche number it came from, account and tranche number it went to, whole shares of one line."""


@dataclass(frozen=True)
class InLine:
    """The shares of one security line, in its own unit: by account and tranche number, and what went which way."""

    shares: Mapping[tuple[str, int | None], int] = field(default_factory=dict)
    line: SecurityLine | None = None
    flows: tuple[Flow, ...] = ()
    ratio: Fraction = Fraction(1)
    """How many shares of this line one share of the terms has become."""

    def of(self, account: str, tranche_number: int | None = None) -> int:
        return self.shares.get((str(account), tranche_number), 0)

    def total(self, account: str) -> int:
        return sum(shares for (name, _), shares in self.shares.items() if name == account)

    @property
    def number(self) -> int:
        return self.line.number if self.line is not None else 1

    @property
    def deposited(self) -> int:
        """What came into the line: from the issuer, and out of the line before by a corporate action."""
        came = sum(flow[4] for flow in self.flows if flow[0] in SOURCES)
        return came - sum(flow[4] for flow in self.flows if flow[2] == Account.ISSUER)

    @property
    def carried_on(self) -> int:
        """What a corporate action took out of the line, into the next one."""
        return sum(flow[4] for flow in self.flows if flow[2] == Account.CONVERTED)

    @property
    def in_escrow(self) -> int:
        return sum(self.total(account) for account in IN_ESCROW)

    def gone(self, tranche_number: int) -> int:
        """What left escrow for another than the recipient (returned, cancelled, disposed of), less what came back of it."""
        out = 0
        for source, number, target, to_number, shares in self.flows:
            if number == tranche_number and source in IN_ESCROW and target in ELSEWHERE:
                out += shares
            if to_number == tranche_number and target in IN_ESCROW and source in ELSEWHERE:
                out -= shares
        return out


@dataclass(frozen=True)
class Balances(InLine):
    """Shares by account and tranche number (None for accounts that are not per tranche), in units of one security line.

    `earlier` are the lines that a corporate action closed before, oldest first; `ever` counts what went out in them, too.
    """

    earlier: tuple[InLine, ...] = ()

    def by_tranche(self, tranche_number: int) -> dict[str, int]:
        """Every tranche account of one tranche, zeros included."""
        return {account.value: self.of(account, tranche_number) for account in Account}

    @property
    def is_first_line(self) -> bool:
        """Whether the figures are in the unit of the terms, as they are until the first corporate action."""
        return self.line is None or self.line.number == 1

    @property
    def lines(self) -> tuple[InLine, ...]:
        """Every line, the open one last."""
        return (*self.earlier, self)

    def converted(self, shares: int, line: InLine) -> Fraction:
        """Shares of a line in the unit of the open one, exactly."""
        return shares * self.ratio / line.ratio

    def ever(self, account: str, tranche_number: int | None = None) -> Fraction:
        """What stands in an account in all lines together, in the unit of the open one; of one tranche, if one is named."""
        found = Fraction(0)
        for line in self.lines:
            shares = line.total(account) if tranche_number is None else line.of(account, tranche_number)
            found += self.converted(shares, line)
        return found

    def in_terms_unit(self, account: str, tranche_number: int) -> Fraction:
        """What stands in an account of a tranche in all lines together, as exact shares of the terms."""
        return self.ever(account, tranche_number) / self.ratio

    @property
    def ever_deposited(self) -> Fraction:
        """All that came in, in the unit of the open line: what stands in it, and what left escrow in a line before."""
        left = ((line.deposited - line.carried_on, line) for line in self.earlier)
        return self.deposited + sum((self.converted(shares, line) for shares, line in left), Fraction(0))


@read_once
def current_line(agreement: EscrowAgreement) -> SecurityLine:
    """The security line that is open now."""
    return SecurityLine.objects.filter(agreement=agreement).latest("number")


@read_once
def balances(
    agreement: EscrowAgreement, seen: AsOf | None = None, *, line: SecurityLine | None = None
) -> Balances:
    """All balances of the agreement in two queries, however many tranches and postings there are; of `seen` those of then.

    In the open security line with what went out in the earlier ones, or in the one named alone.
    """
    postings = Posting.objects.filter(agreement=agreement)
    if line is not None:
        postings = postings.filter(line=line)
    flows = _flows(postings if seen is None else postings.filter(seen.where()))
    lines = [line] if line is not None else list(_lines().filter(agreement=agreement))
    if seen is not None and line is None:
        newest = max((each.number for each in lines if each.pk in flows), default=1)
        lines = [each for each in lines if each.number <= newest]
    return _balances(lines, flows)


def balances_of_all(agreements: Sequence[EscrowAgreement]) -> dict[int, Balances]:
    """The balances of many agreements in their open lines, in two queries for all of them; by primary key."""
    lines: dict[int, list[SecurityLine]] = defaultdict(list)
    for line in _lines().filter(agreement__in=agreements):
        lines[line.agreement_id].append(line)
    flows = _flows(Posting.objects.filter(agreement__in=agreements))
    return {pk: _balances(found, flows) for pk, found in lines.items()}


def _lines() -> QuerySet[SecurityLine]:
    return SecurityLine.objects.order_by("agreement", "number")


def _balances(lines: Sequence[SecurityLine], flows: Mapping[int, list[Flow]]) -> Balances:
    """Line after line; the last one is the open one."""
    found: list[InLine] = []
    ratio = Fraction(1)
    for line in lines:
        ratio = cumulative((ratio, Fraction(line.ratio_new, line.ratio_old)))
        rows = flows.get(line.pk, [])
        found.append(InLine(_sums(rows), line, tuple(rows), ratio))
    last = found[-1]
    return Balances(last.shares, last.line, last.flows, last.ratio, tuple(found[:-1]))


def _flows(postings: QuerySet[Posting]) -> dict[int, list[Flow]]:
    """By security line (primary key), the sum of its postings from each account to each other."""
    flows: dict[int, list[Flow]] = defaultdict(list)
    ways = ("line_id", "from_account", "from_tranche__number", "to_account", "to_tranche__number")
    for line, *way, shares in postings.values_list(*ways).annotate(all=Sum("shares")).order_by():
        flows[line].append((*way, shares))
    return flows


def _sums(flows: Sequence[Flow]) -> dict[tuple[str, int | None], int]:
    """What each account took in less what it gave."""
    sums: dict[tuple[str, int | None], int] = defaultdict(int)
    for source, number, target, to_number, shares in flows:
        sums[source, number] -= shares
        sums[target, to_number] += shares
    return dict(sums)


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
