"""Meetings of the issuer: called, directed by the recipient until the cut-off, voted by proxy as directed (SPA 3.2, EA 1.3).

No direction, no vote: without one no letter can be made. What the recipient directed is never changed; a later direction replaces it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.services.recorded import create
from parties.models import Person
from tranches.models import (
    AgreementParty,
    DirectionVote,
    EscrowAgreement,
    Meeting,
    MeetingResolution,
    MeetingSetAside,
    ProxyLetter,
    VotingDirection,
)
from tranches.selectors.meetings import MeetingRow, meeting_row
from tranches.selectors.rights import as_rows, recipient_of, rights_on, who_directs
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    acting_user,
    file_paper,
    local_day,
    needed,
    next_number,
    not_in_future,
)
from tranches.services.journal import note
from tranches.services.telling import tell_meeting
from tranches.terms.rights import entitled

THE_CHAIR = "the chair of the meeting"
MOST_RESOLUTIONS = 50


@dataclass(frozen=True)
class Vote:
    """The direction on one resolution by its number; `shares` where not all of them."""

    resolution: int
    choice: str
    shares: int | None = None


@act("record_meeting")
def record_meeting(
    *,
    agreement: EscrowAgreement,
    title: str,
    meeting_on: date,
    record_on: date,
    cut_off_at: datetime,
    resolutions: list[str],
    paper: Intake,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Record a meeting from the issuer's notice, and tell the parties; the recipient may direct from now on until the cut-off.

    Refuses a meeting in the past or before its record date, a cut-off that has passed or comes after the meeting's day, and an
    empty agenda.
    """
    title = needed(title, "Say what the meeting is called in the notice.", "title")
    texts = [text.strip() for text in resolutions if text.strip()]
    if not 0 < len(texts) <= MOST_RESOLUTIONS:
        raise RuleViolation(
            "no_resolutions", f"Write each resolution on a line of its own, from 1 to {MOST_RESOLUTIONS}.", field="resolutions"
        )  # fmt: skip
    longest = max(len(text) for text in texts)
    if len(title) > 200 or longest > 500:
        raise RuleViolation(
            "too_long", "Shorten it: a title has at most 200 characters, a resolution 500.",
            field="title" if len(title) > 200 else "resolutions",
        )  # fmt: skip
    if meeting_on < local_day(agreement, now):
        raise RuleViolation(
            "meeting_in_past", "The meeting is over; nothing can be voted any more. Check its date.", field="meeting_on"
        )  # fmt: skip
    if meeting_on < record_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The record date comes before the meeting. Check both dates.",
            field="record_on",
        )
    if cut_off_at <= now:
        raise RuleViolation(
            "cut_off_passed", "This cut-off has passed. Enter a moment to come.", field="cut_off_on"
        )
    if local_day(agreement, cut_off_at) > meeting_on:
        raise RuleViolation(
            "dates_out_of_order", "The cut-off comes before the meeting ends. Check both dates.", field="cut_off_on"
        )  # fmt: skip
    today, number = local_day(agreement, now), next_number(Meeting, agreement=agreement)
    document = file_paper(
        agreement, paper, kind="meeting_notice", title=f"Notice of meeting M-{number}", dated_on=today, actor=actor, now=now
    )  # fmt: skip
    meeting = create(
        Meeting(
            agreement=agreement, number=number, title=title, meeting_on=meeting_on, record_on=record_on, cut_off_at=cut_off_at,
            document=document, person_id=acting_person(actor), recorded_at=now,
        ),
        actor=actor, now=now, reason=title,
    )  # fmt: skip
    for at, text in enumerate(texts, start=1):
        create(
            MeetingResolution(meeting=meeting, number=at, text=text),
            actor=actor,
            now=now,
            reason=str(meeting),
        )
    note(
        agreement, "meeting.recorded", agreement, actor=actor, now=now, effective_on=today,
        facts={
            "meeting": str(meeting), "title": title, "meeting_date": meeting_on, "record_date": record_on,
            "cut_off": f"{cut_off_at:%Y-%m-%d %H:%M %Z}", "resolutions": texts,
        },
        documents=(document,),
    )  # fmt: skip
    tell_meeting(meeting, actor=actor, now=now)
    return meeting


@act("set_aside_meeting")
def set_aside_meeting(
    *, meeting: Meeting, reason: str, paper: Intake | None = None, actor: Actor, now: datetime
) -> MeetingSetAside:
    """Set a meeting aside that was recorded wrongly, put off or called off. Its directions stay on record and count no more."""
    reason = needed(reason, "Say why: recorded wrongly, put off, or called off.", "reason")
    agreement = meeting.agreement
    _standing_row(meeting, now)
    document = None
    if paper is not None:
        document = file_paper(
            agreement, paper, kind="meeting_notice", title=f"Meeting {meeting} set aside", dated_on=local_day(agreement, now),
            actor=actor, now=now,
        )  # fmt: skip
    set_aside = create(
        MeetingSetAside(
            meeting=meeting, reason=reason, document=document, person_id=acting_person(actor), recorded_at=now
        ),
        actor=actor, now=now, reason=reason,
    )  # fmt: skip
    note(
        agreement, "meeting.set_aside", agreement, actor=actor, now=now, effective_on=local_day(agreement, now),
        facts={"meeting": str(meeting)}, reason=reason, documents=(document,) if document else (),
    )  # fmt: skip
    tell_meeting(meeting, actor=actor, now=now, called_off=True)
    return set_aside


@act("give_direction")
def give_direction(
    *, meeting: Meeting, party: AgreementParty, votes: list[Vote], actor: Actor, now: datetime
) -> VotingDirection:
    """The recipient directs how the votes are cast, in the portal. May be given again until the cut-off; the last counts.

    Refuses who does not act for the recipient that day, a moment after the cut-off, a resolution without its choice, and more votes
    than shares.
    """
    person_id = acting_person(actor)
    row = _open_row(meeting, party, now)
    day = local_day(meeting.agreement, now)
    if person_id not in {person.pk for person in who_directs(party, day)}:
        raise RuleViolation(
            "no_authority",
            f"You are not on the register as who acts for {party.party.name} today. Ask the escrow agent.",
        )
    _check_votes(row, votes)
    return _record(
        row, party, votes,
        VotingDirection(
            via=VotingDirection.Via.PORTAL, person_id=person_id, user_id=acting_user(actor), factor=actor.factor,
            meaning=meaning(meeting, party), effective_on=day,
        ),
        actor=actor, now=now,
    )  # fmt: skip


@act("record_direction")
def record_direction(
    *,
    meeting: Meeting,
    person: Person,
    votes: list[Vote],
    received_on: date,
    paper: Intake,
    actor: Actor,
    now: datetime,
) -> VotingDirection:
    """Record a direction that came on paper, as a clerk reads it; another person of the agent makes the letter.

    It counts by the moment it is recorded, so that nobody can date one back behind the cut-off. Refuses a signer who could not sign
    for the recipient on the day, and what `give_direction` refuses.
    """
    agreement = meeting.agreement
    party = recipient_of(agreement)
    if party is None:
        raise RuleViolation("no_recipient", "The agreement names no recipient whose votes they are.")
    row = _open_row(meeting, party, now)
    not_in_future(agreement, received_on, now, "received_on")
    if person not in who_directs(party, received_on):
        raise RuleViolation(
            "no_authority",
            f"{person} is not on the register as who acts for {party.party.name} on that day. Check the signature.",
            field="person",
        )
    _check_votes(row, votes)
    filed_id = acting_person(actor)
    document = file_paper(
        agreement, paper, kind="voting_direction", title=f"Voting direction for {meeting}", dated_on=received_on, actor=actor,
        now=now,
    )  # fmt: skip
    return _record(
        row, party, votes,
        VotingDirection(
            via=VotingDirection.Via.PAPER, person=person, meaning=meaning(meeting, party), effective_on=received_on,
            document=document, filed_person_id=filed_id,
        ),
        actor=actor, now=now,
    )  # fmt: skip


@act("make_proxy_letter")
def make_proxy_letter(
    *, meeting: Meeting, how: str, proxy: str = "", actor: Actor, now: datetime
) -> ProxyLetter:
    """Make the letter that casts the votes as directed, over the recipient's shares by the ledger at the end of the record date.

    Refuses without a direction, before the record date has ended, on a day after the meeting, by the person who took a direction in
    on paper, over more votes than shares, and a second letter for the same direction. A letter of an earlier direction is replaced.
    """
    agreement, row = meeting.agreement, _standing_row(meeting, now)
    direction = row.direction
    how = needed(how, "Say how the letter goes to the issuer.", "how")
    if direction is None:
        raise RuleViolation(
            "no_direction",
            f"No direction was given for {meeting}, so nothing is voted. No letter can be made.",
            clause=terms_of(agreement).clause("rights"),
        )
    if row.is_over:
        raise RuleViolation("meeting_over", f"{meeting} is over; a letter would reach nobody. None was made.")
    if row.letter is not None:
        raise RuleViolation(
            "letter_made", f"{row.letter} carries this direction already. Open it in the binder."
        )
    if row.standing is None:
        raise RuleViolation(
            "record_date_not_over", "The record date has not ended, so the number of votes is not known. Make it the day after."
        )  # fmt: skip
    person_id = acting_person(actor)
    if direction.filed_person_id == person_id:
        raise RuleViolation(
            "needs_second_person",
            "You recorded the paper direction yourself; another person of the escrow agent compares it and makes the letter.",
        )
    shares = entitled(row.standing.portions)
    _check_number(shares, [vote.shares for vote in row.votes])
    today, number = local_day(agreement, now), next_number(ProxyLetter, agreement=agreement)
    holder = proxy.strip() or THE_CHAIR
    document = paperwork.file_proxy_letter(row, number, proxy=holder, shares=shares, actor=actor, now=now)
    letter = create(
        ProxyLetter(
            agreement=agreement, number=number, meeting=meeting, direction=direction, line=row.standing.line, shares=shares,
            derivation=as_rows(row.standing.portions), proxy=holder[:200], made_on=today, how=how[:200], document=document,
            person_id=person_id, recorded_at=now,
        ),
        actor=actor, now=now, reason=str(direction),
    )  # fmt: skip
    note(
        agreement, "proxy.made", agreement, actor=actor, now=now, effective_on=today,
        facts={
            "meeting": str(meeting), "letter": str(letter), "shares": shares, "direction": direction.number, "proxy": letter.proxy,
            "how": letter.how, "replaces": str(row.replaced or ""), "votes": [_told(vote) for vote in row.votes],
        },
        documents=(document,),
    )  # fmt: skip
    return letter


def meaning(meeting: Meeting, party: AgreementParty) -> str:
    """The sentence recorded with the name of who directs."""
    return f"I direct how the votes of Party {party.letter} are cast at {meeting}."


def _standing_row(meeting: Meeting, now: datetime) -> MeetingRow:
    row = meeting_row(meeting, local_day(meeting.agreement, now), now)
    if row.set_aside is not None:
        raise RuleViolation(
            "set_aside", f"{meeting} was set aside; nothing is voted at it. Record the new meeting."
        )
    return row


def _open_row(meeting: Meeting, party: AgreementParty, now: datetime) -> MeetingRow:
    """The meeting for a direction of this party; refuses another than the recipient, and a moment after the cut-off."""
    row = _standing_row(meeting, now)
    if party.agreement_id != meeting.agreement_id or not party.is_recipient:
        raise RuleViolation(
            "not_the_recipient", "Only the recipient of the shares directs their votes.",
            clause=terms_of(meeting.agreement).clause("rights"),
        )  # fmt: skip
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
    row: MeetingRow,
    party: AgreementParty,
    votes: list[Vote],
    direction: VotingDirection,
    *,
    actor: Actor,
    now: datetime,
) -> VotingDirection:
    meeting, by_number = row.meeting, {resolution.number: resolution for resolution in row.resolutions}
    direction.meeting, direction.party, direction.recorded_at = meeting, party, now
    direction.number = next_number(VotingDirection, meeting=meeting)
    create(direction, actor=actor, now=now, reason=str(meeting))
    made = [
        create(
            DirectionVote(
                direction=direction, resolution=by_number[vote.resolution], choice=vote.choice, shares=vote.shares
            ),
            actor=actor, now=now, reason=str(direction),
        )
        for vote in sorted(votes, key=lambda vote: vote.resolution)
    ]  # fmt: skip
    note(
        meeting.agreement, "direction.given", meeting.agreement, actor=actor, now=now, effective_on=direction.effective_on,
        before={"direction": [_told(vote) for vote in row.votes]} if row.direction else None,
        after={"direction": [_told(vote) for vote in made]},
        facts={
            "meeting": str(meeting), "direction_number": direction.number, "given_by": direction.get_via_display().lower(),
            "person": direction.person.name, "meaning": direction.meaning,
        },
        documents=(direction.document,) if direction.document else (),
    )  # fmt: skip
    return direction


def _told(vote: DirectionVote) -> str:
    """`1: for`, `2: against, 1,000 shares`."""
    part = f", {vote.shares:,} shares" if vote.shares is not None else ""
    return f"{vote.resolution.number}: {vote.get_choice_display().lower()}{part}"
