"""Legal dispositions, hand-overs and stops of the delivery: the next step of each until its letter is out (EA 4.2)."""

from collections.abc import Iterator

from tranches.models import DeliveryStop, Disposition
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.clocks.deals import Deal, having, makes
from tranches.selectors.delivery.delivery import stops_of
from tranches.selectors.delivery.dispositions import open_dispositions, pack_of, total_of

STOPPED = having(DeliveryStop, lift__isnull=True)
UNDER_WAY = having(Disposition, end__isnull=True)


@makes("disposition")
def dispositions(deal: Deal) -> Iterator[Clock]:
    """Inside until the legal check found it effective; once its letter is out, its clock is that of every letter (`letters`)."""
    for row in open_dispositions(deal.agreement) if deal.read(UNDER_WAY) else ():
        if hasattr(row, "sending"):
            continue
        yield deal.clock(
            "disposition",
            str(row),
            f"{row.get_ground_display()}, {total_of(row):,} shares to {row.to_name}",
            "disposition",
            _move(row),
            due=None,
            whose=(AGENT,),
            subject=row,
            since=row.received_on,
            inside=not hasattr(row, "legal_check"),
        )


def _move(row: Disposition) -> str:
    if not hasattr(row, "legal_check"):
        return "The escrow agent: another person checks its effect."
    if row.is_handover and pack_of(row) is None:
        return "The escrow agent: the hand-over pack."
    if not hasattr(row, "letter"):
        return "The escrow agent: different persons authorise it."
    return "The escrow agent: the letter to the transfer agent."


@makes("stop")
def stops(deal: Deal) -> Iterator[Clock]:
    """What befell the recipient and stops the delivery to it until a paper ends it."""
    for stop in stops_of(deal.agreement) if deal.read(STOPPED) else ():
        if hasattr(stop, "lift"):
            continue
        newest = max(stop.details.all(), key=lambda row: row.number, default=None)
        move = "The escrow agent: lift it with the paper that ends it."
        whose: tuple[str, ...] = (AGENT,)
        if stop.needs_details and newest is None:
            move, whose = "Who takes the recipient’s place: its details.", ()
        elif newest is not None and not hasattr(newest, "verification"):
            move = "The escrow agent: another person verifies the details."
        yield deal.clock(
            "stop",
            str(stop),
            f"Delivery to the recipient is stopped: {stop.get_ground_display().lower()}",
            "disposition",
            move,
            due=None,
            whose=whose,
            subject=stop,
            since=stop.received_on,
        )
