"""What became of the shares of each security line: came in, released, gone, carried on into the next."""

from dataclasses import dataclass

from documents.models import Document
from tranches.models import Account, EscrowAgreement, SecurityLine
from tranches.selectors.conversion.corporate import InstrumentNames, instrument_in
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.ledger.balances import balances
from tranches.selectors.ledger.units import lines_of


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
    """Every security line in its order; of `seen` as the postings known then have it, those opened later left out."""
    found = []
    for line, row in zip(lines_of(agreement), balances(agreement, seen).lines, strict=False):
        released = row.total(Account.RECIPIENT)
        decision = getattr(line.opened_by, "decision", None)
        found.append(
            LineHistory(
                line=line,
                instrument=instrument_in(agreement, line),
                came_in=row.deposited,
                released=released,
                gone=row.deposited - released - row.in_escrow - row.carried_on,
                carried_on=row.carried_on,
                in_escrow=row.in_escrow,
                sheet=decision.document if decision is not None else None,
            )
        )
    return found
