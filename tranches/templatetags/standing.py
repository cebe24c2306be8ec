"""What a page asks about the standing of something it names, in one query."""

from django import template

from tranches.models import Instruction
from tranches.selectors.register_changes import AccountStanding, account_standing

register = template.Library()


@register.simple_tag
def account_of(instruction: Instruction) -> AccountStanding | None:
    """The account an instruction names, since when it has stood, and whether that is since the last release."""
    return account_standing(instruction)
