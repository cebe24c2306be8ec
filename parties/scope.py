"""Whose register is whose: a house keeps its own entries and those of the parties to its agreements, never another house's."""

from collections.abc import Callable, Iterable

from documents.errors import RuleViolation
from parties.models import Membership, Party
from parties.policy import HOUSE_ROLES

Houses = Callable[[Party], set[int]]
_HOUSES_OF: list[Houses] = []


def keepers(houses_of: Houses) -> Houses:
    """Register who knows which houses keep a party's register: those that are agent in one of its agreements."""
    _HOUSES_OF.append(houses_of)
    return houses_of


def is_house(party: Party) -> bool:
    """Whether the party is an escrow agent's house: somebody has, or had, a role there."""
    return bool(Membership.objects.filter(party=party, role__in=HOUSE_ROLES).exists())


def check_scope(houses: Iterable[int], party: Party) -> RuleViolation | None:
    """Why none of these houses keeps the party's register, or None. One that is in no agreement yet is anybody's to prepare."""
    own = set(houses)
    if party.pk is None or party.pk in own:
        return None
    keeping = set().union(*(houses_of(party) for houses_of in _HOUSES_OF))
    if is_house(party) or (keeping and not keeping & own):
        return RuleViolation(
            "another_house",
            f"The register of {party.name} is kept by another house. Ask that house to make the entry.",
        )
    return None
