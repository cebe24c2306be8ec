"""Who is told of an agreement by e-mail: the parties, at the address they have on the register."""

from dataclasses import dataclass

from documents.errors import RuleViolation
from documents.services.outbox import refuse_in_header
from tranches.models import EscrowAgreement

AGENT = "escrow_agent"


@dataclass(frozen=True)
class Addressee:
    """Somebody who is told: a party at the address on the register, or one of the agent's own people."""

    address: str
    name: str
    is_agent: bool = False


def party_addressees(agreement: EscrowAgreement) -> list[Addressee]:
    """The parties that have an address for mail on the register, each address once; not the agent itself."""
    rows = agreement.agreement_parties.select_related("party").exclude(letter="").exclude(part=AGENT)
    found = {row.party.email: Addressee(row.party.email, row.party.name) for row in rows.order_by("letter")}
    return [addressee for addressee in found.values() if can_be_told(addressee)]


def can_be_told(addressee: Addressee) -> bool:
    """Whether there is an address that a mail server could take; an act never fails because the register has a wrong one."""
    try:
        refuse_in_header(address=addressee.address, name=addressee.name)
    except RuleViolation:
        return False
    return True
