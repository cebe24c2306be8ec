"""The transfer agent's positions beside the ledger: what stood there on a day, what differs, whether it is in order (EA 4.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from documents.days import day_words
from documents.models import Event
from tranches.models import DepositLot, Disposition, EscrowAgreement, Posting, Release, ReleaseState
from tranches.positions.models import PositionBreak, PositionStatement
from tranches.selectors.delivery.dispositions import dispositions_of, is_open, letter_standing
from tranches.selectors.ledger.balances import IN_ESCROW
from tranches.selectors.ledger.units import line_on
from tranches.selectors.release.claims import open_claims
from tranches.selectors.release.confirmed import LetterStanding, standing_of
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import ChecklistItem
from tranches.terms.sums.reconciliation import Cause

Kind = PositionBreak.Kind
LOOKED_BACK = timedelta(
    days=10
)  # how long a confirmed transfer may take to show in the transfer agent's books


@dataclass(frozen=True)
class Standing:
    """A statement with how it stands; `ledger_now` is what the ledger had on its day by what is known now."""

    statement: PositionStatement
    breaks: tuple[PositionBreak, ...]
    ledger_now: int

    @property
    def open_breaks(self) -> tuple[PositionBreak, ...]:
        return tuple(row for row in self.breaks if not hasattr(row, "explanation"))

    @property
    def is_overtaken(self) -> bool:
        """Whether what was recorded later changed the ledger of its day."""
        return self.ledger_now != self.statement.ledger_shares

    @property
    def is_reconciled(self) -> bool:
        return not self.open_breaks and not self.is_overtaken

    @property
    def word(self) -> str:
        if self.is_overtaken:
            return "overtaken by a later entry"
        if not self.breaks:
            return "agrees"
        return "open" if self.open_breaks else "explained"


def ledger_on(agreement: EscrowAgreement, day: date) -> int:
    """The shares in escrow at the end of a day by the postings that took effect until then, in the line that was open."""
    postings = Posting.objects.filter(
        agreement=agreement, line=line_on(agreement, day), effective_on__lte=day
    )
    into = postings.filter(to_account__in=IN_ESCROW).aggregate(all=Sum("shares"))["all"] or 0
    out = postings.filter(from_account__in=IN_ESCROW).aggregate(all=Sum("shares"))["all"] or 0
    return int(into - out)


def sent_days(agreement: EscrowAgreement) -> dict[str, date]:
    """By the release's name, the day on which its letter was sent."""
    rows = Event.objects.filter(binder_id=agreement.binder_id, kind="release.sent")
    return {
        reference.rpartition("/")[2]: day
        for reference, day in rows.values_list("subject_reference", "effective_on")
    }


def causes_on(agreement: EscrowAgreement, day: date) -> list[Cause]:
    """What is on record that could make the transfer agent's books of that day differ from the ledger."""
    return [*_letters(agreement, day), *_assumed(agreement, day), *_came_back(agreement)]


def _letters(agreement: EscrowAgreement, day: date) -> Iterator[Cause]:
    """Letters it may have carried out without our knowing, and confirmations it may not have booked."""
    sent = sent_days(agreement)
    releases = (
        Release.objects.filter(agreement=agreement)
        .prefetch_related("answers", "lines__postings")
        .order_by("-number")
    )
    for release in releases:
        yield from _of_letter(
            release, sent.get(str(release)), standing_of(release), release.state == ReleaseState.SENT, day
        )
    for row in dispositions_of(agreement):
        if hasattr(row, "sending"):
            yield from _of_letter(row, row.sending.sent_on, letter_standing(row), is_open(row), day)


def _of_letter(
    letter: Release | Disposition, sent_on: date | None, standing: LetterStanding, is_out: bool, day: date
) -> Iterator[Cause]:
    if sent_on is None or sent_on > day:
        return
    if is_out:
        text = f"The letter {letter} of {day_words(sent_on)} is not answered; the transfer agent may have carried it out."
        if standing.delivered:
            text = (
                f"The letter {letter} of {day_words(sent_on)} is not answered in full ({standing.words}); "
                "the transfer agent may have carried out the rest."
            )
        yield Cause(Kind.LETTER_OUT, -standing.open, text)
    answers = letter.answers.all()
    for answer in answers:
        part = (
            "" if answers[0] == answer and not standing.open else f" over {answer.confirmed_shares:,} shares"
        )
        if answer.confirmed_shares and answer.answered_on > day:
            text = f"{letter} was confirmed{part} on {day_words(answer.answered_on)}, later than the day of the statement."
            yield Cause(Kind.ANSWERED_LATER, -answer.confirmed_shares, text)
        elif answer.confirmed_shares and answer.answered_on > day - LOOKED_BACK:
            text = (
                f"{letter} was confirmed{part} on {day_words(answer.answered_on)}; it may not be booked yet."
            )
            yield Cause(Kind.NOT_BOOKED, answer.confirmed_shares, text)


def _assumed(agreement: EscrowAgreement, day: date) -> Iterator[Cause]:
    lots = DepositLot.objects.filter(agreement=agreement, is_assumed=True, deposited_on__lte=day)
    for lot in lots.order_by("number"):
        text = f"Lot {lot.number} is assumed: no paper of the transfer agent shows it."
        yield Cause(Kind.ASSUMED_DEPOSIT, -lot.shares, text)


def _came_back(agreement: EscrowAgreement) -> Iterator[Cause]:
    for row in open_claims(agreement):
        text = f"The shares of claim {row.claim} may have come back; no recovery of them is posted."
        yield Cause(Kind.CAME_BACK, row.open_shares, text)


def statements_of(agreement: EscrowAgreement, most: int) -> list[Standing]:
    """The newest statements with how they stand, the newest day first; only the first is held against the ledger as it is now."""
    rows = (
        PositionStatement.objects.filter(agreement=agreement)
        .select_related("document", "table", "person", "line")
        .prefetch_related("breaks__explanation__person", "breaks__explanation__document")
        .order_by("-as_of", "-number")[:most]
    )
    found: list[Standing] = []
    for row in rows:
        row.agreement = agreement
        ledger = row.ledger_shares if found else ledger_on(agreement, row.as_of)
        found.append(Standing(row, tuple(row.breaks.all()), ledger))
    return found


def newest_position(agreement: EscrowAgreement) -> Standing | None:
    """The statement that counts: that of the newest day, of several of a day the one recorded last."""
    return next(iter(statements_of(agreement, 1)), None)


def count_statements(agreement: EscrowAgreement) -> int:
    return PositionStatement.objects.filter(agreement=agreement).count()


def why_not_reconciled(agreement: EscrowAgreement, day: date, item: ChecklistItem | None = None) -> str:
    """Why the position at the transfer agent does not agree with the ledger on the day, and what to do; empty when it does."""
    newest = newest_position(agreement)
    if newest is None:
        return "No statement of the transfer agent is loaded. Ask it for one and load it at its desk."
    row = newest.statement
    oldest = terms_of(agreement).transfer_agent.position_max_age_days
    if item is not None and item.max_age_days is not None:
        oldest = item.max_age_days
    if (day - row.as_of).days > oldest:
        return f"The newest statement, {row} of {day_words(row.as_of)}, is older than {oldest} days. Load a new one."
    if newest.is_overtaken:
        return (
            f"What was recorded after {row} changed the ledger of its day. Load a statement of a later day."
        )
    if newest.open_breaks:
        count = len(newest.open_breaks)
        return (
            f"{row} of {day_words(row.as_of)} has {count} open break{'' if count == 1 else 's'}. "
            "Another person explains each, or a new statement resolves them."
        )
    return ""
