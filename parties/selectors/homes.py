"""In whose binder a person and his account are told: there, and nowhere else, stand the rows of their entries."""

from documents.errors import RuleViolation
from parties.models import Party, Person, User


def home_of(person: Person) -> Party:
    """The party in whose binder the person was registered: there his entries are told."""
    if person.entry is None:
        raise RuleViolation(
            "not_of_the_register",
            f"{person} came on the register past its entries, so nothing rests on this person. Ask the operator to run "
            "manage.py open_registers, then enter it again.",
        )
    return Party.objects.select_related("binder").get(binder=person.entry.binder_id)


def home_of_account(user: User) -> Party:
    if user.entry is None:
        raise RuleViolation(
            "not_of_the_register",
            f"The account “{user.username}” was made past the register and opens no door. Open one for the person here.",
        )
    return Party.objects.select_related("binder").get(binder=user.entry.binder_id)
