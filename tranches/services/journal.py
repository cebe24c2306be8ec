"""What the events and papers of an agreement may be about, and how they name it."""

from tranches.models import Amendment, EscrowAgreement, Instruction, Release, Tranche

Subject = Tranche | Instruction | Release | Amendment | EscrowAgreement


def subject_of(thing: Subject) -> tuple[str, str]:
    """How the journal names a thing: ("tranche", "KX-2025/3"), ("instruction", "KX-2025/JWI-3")."""
    if isinstance(thing, EscrowAgreement):
        return "agreement", thing.reference
    if isinstance(thing, Tranche):
        return "tranche", f"{thing.agreement.reference}/{thing.number}"
    return type(thing).__name__.lower(), f"{thing.agreement.reference}/{thing}"
