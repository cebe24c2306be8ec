"""Dividends and meetings: by when, and whose step is missing (SPA 3.2, EA 1.3).

Whose step each past day missed is not reckoned here.
"""

from collections.abc import Iterator, Mapping

from documents.days import day_words
from tranches.rights.models import Dividend, Meeting
from tranches.rights.selectors.dividends import row_of
from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.clocks.deals import Deal, Reading, having, makes
from tranches.selectors.days import day_of, local_time
from tranches.selectors.docket.delay import Missing

RIGHTS = frozenset({"dividend", "direction", "proxy"})


ANY_DIVIDEND = having(Dividend, set_aside__isnull=True)
ANY_MEETING = having(Meeting, set_aside__isnull=True)


def declared(reading: Reading) -> Mapping[int, list[Dividend]]:
    """The dividends on record that are not set aside."""
    return reading.rows(Dividend.objects.filter(set_aside__isnull=True).order_by("agreement", "number"))


def called(reading: Reading) -> Mapping[int, list[Meeting]]:
    """The meetings on record that are not set aside."""
    rows = Meeting.objects.filter(set_aside__isnull=True).prefetch_related("directions", "letters")
    return reading.rows(rows.order_by("agreement", "number"))


@makes("dividend")
def dividends(deal: Deal) -> Iterator[Clock]:
    """Each open dividend until its payment date and beyond: first its record date is waited for."""
    for dividend in deal.read(declared) if deal.read(ANY_DIVIDEND) else ():
        row = row_of(dividend, deal.today)
        if not row.is_open:
            continue
        move: str | tuple[Missing, ...]
        if row.now is None:
            move = f"Nobody’s yet: the record date is {day_words(dividend.record_on)}."
        elif row.entitlement is None or row.is_overtaken:
            move = (Missing("entitlement", AGENT, "", "the recipient’s entitlement"),)
        elif dividend.is_cash and row.to_pass_on:
            move = (Missing("passing_on", AGENT, "", "the payment to the recipient"),)
        else:
            what = "the dividend" if dividend.is_cash else "the shares of the dividend, to the recipient"
            move = (Missing("dividend", "transfer_agent", "", what),)
        yield deal.clock(
            "dividend",
            f"dividend {dividend}",
            "Dividend to be passed on to the recipient",
            "rights",
            move,
            due=dividend.payment_on,
            subject=dividend,
            since=dividend.record_on,
        )


@makes("direction", "proxy")
def meetings(deal: Deal) -> Iterator[Clock]:
    """Each meeting to come: the cut-off for the recipient's direction, then the proxy letter."""
    for meeting in deal.read(called) if deal.read(ANY_MEETING) else ():
        if meeting.meeting_on < deal.today:
            continue
        directions = sorted(meeting.directions.all(), key=lambda row: row.number)
        if day_of(meeting.cut_off_at, deal.agreement) >= deal.today:
            yield _direction(deal, meeting, bool(directions))
        made = {letter.direction_id for letter in meeting.letters.all()}
        if directions and directions[-1].pk not in made:
            yield _proxy(deal, meeting)


def _direction(deal: Deal, meeting: Meeting, is_directed: bool) -> Clock:
    recipient = next((party for party in deal.read(shared.parties) if party.is_recipient), None)
    move: str | tuple[Missing, ...] = (
        "Nobody’s: a direction is on record; it may be replaced until then."
        if is_directed
        else (
            Missing(
                "direction", "seller", recipient.letter if recipient else "", "its direction how to vote"
            ),
        )
    )
    return deal.clock(
        "direction",
        f"meeting {meeting}",
        f"Cut-off for the voting direction, {local_time(meeting.cut_off_at, deal.agreement):%H:%M}",
        "rights",
        move,
        due=day_of(meeting.cut_off_at, deal.agreement),
        subject=meeting,
    )


def _proxy(deal: Deal, meeting: Meeting) -> Clock:
    move: str | tuple[Missing, ...] = (Missing("proxy", AGENT, "", "the proxy letter"),)
    if meeting.record_on >= deal.today:
        move = "Nobody’s yet: the votes are counted when the record date has ended."
    return deal.clock(
        "proxy",
        f"meeting {meeting}",
        "Proxy letter, before the meeting",
        "rights",
        move,
        due=meeting.meeting_on,
        subject=meeting,
    )
