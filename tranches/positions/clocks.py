"""The agent's own clocks with the transfer agent: letters and recalls unanswered, claims, breaks (EA 3.2, 4.1).

Nobody's delay is counted on them.
"""

from collections.abc import Iterator
from datetime import date

from tranches.models import DeliveryClaim, Disposition, Release, ReleaseState
from tranches.positions.models import PositionBreak
from tranches.positions.selectors.positions import newest_position
from tranches.positions.selectors.transfer_desk import LetterRow, letters_of
from tranches.selectors.clocks.clock import AGENT, BUSINESS, Clock
from tranches.selectors.clocks.deals import Deal, having, makes
from tranches.selectors.days import day_of
from tranches.selectors.release.claims import open_claims
from tranches.terms import deadlines

LETTER_OUT = having(Release, state=ReleaseState.SENT)
DISPOSITION_OUT = having(Disposition, sending__isnull=False, end__isnull=True)
ANY_CLAIM = having(DeliveryClaim)
UNEXPLAINED = having(PositionBreak, "statement__agreement", explanation__isnull=True)


@makes("answer", "recall")
def letters(deal: Deal) -> Iterator[Clock]:
    """Each letter that is out, of a release or of a disposition; once it is called back, the answer to the recall is waited for."""
    if not deal.read(LETTER_OUT) and not deal.read(DISPOSITION_OUT):
        return
    for row in letters_of(deal.agreement, deal.today):
        if row.is_waiting and row.answer_due is not None:
            yield _recall(deal, row, row.recall_asked_on) if row.recall_asked_on else _answer(deal, row)


def _answer(deal: Deal, row: LetterRow) -> Clock:
    return deal.clock(
        "answer",
        str(row.letter),
        "The transfer agent’s answer, to be asked after",
        _clause(row),
        row.next_step,
        due=row.answer_due,
        unit=BUSINESS,
        whose=(AGENT,) if row.is_late else ("transfer_agent",),
        subject=row.letter,
        since=row.sent_on,
    )


def _recall(deal: Deal, row: LetterRow, asked_on: date) -> Clock:
    """The agent asks after a recall as it asks after a letter: so many business days from the request."""
    return deal.clock(
        "recall",
        str(row.letter),
        "The transfer agent’s answer to the recall, to be asked after",
        _clause(row),
        row.next_step,
        due=deadlines.answer_due(deal.terms, asked_on, calendar=deal.calendar),
        unit=BUSINESS,
        whose=("transfer_agent",),
        subject=row.letter,
        since=asked_on,
    )


def _clause(row: LetterRow) -> str:
    return "disposition" if isinstance(row.letter, Disposition) else "transfer"


@makes("claim")
def claims(deal: Deal) -> Iterator[Clock]:
    """Shares of a wrong delivery that have not come back."""
    if not deal.read(ANY_CLAIM):
        return
    for row in open_claims(deal.agreement):
        yield deal.clock(
            "claim",
            f"claim {row.claim}",
            "Answer to the claim about a wrong delivery",
            "transfer",
            "The escrow agent: shares come back, or the claim is settled.",
            due=deadlines.answer_due(deal.terms, row.claim.claimed_on, calendar=deal.calendar),
            unit=BUSINESS,
            whose=(AGENT,),
            subject=row.claim,
            since=row.claim.claimed_on,
        )


@makes("break")
def breaks(deal: Deal) -> Iterator[Clock]:
    """Open breaks of the newest position."""
    newest = newest_position(deal.agreement) if deal.read(UNEXPLAINED) else None
    if newest is None or not newest.open_breaks:
        return
    recorded_on = day_of(newest.statement.recorded_at, deal.agreement)
    yield deal.clock(
        "break",
        f"statement {newest.statement}",
        "Breaks of the transfer agent’s position",
        "position",
        "The escrow agent: explain each break, or load a statement that resolves it.",
        due=deadlines.break_due(deal.terms, recorded_on, calendar=deal.calendar),
        unit=BUSINESS,
        whose=(AGENT,),
        subject=newest.statement,
        since=recorded_on,
    )
