"""Nothing goes to an outsider before the written consent of the other parties is on file (SPA 9.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from documents.models import Document, Event
from tests import worlds
from tests.unchanged import refused
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World, pdf
from tranches.notices.models import Disclosure, DisclosureConsent, DisclosureMade
from tranches.notices.services.disclosures import (
    make_disclosure,
    propose_disclosure,
    record_disclosure_consent,
)

STAGE = worlds.funded


def papers(world: World) -> list[Document]:
    return list(Document.objects.filter(binder=world.agreement.binder).order_by("pk")[:2])


def propose(world: World, **changes: Any) -> Disclosure:
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "outsider": "Bank of the East",
        "purpose": "A loan to the seller.",
        "documents": papers(world),
        **world.as_("clerk1"),
    }
    return propose_disclosure(**(arguments | changes))


def consent(world: World, disclosure: Disclosure, letter: str, **changes: Any) -> DisclosureConsent:
    arguments: dict[str, Any] = {
        "disclosure": Disclosure.objects.get(pk=disclosure.pk),
        "consenting": world.part(letter),
        "dated_on": world.today(),
        "paper": pdf(f"consent of {letter}"),
        **world.as_("clerk1"),
    }
    return record_disclosure_consent(**(arguments | changes))


def make(world: World, disclosure: Disclosure, **changes: Any) -> DisclosureMade:
    arguments: dict[str, Any] = {
        "disclosure": Disclosure.objects.get(pk=disclosure.pk),
        "made_on": world.today(),
        "how": "by hand",
        **world.as_("clerk2"),
    }
    return make_disclosure(**(arguments | changes))


def disclosed(world: World) -> DisclosureMade:
    """A disclosure with every consent, made."""
    disclosure = propose(world)
    for letter in "ABC":
        consent(world, disclosure, letter)
    return make(world, disclosure)


def test_disclosure_is_made_once_every_other_party_has_consented(world: World) -> None:
    disclosure = propose(world)
    for letter in "ABC":
        with refused("consent_missing"):
            make(world, disclosure)
        consent(world, disclosure, letter)
    made = make(world, disclosure)
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert (event.kind, event.facts["outsider"], len(event.documents)) == (
        "disclosure.made",
        "Bank of the East",
        2,
    )
    with refused("already_made"):
        make(world, made.disclosure)
    with refused("already_made"):
        consent(world, made.disclosure, "A")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outsider": " "}, "missing"),
        ({"purpose": ""}, "missing"),
        ({"documents": []}, "no_documents"),
        ({"outsider": "fangle lai"}, "not_an_outsider"),
        ({"outsider": "x" * 201}, "too_long"),
    ],
)
def test_disclosure_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    with refused(code):
        propose(world, **changes)


def test_document_of_another_binder_is_refused(world: World) -> None:
    other = Document.objects.exclude(binder=world.agreement.binder).first()
    assert other is not None
    with refused("document_of_another"):
        propose(world, documents=[other])


def test_consents_that_cannot_be_are_refused(world: World) -> None:
    disclosure = propose(world)
    with refused("consent_not_needed"):
        consent(world, disclosure, "D")
    with refused("future_date"):
        consent(world, disclosure, "A", dated_on=world.today() + timedelta(days=1))
    with refused("dates_out_of_order"):
        consent(world, disclosure, "A", dated_on=world.today() - timedelta(days=1))
    consent(world, disclosure, "A")
    with refused("already_consented"):
        consent(world, disclosure, "A")


def test_disclosure_is_not_dated_before_its_consents(world: World) -> None:
    disclosure = propose(world)
    world.later(days=2)
    for letter in "ABC":
        consent(world, disclosure, letter)
    with refused("consent_later"):
        make(world, disclosure, made_on=world.today() - timedelta(days=1))
    with refused("future_date"):
        make(world, disclosure, made_on=world.today() + timedelta(days=1))


def test_double_click_proposes_one_disclosure(world: World) -> None:
    assert propose(world, key="once") == propose(world, key="once")
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize("who", ["officer_a", "seller", "compliance"])
def test_parties_and_compliance_disclose_nothing_here(world: World, who: str) -> None:
    with refused("not_permitted"):
        propose(world, **world.as_(who))


def test_walls_let_nothing_out_without_every_consent(world: World) -> None:
    disclosure = propose(world)
    consent(world, disclosure, "A")
    values = {
        "disclosure": disclosure,
        "made_on": world.today(),
        "how": "x",
        "person": world.users["clerk1"].person,
        "recorded_at": world.now,
    }
    with refused_by_database("without the consent"):
        DisclosureMade.objects.create(**values)
    with without_walls("wall_disclosure_consented"):
        assert DisclosureMade.objects.create(**values).pk
