"""By which road each signer can give his signature, before a paper is put before him: in the portal, on paper, or not at all.

Asked by the form that puts an instruction, an amendment or a termination before its signers; nobody learns it only afterwards.
"""

from dataclasses import dataclass
from datetime import date

from documents.sentences import small
from parties.authority import in_force
from parties.models import Role, User
from tranches.models import AgreementParty, Amendment, Instruction
from tranches.selectors.amendment.amendments import AGENT, signers_of
from tranches.selectors.instruction.approvals import portal_signing_agreed
from tranches.selectors.instruction.signing import signing_parts

NO_CONSENT = "the consent of all parties to signing in the portal is not on file"
PAPER = "Print the paper, have it signed by hand, and record the scan; a second person checks it."


@dataclass(frozen=True)
class Road:
    """One signer and what he can do. `how` is portal, desk, paper or none; `missing` what stands against more, `todo` what to do."""

    party: AgreementParty
    how: str
    who: str
    missing: str = ""
    todo: str = ""

    @property
    def words(self) -> str:
        return {
            "portal": "in the portal, or on paper",
            "desk": "at the desk",
            "paper": "on paper only",
            "none": "not at all",
        }[self.how]


def roads_of_instruction(instruction: Instruction, day: date) -> list[Road]:
    """The road of each signing part of the instruction on the day."""
    agreed = portal_signing_agreed(instruction.agreement)
    return [
        _road(part.party, {entry.person_id for entry in part.signatories}, part.names, agreed, day)
        for part in signing_parts(instruction, day)
    ]


def roads_of_amendment(amendment: Amendment, day: date) -> list[Road]:
    """The road of each party to the agreements on the day."""
    agreed = portal_signing_agreed(amendment.agreement)
    return [
        _road(signer.party, set(signer.persons), signer.who, agreed, day)
        for signer in signers_of(amendment, day)
    ]


def follows_for(roads: list[Road]) -> tuple[str, ...]:
    """What happens to the signers once it is put before them, in sentences that are true of them."""
    by_how: dict[str, list[str]] = {}
    for road in roads:
        by_how.setdefault(road.how, []).append(f"Party {road.party.letter}")
    sentences = {
        "portal": "For {}: it is found in the portal and can be answered there.",
        "desk": "For {}: it is signed at the desk.",
        "paper": "For {}: it can be read in the portal, and is signed on paper only.",
        "none": "For {}: nobody can sign it today; see what is missing.",
    }
    return tuple(
        sentences[how].format(" and ".join(by_how[how]))
        for how in ("portal", "desk", "paper", "none")
        if how in by_how
    )


def _road(party: AgreementParty, people: set[int], who: str, agreed: bool, day: date) -> Road:
    if not people:
        return Road(
            party,
            "none",
            who,
            "nobody on the register can sign for it today",
            "Record the authority of a signatory with its certificate in the register first.",
        )
    if party.part == AGENT:
        return Road(party, "desk", who)
    if not agreed:
        return Road(
            party,
            "paper",
            who,
            NO_CONSENT,
            f"Record the consent of all parties and let a second person check it; or: {small(PAPER)}",
        )
    accounts = User.objects.filter(
        in_force(day, "person__memberships__"),
        is_active=True,
        person_id__in=people,
        person__memberships__party=party.party_id,
        person__memberships__role__in=(Role.OFFICER, Role.SELLER),
    )
    if not accounts.exists():
        return Road(
            party,
            "paper",
            who,
            f"no account of the portal belongs to {who}",
            f"Open an account for them; or: {PAPER}",
        )
    return Road(party, "portal", who)
