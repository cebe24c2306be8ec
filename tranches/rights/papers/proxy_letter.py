"""The proxy letter: the votes of the shares in escrow, cast as the recipient directed (SPA 3.2, EA 1.3)."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.papers.parts import Instrument, Note, SignatureBlock, require_shares
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from documents.papers.words import date_in_chinese, date_in_english, figure, moment_utc
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.rights.models import VotingDirection
from tranches.rights.papers.rights import RightsPortion, counted, portions_shown
from tranches.rights.selectors.meetings import MeetingRow
from tranches.selectors.days import day_of
from tranches.selectors.ledger.units import line_on
from tranches.selectors.terms import terms_of

CHAIR_ZH = "会议主席"


CHOICES = ("for", "against", "abstain")


@dataclass(frozen=True, kw_only=True)
class DirectedVote:
    """One resolution with the votes cast on it; what is not `cast` of all the votes is not voted."""

    number: int
    text: str
    choice: str
    cast: int

    def __post_init__(self) -> None:
        require_shares(self.cast, "votes")
        if self.choice not in CHOICES:
            raise ValueError(f"a vote is {', '.join(CHOICES)}, not {self.choice!r}")


@paper(
    PaperKind("proxy_letter", "a proxy"),
)
@dataclass(frozen=True, kw_only=True)
class ProxyLetterSheet(IssuedSheet):
    """The letter by which the holder of the shares has their votes cast as the recipient directed.

    `directed` says who directed, when and how. More votes than shares are refused. `replaces` names an earlier letter.
    """

    template = "papers/proxy_letter.html"

    dated_on: date
    instrument: Instrument
    meeting: str
    title: str
    meeting_on: date
    record_on: date
    proxy: str
    proxy_zh: str
    portions: tuple[RightsPortion, ...]
    votes: tuple[DirectedVote, ...]
    directed: Note
    replaces: str
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        if not self.votes or not self.shares:
            raise ValueError("a proxy letter votes on at least one resolution with at least one share")
        if any(not 0 < vote.cast <= self.shares for vote in self.votes):
            raise ValueError("a letter casts from one vote to all of the shares, never more")
        if self.meeting_on < self.record_on:
            raise ValueError("a meeting is not before its record date")

    @property
    def shares(self) -> int:
        """The shares whose votes are the recipient's."""
        return counted(self.portions)

    def titles(self) -> tuple[str, str]:
        return (
            f"Proxy letter for meeting {self.meeting}: {figure(self.shares)} votes",
            f"会议 {self.meeting} 表决委任函：{figure(self.shares)} 票",
        )


def proxy_letter_sheet(
    row: MeetingRow, *, proxy: str, shares: int, reference: str, now: datetime
) -> ProxyLetterSheet:
    """The letter to the issuer. Without a direction, or before the record date has ended, there is none (ValueError)."""
    meeting, direction = row.meeting, row.direction
    if direction is None or row.standing is None:
        raise ValueError("a proxy letter follows a direction, over the shares of the record date")
    agreement = meeting.agreement
    terms = terms_of(agreement)
    issuer = naming.party_in(agreement, "issuer")
    from_standing = portions_shown(row.standing.portions)
    return ProxyLetterSheet(
        frame=frame_of(agreement, reference=reference, now=now, but=(naming.AGENT, "issuer")),
        to_lines=naming.address_lines(issuer) if issuer else ("The issuer",),
        dated_on=day_of(now, agreement),
        agreements=common.agreements_of(terms),
        instrument=common.instrument_held(agreement, line_on(agreement, meeting.record_on)),
        meeting=str(meeting),
        title=meeting.title,
        meeting_on=meeting.meeting_on,
        record_on=meeting.record_on,
        proxy=proxy,
        proxy_zh=CHAIR_ZH if proxy == "the chair of the meeting" else proxy,
        portions=from_standing,
        votes=tuple(
            DirectedVote(
                number=vote.resolution.number,
                text=vote.resolution.text,
                choice=vote.choice,
                cast=vote.shares or shares,
            )
            for vote in row.votes
        ),
        directed=directed_by(direction, terms.clause("rights")),
        replaces=str(row.replaced or ""),
        issued_by=SignatureBlock(
            capacity="for the escrow agent, holder of the shares",
            capacity_zh="代表托管代理人（登记持有人）",
            party=naming.agent_in(agreement).party.name,
        ),
        rights_clauses=terms.clause("rights"),
    )


def directed_by(direction: VotingDirection, clause: str) -> Note:
    """Who directed, when and by which way: the ground of every vote in the letter."""
    party = direction.party.party
    whose, whose_zh = party.name, naming.amid_chinese(party.name_zh or party.name)
    if direction.via == VotingDirection.Via.PORTAL:
        how, how_zh = f"in the portal, {moment_utc(direction.recorded_at)}", "通过门户"
    else:
        how, how_zh = f"on paper, received on {date_in_english(direction.effective_on)}", "书面"
    return Note(
        text=f"{whose} directed these votes {how} (direction {direction.number}, by {direction.person.name}). The holder adds no "
        "view of its own.",
        text_zh=f"上述表决系{whose_zh}于{date_in_chinese(direction.effective_on)}{how_zh}指示"
        f"（第 {direction.number} 号指示），持有人不附加己见。",
        clause=clause,
    )
