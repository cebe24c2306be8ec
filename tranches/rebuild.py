"""Rebuilding the past: from the events of an agreement's binder alone, how everything stood after any of them.

A pure fold over plain events. It knows no table: whoever holds a copy of the journal can run it, and what it yields for the
newest event must be what the tables say (I5).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

POSITIONS = {"hold.proposed": "proposed", "hold.confirmed": "standing", "hold.lifted": "ended"}
ANSWERED = ("release.confirmed", "release.partly_confirmed", "release.refused", "release.recalled")
AUTHORISED = ("release.authorised", "return.authorised")
# How a revocation named its party before it did so in its facts.
_REVOKED = re.compile(r"Party (\S+): ")


@dataclass(frozen=True)
class PastEvent:
    """What the fold reads of an event; `subject` as the journal writes it, ("tranche", "KX-2025/3")."""

    number: int
    kind: str
    subject: tuple[str, str]
    recorded_at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    facts: Mapping[str, Any]


@dataclass
class PastInstruction:
    """An instruction as it stood: basis, shares, digest, the attempt it was at, and who had approved and authorised."""

    basis: str
    shares: int
    digest: str
    attempt: int = 1
    approvals: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """The approvals that stand, by the letter of the party: the digest approved, and by whom; joint signatories are two."""
    authorised: int = 0
    """How many persons of the agent have authorised this attempt."""


@dataclass
class PastHold:
    """A hold as it stood: on which tranche, on what ground, over how many shares (None: all), and whether it stands."""

    tranche: int
    ground: str
    shares: int | None
    position: str


@dataclass
class Past:
    """How an agreement stood after its event number `count`."""

    count: int = 0
    recorded_at: datetime | None = None
    states: dict[tuple[str, str], str] = field(default_factory=dict)
    """By machine and name ("tranche", "3"): whatever has a state."""
    state_before_dispute: dict[str, str] = field(default_factory=dict)
    tranche_shares: dict[int, int] = field(default_factory=dict)
    balances: dict[tuple[int, str], int] = field(default_factory=dict)
    """Shares by security line and account, "held(3)"; the issuer's side is below zero."""
    instructions: dict[str, PastInstruction] = field(default_factory=dict)
    releases: dict[str, str] = field(default_factory=dict)
    """The instruction that each release carries out."""
    answers: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """What the answers to each letter confirmed and put back, in their order, in shares."""
    holds: dict[int, PastHold] = field(default_factory=dict)
    entitled: dict[int, int | None] = field(default_factory=dict)
    terms: tuple[int, str] = (0, "")
    """Version and digest of the terms recorded last."""
    assessment: tuple[int, str] = (0, "")
    closed_on: str = ""

    def take(self, event: PastEvent) -> None:
        """Go on by one event. ValueError for one that is not the next."""
        if event.number != self.count + 1:
            raise ValueError(f"event {event.number} does not follow event {self.count}")
        self.count, self.recorded_at = event.number, event.recorded_at
        kind, name = event.subject[0], event.subject[1].rpartition("/")[2]
        self._postings(event)
        self._instruction(event, name)
        if "state" in event.after:
            self._state(event, kind, name)
        if kind == "tranche":
            self._tranche(event, int(name))
        if event.kind == "release.created":
            self.releases[name] = str(event.facts["instruction"])
        elif event.kind in ANSWERED:
            self.answers.setdefault(name, []).append((event.facts["confirmed"], event.facts["put_back"]))
        elif event.kind == "terms.recorded":
            self.terms = (event.after["version"], event.after["digest"])
        elif event.kind == "assessment.made":
            self.assessment = (event.after["assessment"], event.after["digest"])
        elif event.kind == "agreement.closed":
            self.closed_on = str(event.after["closed_on"])

    def _postings(self, event: PastEvent) -> None:
        for posting in event.facts.get("postings", ()):
            line = posting.get("line", 1)  # before there was a second line, none was named
            for account, change in (
                (posting["from"], -posting["shares"]),
                (posting["to"], posting["shares"]),
            ):
                self.balances[line, account] = self.balances.get((line, account), 0) + change

    def _state(self, event: PastEvent, kind: str, name: str) -> None:
        self.states[kind, name] = event.after["state"]
        if kind == "tranche":
            disputed = event.after["state"] == "disputed"
            self.state_before_dispute[name] = event.before["state"] if disputed else ""

    def _tranche(self, event: PastEvent, number: int) -> None:
        if event.kind in ("tranche.created", "tranche.resized"):
            self.tranche_shares[number] = event.after["shares"]
        elif event.kind == "entitlement.assessed":
            self.entitled[number] = event.after["entitled"]
        elif event.kind == "hold.proposed":
            facts = event.facts
            self.holds[facts["hold"]] = PastHold(number, facts["ground"], facts["shares"], "proposed")
        elif event.kind in POSITIONS:
            self.holds[event.facts["hold"]].position = POSITIONS[event.kind]

    def _instruction(self, event: PastEvent, name: str) -> None:
        if event.subject[0] != "instruction":
            return
        if event.kind in ("instruction.prepared", "return.prepared"):
            after = event.after
            self.instructions[name] = PastInstruction(event.facts["basis"], after["shares"], after["digest"])
            return
        instruction = self.instructions[name]
        if event.kind == "instruction.approved":
            facts = event.facts
            _, earlier = instruction.approvals.get(facts["party"], ("", ()))
            instruction.approvals[facts["party"]] = (facts["digest"], (*earlier, facts["person"]))
        elif event.kind == "approval.revoked":
            _take_back(instruction, _revoked_party(event), str(event.facts.get("person", "")))
        elif event.kind in AUTHORISED:
            instruction.authorised += 1
        attempt = _attempt_after(event, instruction.attempt)
        if attempt != instruction.attempt:
            instruction.attempt, instruction.authorised = attempt, 0

    def picture(self) -> dict[str, object]:
        """Everything as (what, how it stood): plain enough to print, and to be compared with what the tables say."""
        found: dict[str, object] = {
            "terms": self.terms,
            "assessment": self.assessment,
            "closed on": self.closed_on,
        }
        found |= {f"{kind} {name}": state for (kind, name), state in self.states.items()}
        found |= {
            f"tranche {name} before its dispute": state
            for name, state in self.state_before_dispute.items()
            if state
        }
        found |= {f"shares of tranche {number}": shares for number, shares in self.tranche_shares.items()}
        found |= {
            f"{account}, line {line}": shares for (line, account), shares in self.balances.items() if shares
        }
        found |= {
            f"entitlement of tranche {number}": due
            for number, due in self.entitled.items()
            if due is not None
        }
        for name, entry in self.instructions.items():
            found[f"content of {name}"] = (entry.basis, entry.shares, entry.digest)
            found[f"attempt of {name}"] = entry.attempt
            found[f"authorisations of {name}"] = entry.authorised
            for letter, (digest, persons) in entry.approvals.items():
                found[f"approval of {name} for Party {letter}"] = digest
                found[f"number of approvals of {name} for Party {letter}"] = len(persons)
                found[f"approver of {name} for Party {letter}"] = " and ".join(sorted(persons))
        found |= {f"instruction of release {name}": carried for name, carried in self.releases.items()}
        found |= {f"answers to {name}": tuple(given) for name, given in self.answers.items()}
        found |= {
            f"hold {number}": (hold.tranche, hold.ground, hold.shares, hold.position)
            for number, hold in self.holds.items()
        }
        return found


def rebuild(events: Iterable[PastEvent], *, until: int | None = None, moment: datetime | None = None) -> Past:
    """How it stood after event number `until`, or after the last event recorded up to a moment; of neither, after all of them."""
    past = Past()
    for event in events:
        if (until is not None and event.number > until) or (
            moment is not None and event.recorded_at > moment
        ):
            break
        past.take(event)
    return past


def _attempt_after(event: PastEvent, attempt: int) -> int:
    """A new attempt is named by its event; older events of a voided approval did not name the one they began."""
    if "attempt" in event.after:
        return int(event.after["attempt"])
    voided = (event.before.get("state"), event.after.get("state")) == ("approved", "submitted")
    return attempt + 1 if voided else attempt


def _take_back(instruction: PastInstruction, letter: str, person: str) -> None:
    """One approval of the party less: that of the person named; older events name none, and knew of one approval only."""
    digest, persons = instruction.approvals.pop(letter, ("", ()))
    gone = person if person in persons else persons[-1] if persons else ""
    left = tuple(name for name in persons if name != gone)
    if left:
        instruction.approvals[letter] = (digest, left)


def _revoked_party(event: PastEvent) -> str:
    if "party" in event.facts:
        return str(event.facts["party"])
    named = _REVOKED.match(str(event.before.get("approval", "")))
    return named[1] if named else ""
