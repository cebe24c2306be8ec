"""What every answer of the transfer agent to a letter is held to, whatever the letter asks for (EA 3.2, 4.2).

A release and a legal disposition are answered alike: in one answer or in several, never over more than is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.selectors.release.confirmed import LetterStanding


@dataclass(frozen=True)
class LetterOut:
    """A letter as its answer finds it: its name, how it stands, the answers on record, and by line what is open, in shares."""

    name: str
    standing: LetterStanding
    answers: QuerySet[Any]
    rest: Mapping[int, int]
    places: Mapping[int, str]


def require_proof(reference: str, paper: Intake | None) -> None:
    """Refuse a confirmation with neither reference nor paper."""
    if not reference.strip() and paper is None:
        raise RuleViolation(
            "confirmation_without_proof",
            "Give the transfer agent’s reference, or attach its confirmation.",
            field="reference",
        )


def require_as_seen(letter: LetterOut, seen_open: int | None) -> None:
    """Refuse an answer that was entered over another state of the letter than it has: of two clerks one is told."""
    if seen_open is not None and seen_open != letter.standing.open:
        raise RuleViolation(
            "moved_meanwhile",
            f"Somebody else has just recorded an answer to {letter.name}: {letter.standing.words}. "
            "Look at it before you enter another.",
        )


def shares_covered(letter: LetterOut, confirmed: Mapping[int, int] | None) -> dict[int, int]:
    """By line of the letter, what a confirmation covers; None covers all that is open.

    Refuses a line of another letter, fewer than none or more than is open, and nothing at all (that is a refusal).
    """
    shares = dict(letter.rest) if confirmed is None else {pk: int(confirmed.get(pk, 0)) for pk in letter.rest}
    if confirmed is not None and set(confirmed) - set(shares):
        raise RuleViolation(
            "wrong_line", f"A confirmed line is not of {letter.name}. Start again from its page."
        )
    for pk, rest in letter.rest.items():
        if not 0 <= shares[pk] <= rest:
            raise RuleViolation(
                "more_than_asked",
                f"{letter.name}: {rest:,} shares of {letter.places[pk]} are open "
                f"({letter.standing.words}). Enter what this letter covers. A delivery of more is taken up with the transfer "
                "agent: load its position, and the surplus stands there as a break until it is back.",
                field="confirmed",
            )
    if not sum(shares.values()):
        raise RuleViolation(
            "nothing_confirmed", "Nothing is confirmed by this. Record it as a refusal instead."
        )
    return shares


def require_new(
    letter: LetterOut, shares: int, answered_on: date, reference: str, paper: Intake | None
) -> None:
    """Refuse the confirmation that is on record already: two clerks may both have it on their desks."""
    same = letter.answers.filter(
        confirmed_shares=shares, answered_on=answered_on, reference=reference.strip()
    )
    if not reference.strip() and paper is not None:
        same = same.filter(document__sha256=sha256(paper.content).hexdigest())
    if same.exists():
        raise RuleViolation(
            "answer_recorded",
            f"This confirmation of {letter.name} is on record already: {shares:,} shares of that day under the same proof. "
            "If the transfer agent confirmed as many again, enter the reference of that confirmation.",
            field="reference",
        )
