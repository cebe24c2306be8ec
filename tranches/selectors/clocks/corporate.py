"""A corporate action that is prepared: from its day on the market counts in another unit than the ledger."""

from collections.abc import Iterator

from tranches.models import CorporateAction
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.clocks.deals import Deal, having, makes
from tranches.selectors.conversion.corporate import pending_action

WAITING = having(CorporateAction, decision__isnull=True)


@makes("corporate action")
def actions(deal: Deal) -> Iterator[Clock]:
    """The one that waits for its second person."""
    action = pending_action(deal.agreement) if deal.read(WAITING) else None
    if action is not None:
        yield deal.clock(
            "corporate action",
            str(action),
            f"{action.get_kind_display()}, {action.ratio_text}, takes effect",
            "",
            "The escrow agent: a second person authorises it.",
            due=action.effective_on,
            whose=(AGENT,),
            subject=action,
            inside=True,
        )
