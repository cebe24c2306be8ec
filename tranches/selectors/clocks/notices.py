"""Notices by courier until they are deemed received (SPA 11.3)."""

from collections.abc import Iterator, Mapping, Sequence

from tranches.models import EscrowAgreement, Notice
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Deal, grouped, makes
from tranches.terms import deadlines


def sent(agreements: Sequence[EscrowAgreement]) -> Mapping[int, list[Notice]]:
    """Every notice, in order."""
    return grouped(agreements, Notice.objects.order_by("agreement", "number"))


@makes("notice")
def notices(deal: Deal) -> Iterator[Clock]:
    """It takes effect by itself, so it is nobody's move."""
    for notice in deal.read(sent):
        due = deadlines.notice_received(deal.terms, notice.sent_on)
        if due.due_on >= deal.today:
            yield deal.clock(
                "notice",
                str(notice),
                "Deemed receipt of a notice by courier",
                "notices",
                "Nobody’s: it takes effect by itself.",
                due=due,
                subject=notice,
                since=notice.sent_on,
            )
