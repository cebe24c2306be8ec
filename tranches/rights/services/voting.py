"""Votes at a meeting of the issuer: the recipient directs them until the cut-off, a proxy casts them as directed (SPA 3.2, EA 1.3).

No direction, no vote: without one no letter can be made. What the recipient directed is never changed; a later direction replaces it.
"""

from dataclasses import dataclass
from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from parties.models import Person
from tranches.models import AgreementParty
from tranches.rights.filing import file_proxy_letter
from tranches.rights.models import DirectionVote, Meeting, ProxyLetter, VotingDirection
from tranches.rights.selectors.meetings import MeetingRow
from tranches.rights.selectors.rights import Standing, as_rows, recipient_of, rights_on, who_directs
from tranches.rights.services.meetings import standing_row
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import acting_person, acting_user, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.terms.sums.rights import entitled

THE_CHAIR = "the chair of the meeting"


@dataclass(frozen=True)
class Vote:
    """The direction on one resolution by its number; `shares` where not all of them."""

    resolution: int
    choice: str
    shares: int | None = None


@act("give_direction")
def give_direction(
    deed: Deed, *, meeting: Meeting, party: AgreementParty, votes: list[Vote]
) -> VotingDirection:
    """The recipient directs how the votes are cast, in the portal. May be given again until the cut-off; the last counts.

    Refuses who does not act for the recipient that day, a moment after the cut-off, a resolution without its choice, and more votes
    than shares.
    """
    person_id = acting_person(deed.actor)
    row = _open_row(deed, meeting, party)
    day = deed.today
    if person_id not in {person.pk for person in who_directs(party, day)}:
        raise RuleViolation(
            "no_authority",
            f"You are not on the register as who acts for {party.party.name} today. Ask the escrow agent.",
        )
    _check_votes(row, votes)
    return _record(
        deed,
        row,
        party,
        votes,
        VotingDirection(
            via=VotingDirection.Via.PORTAL,
            person_id=person_id,
            user_id=acting_user(deed.actor),
            factor=deed.actor.factor,
            meaning=meaning(meeting, party),
            effective_on=day,
        ),
    )


@act("record_direction")
def record_direction(
    deed: Deed, *, meeting: Meeting, person: Person, votes: list[Vote], received_on: date, paper: Intake
) -> VotingDirection:
    """Record a direction that came on paper, as a clerk reads it; another person of the agent makes the letter.

    It counts by the moment it is recorded, so that nobody can date one back behind the cut-off. Refuses a signer who could not sign
    for the recipient on the day, and what `give_direction` refuses.
    """
    agreement = meeting.agreement
    party = recipient_of(agreement)
    if party is None:
        raise RuleViolation("no_recipient", "The agreement names no recipient whose votes they are.")
    row = _open_row(deed, meeting, party)
    not_in_future(agreement, received_on, deed.now, "received_on")
    if person not in who_directs(party, received_on):
        raise RuleViolation(
            "no_authority",
            f"{person} is not on the register as who acts for {party.party.name} on that day. Check the signature.",
            field="person",
        )
    _check_votes(row, votes)
    filed_id = acting_person(deed.actor)
    document = deed.file(
        paper,
        about=agreement,
        kind="voting_direction",
        title=f"Voting direction for {meeting}",
        dated_on=received_on,
    )
    return _record(
        deed,
        row,
        party,
        votes,
        VotingDirection(
            via=VotingDirection.Via.PAPER,
            person=person,
            meaning=meaning(meeting, party),
            effective_on=received_on,
            document=document,
            filed_person_id=filed_id,
        ),
    )


@act("make_proxy_letter")
def make_proxy_letter(deed: Deed, *, meeting: Meeting, how: str, proxy: str = "") -> ProxyLetter:
    """Make the letter that casts the votes as directed, over the recipient's shares by the ledger at the end of the record date.

    Refuses without a direction, before the record date has ended, on a day after the meeting, by the person who took a direction in
    on paper, over more votes than shares, and a second letter for the same direction. A letter of an earlier direction is replaced.
    """
    agreement, row = meeting.agreement, standing_row(deed, meeting)
    how = needed(how, "Say how the letter goes to the issuer.", "how")
    direction, standing = _check_can_vote(deed, row)
    shares = entitled(standing.portions)
    _check_number(shares, [vote.shares for vote in row.votes])
    today, number = deed.today, next_number(ProxyLetter, agreement=agreement)
    holder = proxy.strip() or THE_CHAIR
    document = file_proxy_letter(deed, row, number, proxy=holder, shares=shares)
    letter = deed.create(
        ProxyLetter(
            agreement=agreement,
            number=number,
            meeting=meeting,
            direction=direction,
            line=standing.line,
            shares=shares,
            derivation=as_rows(standing.portions),
            proxy=holder[:200],
            made_on=today,
            how=how[:200],
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=str(direction),
    )
    deed.note(
        "proxy.made",
        agreement,
        effective_on=today,
        facts={
            "meeting": str(meeting),
            "letter": str(letter),
            "shares": shares,
            "direction": direction.number,
            "proxy": letter.proxy,
            "how": letter.how,
            "replaces": str(row.replaced or ""),
            "votes": [_told(vote) for vote in row.votes],
        },
        documents=(document,),
    )
    return letter


def meaning(meeting: Meeting, party: AgreementParty) -> str:
    """The sentence recorded with the name of who directs."""
    return f"I direct how the votes of Party {party.letter} are cast at {meeting}."


def _open_row(deed: Deed, meeting: Meeting, party: AgreementParty) -> MeetingRow:
    """The meeting for a direction of this party; refuses another than the recipient, and a moment after the cut-off."""
    row = standing_row(deed, meeting)
    if party.agreement_id != meeting.agreement_id or not party.is_recipient:
        raise RuleViolation(
            "not_the_recipient",
            "Only the recipient of the shares directs their votes.",
            clause=terms_of(meeting.agreement).clause("rights"),
        )
    if not row.is_open:
        raise RuleViolation(
            "cut_off_passed",
            f"The cut-off of {meeting} has passed; "
            + (
                "the direction given before it counts."
                if row.direction
                else "without a direction nothing is voted."
            ),
        )
    return row


def _check_can_vote(deed: Deed, row: MeetingRow) -> tuple[VotingDirection, Standing]:
    """The direction that the letter carries, and what stood in escrow on the record date."""
    meeting, direction = row.meeting, row.direction
    if direction is None:
        raise RuleViolation(
            "no_direction",
            f"No direction was given for {meeting}, so nothing is voted. No letter can be made.",
            clause=terms_of(meeting.agreement).clause("rights"),
        )
    if row.is_over:
        raise RuleViolation("meeting_over", f"{meeting} is over; a letter would reach nobody. None was made.")
    if row.letter is not None:
        raise RuleViolation(
            "letter_made", f"{row.letter} carries this direction already. Open it in the binder."
        )
    if row.standing is None:
        raise RuleViolation(
            "record_date_not_over",
            "The record date has not ended, so the number of votes is not known. Make it the day after.",
        )
    if direction.filed_person_id == acting_person(deed.actor):
        raise RuleViolation(
            "needs_second_person",
            "You recorded the paper direction yourself; another person of the escrow agent compares it and makes the letter.",
        )
    return direction, row.standing


def _check_votes(row: MeetingRow, votes: list[Vote]) -> None:
    wanted = [resolution.number for resolution in row.resolutions]
    if sorted(vote.resolution for vote in votes) != wanted:
        raise RuleViolation(
            "vote_missing", "Choose for, against or abstain on each resolution, once.", field="votes"
        )
    if any(vote.choice not in DirectionVote.Choice.values for vote in votes):
        raise RuleViolation("wrong_choice", "Choose for, against or abstain.", field="votes")
    standing = row.standing or rights_on(row.meeting.agreement, row.meeting.record_on)
    _check_number(standing.entitled, [vote.shares for vote in votes])


def _check_number(shares: int, named: list[int | None]) -> None:
    """Never more votes than shares; `named` are the numbers given where not all are to be voted alike."""
    if not shares:
        raise RuleViolation("no_votes", "No share in escrow carries the recipient’s vote on the record date.")
    wrong = [number for number in named if number is not None and not 0 < number <= shares]
    if wrong:
        raise RuleViolation(
            "more_votes_than_shares",
            f"{wrong[0]:,} is no number of votes from 1 to {shares:,}. Leave it empty to vote all of them.",
            field="votes",
        )


def _record(
    deed: Deed, row: MeetingRow, party: AgreementParty, votes: list[Vote], direction: VotingDirection
) -> VotingDirection:
    meeting, by_number = row.meeting, {resolution.number: resolution for resolution in row.resolutions}
    direction.meeting, direction.party, direction.recorded_at = meeting, party, deed.now
    direction.number = next_number(VotingDirection, meeting=meeting)
    deed.create(direction, why=str(meeting))
    made = [
        deed.create(
            DirectionVote(
                direction=direction,
                resolution=by_number[vote.resolution],
                choice=vote.choice,
                shares=vote.shares,
            ),
            why=str(direction),
        )
        for vote in sorted(votes, key=lambda vote: vote.resolution)
    ]
    deed.note(
        "direction.given",
        meeting.agreement,
        effective_on=direction.effective_on,
        before={"direction": [_told(vote) for vote in row.votes]} if row.direction else None,
        after={"direction": [_told(vote) for vote in made]},
        facts={
            "meeting": str(meeting),
            "direction_number": direction.number,
            "given_by": direction.get_via_display().lower(),
            "person": direction.person.name,
            "meaning": direction.meaning,
        },
        documents=(direction.document,) if direction.document else (),
    )
    return direction


def _told(vote: DirectionVote) -> str:
    """`1: for`, `2: against, 1,000 shares`."""
    part = f", {vote.shares:,} shares" if vote.shares is not None else ""
    return f"{vote.resolution.number}: {vote.get_choice_display().lower()}{part}"
