"""Why is a tranche in its state? The steps it came by, with the acts, persons, papers and clauses behind each, from the journal."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.journal.kinds import title_of
from documents.models import Document, Event
from documents.selectors.journal import papers_named, papers_of
from documents.subjects import subject_of_event
from tranches.models import Tranche, TrancheState
from tranches.selectors.desk.event_words import Change, changes_of
from tranches.selectors.record.citing import clauses_cited
from tranches.selectors.record.concern import concerning, events_about

# Filing a paper is no reason of its own: the act that names the paper is.
FILINGS = frozenset({"document.filed", "paper.made"})
MEANING = {
    TrancheState.PENDING: "No report about its year is on record yet.",
    TrancheState.REPORT_RECEIVED: "The report about its year is on record; an authority to release it is not complete yet.",
    TrancheState.INSTRUCTED: "The authority to release it is complete; what is due has not been delivered yet.",
    TrancheState.RELEASED: "Every share of it was delivered to the recipient.",
    TrancheState.DEDUCTED: "What was due of it was delivered; what was deducted is kept in escrow or was returned.",
    TrancheState.DISPUTED: "The whole tranche is suspended; nothing of it is released until the suspension is lifted.",
}


@dataclass(frozen=True)
class Ground:
    """One act behind a step: who did what, in which capacity, proven how, on which papers."""

    number: int
    title: str
    about: str
    clause: str
    who: str
    capacity: str
    factor: str
    effective_on: date
    recorded_at: datetime
    changes: list[Change]
    reason: str
    papers: list[tuple[str, str, Document | None]]
    digest: str


@dataclass(frozen=True)
class Step:
    """One change of state and what led to it; the last step, without a change, is what happened since."""

    was: str
    state: str
    at: datetime | None
    effective_on: date | None
    grounds: list[Ground]

    @property
    def clauses(self) -> list[str]:
        """The clauses that ask for the acts behind it, each once."""
        return list(dict.fromkeys(ground.clause for ground in self.grounds if ground.clause))


@dataclass(frozen=True)
class Explanation:
    """The path of a tranche. `agrees` says whether it ends where the tranche's row stands."""

    tranche: Tranche
    steps: list[Step]
    since: Step | None
    agrees: bool

    @property
    def meaning(self) -> str:
        return MEANING[TrancheState(self.tranche.state)]


def explain(tranche: Tranche) -> Explanation:
    """Read from the journal, oldest first; a handful of queries, however many steps."""
    events = events_about(concerning(tranche))
    filed = papers_of(events)
    subject = ("tranche", f"{tranche.agreement.reference}/{tranche.number}")
    steps: list[Step] = []
    waiting: list[Event] = []
    for event in events:
        waiting.append(event)
        after = event.after.get("state") if isinstance(event.after, dict) else None
        if (event.subject_type, event.subject_reference) == subject and after:
            before = str(event.before.get("state") or "")
            grounds = _grounds(waiting, filed)
            steps.append(Step(before, str(after), event.recorded_at, event.effective_on, grounds))
            waiting = []
    rest = _grounds(waiting, filed)
    since = Step("", steps[-1].state if steps else "", None, None, rest) if rest else None
    return Explanation(tranche, steps, since, bool(steps) and steps[-1].state == tranche.state)


def _grounds(events: list[Event], filed: dict[tuple[int, str], Document]) -> list[Ground]:
    """The acts; a filing only where no other act of the step names its paper."""
    clauses = clauses_cited(events)
    named = {sha256 for event in events if event.kind not in FILINGS for _, sha256 in papers_named(event)}
    return [
        Ground(
            number=event.number,
            title=title_of(event.kind),
            about=subject_of_event(event),
            clause=clauses[event.pk],
            who=event.actor_name,
            capacity=event.actor_capacity,
            factor=event.factor,
            effective_on=event.effective_on,
            recorded_at=event.recorded_at,
            changes=changes_of(event),
            reason=event.reason,
            papers=[
                (title, sha256, filed.get((event.binder_id, sha256))) for title, sha256 in papers_named(event)
            ],
            digest=event.digest,
        )
        for event in events
        if event.kind not in FILINGS or not {sha256 for _, sha256 in papers_named(event)} <= named
    ]
