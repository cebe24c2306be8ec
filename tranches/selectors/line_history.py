"""What became of the shares of each security line: came in, released, gone, carried on into the next."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from documents.models import Document
from tranches.models import Account, EscrowAgreement, Posting, SecurityLine
from tranches.selectors.as_of import AsOf
from tranches.selectors.balances import IN_ESCROW, line_then
from tranches.selectors.corporate import InstrumentNames, instrument_in
from tranches.selectors.units import lines_of


@dataclass(frozen=True)
class LineHistory:
    """One security line in its own unit. `came_in` is what it holds and what left it, all together."""

    line: SecurityLine
    instrument: InstrumentNames
    came_in: int
    released: int
    gone: int
    carried_on: int
    in_escrow: int
    sheet: Document | None

    @property
    def opened_by(self) -> str:
        """`CA-1, 10 for 1`, or nothing for the line of the terms."""
        action = self.line.opened_by
        return f"{action}, {action.ratio_text}" if action is not None else ""


def line_histories(agreement: EscrowAgreement, seen: AsOf | None = None) -> list[LineHistory]:
    """Every security line in its order, the last one open; of `seen` those that were known then.

    The number of queries does not grow with the postings.
    """
    came: dict[tuple[int, str], int] = defaultdict(int)
    went: dict[tuple[int, str], int] = defaultdict(int)
    rows = Posting.objects.filter(agreement=agreement).order_by()
    newest = line_then(agreement, seen).number
    if seen is not None:
        rows = rows.filter(seen.where())
    for line, account, shares in rows.values_list("line_id", "to_account").annotate(all=Sum("shares")):
        came[line, account] += shares
    for line, account, shares in rows.values_list("line_id", "from_account").annotate(all=Sum("shares")):
        went[line, account] += shares
    found = []
    for line in lines_of(agreement)[:newest]:
        released = came[line.pk, Account.RECIPIENT] - went[line.pk, Account.RECIPIENT]
        in_escrow = sum(came[line.pk, account] - went[line.pk, account] for account in IN_ESCROW)
        came_in = went[line.pk, Account.ISSUER] + went[line.pk, Account.CONVERTED]
        carried_on = came[line.pk, Account.CONVERTED]
        decision = getattr(line.opened_by, "decision", None)
        found.append(
            LineHistory(
                line=line,
                instrument=instrument_in(agreement, line),
                came_in=came_in,
                released=released,
                gone=came_in - released - in_escrow - carried_on,
                carried_on=carried_on,
                in_escrow=in_escrow,
                sheet=decision.document if decision is not None else None,
            )
        )
    return found
