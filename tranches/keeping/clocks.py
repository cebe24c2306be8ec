"""Legal holds on the record: while one stands nothing of it is destroyed."""

from collections.abc import Iterator

from tranches.models import LegalHold
from tranches.selectors.agreement.legal_holds import standing_legal_holds
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Deal, having, makes

HELD = having(LegalHold, lift__isnull=True)


@makes("legal hold")
def legal_holds(deal: Deal) -> Iterator[Clock]:
    """Known inside the agent's house alone."""
    if not deal.read(HELD):
        return
    for hold in standing_legal_holds([deal.agreement]):
        yield deal.clock(
            "legal hold",
            str(hold),
            "Legal hold on the record",
            "",
            "Nobody’s: compliance lifts it when its ground has ended.",
            due=None,
            subject=hold,
            since=hold.set_on,
            inside=True,
        )
