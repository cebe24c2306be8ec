"""What of an instruction a letter can order now, what stays in escrow, and why: read before it is authorised (EA 3.2, 3.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from tranches.models import Account, Instruction, InstructionLine, Tranche
from tranches.selectors.delivery.dispositions import earmarked
from tranches.selectors.dispute.holds import held_back, shares_now, standing_holds
from tranches.selectors.ledger.balances import Balances, balances
from tranches.selectors.release.confirmed import open_shares


@dataclass(frozen=True)
class GoingOut:
    """One line of an instruction, in shares of the open line: what is still open of it, what goes out, and why the rest stays."""

    line: InstructionLine
    open: int
    out: int
    reasons: tuple[str, ...]

    @property
    def stays(self) -> int:
        """What the letter leaves in escrow of what is open."""
        return self.open - self.out


def free_shares(tranche: Tranche, standing: Balances) -> int:
    """What may leave escrow for a tranche: held and kept, less what a hold keeps back or a letter of disposition asks for."""
    inside = standing.of(Account.HELD, tranche.number) + standing.of(Account.KEPT, tranche.number)
    return max(0, inside - held_back(tranche) - _asked(tranche))


def reservable(line: InstructionLine, standing: Balances) -> int:
    """What of a line can go out now: what is open, less what a hold on part of the tranche keeps back."""
    return min(open_shares(line), free_shares(line.tranche, standing))


def going_out(instruction: Instruction) -> list[GoingOut]:
    """Every line, with what a letter made now would order of it; in the order of the instruction."""
    standing = balances(instruction.agreement)
    found = []
    for line in instruction.lines.select_related("instruction", "tranche__agreement").order_by("pk"):
        out, waiting = reservable(line, standing), open_shares(line)
        found.append(GoingOut(line, waiting, out, tuple(_reasons(line.tranche)) if out < waiting else ()))
    return found


def _reasons(tranche: Tranche) -> Iterator[str]:
    """What keeps shares of the tranche in escrow, in sentences."""
    holds = list(standing_holds(tranche.agreement).filter(tranche=tranche).order_by("number"))
    now = shares_now(tranche.agreement, holds)
    for hold in holds:
        amount = f"{now[hold.pk]:,} shares" if hold.pk in now else "the whole tranche"
        yield f"{str(hold).capitalize()} ({hold.get_ground_display().lower()}) keeps back {amount} of tranche {tranche.number}."
    asked = _asked(tranche)
    if asked:
        yield f"A letter of legal disposition asks for {asked:,} shares of tranche {tranche.number}."


def _asked(tranche: Tranche) -> int:
    return sum(
        earmarked(tranche.agreement, account, tranche.number) for account in (Account.HELD, Account.KEPT)
    )
