"""Notices by courier until they are deemed received (SPA 11.3)."""

from collections.abc import Iterator, Mapping

from tranches.notices.models import Notice
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Deal, Reading, having, makes
from tranches.terms import deadlines

ANY_NOTICE = having(Notice)


def sent(reading: Reading) -> Mapping[int, list[Notice]]:
    """Every notice, in order."""
    return reading.rows(Notice.objects.order_by("agreement", "number"))


@makes("notice")
def notices(deal: Deal) -> Iterator[Clock]:
    """It takes effect by itself, so it is nobody's move."""
    for notice in deal.read(sent) if deal.read(ANY_NOTICE) else ():
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
