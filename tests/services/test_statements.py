"""The statement of the escrow account (EA 1.2, 2), and what every act has in common."""

import pytest

from tests import worlds
from tests.unchanged import refused
from tests.worlds import World
from tranches.services.agreement.agreements import record_portal_consent
from tranches.statements.services import make_statement

STAGE = worlds.released


@pytest.mark.parametrize(
    ("who", "letter"),
    [
        ("clerk1", None),
        ("supervisor", None),
        ("compliance", None),
        ("seller", "C"),
        ("officer_a", "A"),
        ("officer_b", "B"),
    ],
)
def test_the_agent_and_each_party_can_have_a_statement(world: World, who: str, letter: str | None) -> None:
    party = world.part(letter) if letter else None
    made = make_statement(agreement=world.agreement, party=party, **world.as_(who))
    assert (made.kind, made.reference) == ("statement", "KX-2025/S-1")
    again = make_statement(agreement=world.agreement, party=party, **world.as_(who))
    assert again.reference == "KX-2025/S-2"


@pytest.mark.parametrize(("who", "letter"), [("officer_a", "B"), ("seller", "A"), ("officer_a", None)])
def test_nobody_has_a_statement_in_anothers_name(world: World, who: str, letter: str | None) -> None:
    with refused("not_permitted"):
        make_statement(
            agreement=world.agreement, party=world.part(letter) if letter else None, **world.as_(who)
        )


def test_an_act_takes_named_arguments_only(world: World) -> None:
    with pytest.raises(TypeError, match=r"named arguments|positional argument"):
        record_portal_consent(world.agreement)  # type: ignore[misc, call-arg]


def test_an_argument_without_a_plain_form_is_a_mistake_of_ours(world: World) -> None:
    with pytest.raises(TypeError, match="no argument of an act"):
        make_statement(agreement=world.agreement, party=object(), **world.as_("clerk1"))  # type: ignore[arg-type]
