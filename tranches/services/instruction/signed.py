"""What an event keeps of a signature: name, capacity, meaning, both times, how the person proved who he is, and the digest."""

from datetime import datetime
from typing import Any

from documents.papers.words import moment_local, moment_utc
from tranches.models import AgreementParty, AmendmentPaperSignature, Instruction, PaperSignature
from tranches.papers import naming
from tranches.selectors.terms import terms_of


def signature_facts(
    entry: AgreementParty,
    *,
    person: str,
    meaning: str,
    factor: str,
    digest: str,
    at: datetime,
    capacity: str = "",
    by_hand: PaperSignature | AmendmentPaperSignature | None = None,
) -> dict[str, Any]:
    """The signature of a person for one part of the agreement, in UTC and on the clocks of the deal.

    Without `capacity` he signs as the register of signatories lets him. Of one given `by_hand` the day on the paper is known, and
    no hour; `at` is then when it was checked, which the event says itself.
    """
    zone = terms_of(entry.agreement).time_zone
    when = (
        {"signed_on": by_hand.signed_on}
        if by_hand
        else {"signed_at": moment_utc(at), "signed_at_local": moment_local(at, zone)}
    )
    return {
        "person": person,
        "capacity": capacity or f"authorised signatory of the {naming.part_name(entry.part)}",
        "meaning": meaning,
        **when,
        "factor": factor,
        "digest": digest,
    }


def authorisation_meaning(instruction: Instruction) -> str:
    """The sentence recorded with an authorisation of the agent. How many shares is what the digest stands for."""
    done = "return for cancellation" if instruction.is_return else "release"
    return f"I authorise the {done} by {instruction}, attempt {instruction.attempt}, for the escrow agent."
