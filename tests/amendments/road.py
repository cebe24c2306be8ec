"""The road of an amendment, step by step, by the same services that the doors call."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests import worlds
from tests.worlds import World, pdf
from tranches.models import Amendment, AmendmentAnswer, AmendmentPaperSignature
from tranches.selectors.terms import forget_terms, terms_of
from tranches.services.amendment.amendment_signatures import (
    check_amendment_signature,
    file_amendment_signature,
    reject_amendment,
    sign_amendment,
    sign_amendment_for_agent,
)
from tranches.services.amendment.amendments import prepare_amendment, submit_amendment
from tranches.services.amendment.amendments_in_force import bring_amendment_into_force
from tranches.terms.agreement_terms import AgreementTerms, PartyTerms
from tranches.terms.deal.amending import Edits, edited
from tranches.verification import findings

NOMINEE = PartyTerms(
    key="harbour-nominees",
    letter="",
    part="recipient",
    kind="company",
    name="Harbour Nominees Ltd.",
    name_zh="",
    jurisdiction="British Virgin Islands",
    registration="BVI 1",
    address="1 Quay Street",
    recipient=True,
)
SIGNERS = (("officer_a", "A"), ("officer_b", "B"), ("seller", "C"))


def changed(world: World, **edits: Any) -> AgreementTerms:
    """The terms in force with single terms changed."""
    return edited(terms_of(world.agreement), Edits(**edits))


def lower_target(world: World, number: int = 2, target: int = 700_000_000) -> AgreementTerms:
    return changed(world, tranches={number: {"target": Fraction(target)}})


def prepare(world: World, terms: AgreementTerms | None = None, **changes: Any) -> Amendment:
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "terms": terms or lower_target(world),
        "effective_on": world.today(),
        "reason": "The parties lower the target of a year.",
        **world.as_("clerk1"),
    }
    return prepare_amendment(**(arguments | changes))


def submit(world: World, amendment: Amendment) -> Amendment:
    return submit_amendment(amendment=amendment, **world.as_("clerk1"))


def sign(world: World, amendment: Amendment, who: str, letter: str, **changes: Any) -> AmendmentAnswer:
    arguments: dict[str, Any] = {"party": world.part(letter), "seen_digest": amendment.digest}
    return sign_amendment(amendment=amendment, **(arguments | changes), **world.as_(who))


def sign_for_agent(world: World, amendment: Amendment, who: str = "supervisor") -> AmendmentAnswer:
    return sign_amendment_for_agent(amendment=amendment, seen_digest=amendment.digest, **world.as_(who))


def reject(
    world: World, amendment: Amendment, who: str, letter: str, reason: str = "Too low."
) -> AmendmentAnswer:
    return reject_amendment(
        amendment=amendment,
        party=world.part(letter),
        seen_digest=amendment.digest,
        reason=reason,
        **world.as_(who),
    )


def filed(
    world: World, amendment: Amendment, who: str = "seller", letter: str = "C", **changes: Any
) -> AmendmentPaperSignature:
    person = world.users[who].person
    arguments: dict[str, Any] = {
        "amendment": amendment,
        "party": world.part(letter),
        "person": person,
        "signed_on": world.today(),
        "received_on": world.today(),
        "seen_digest": amendment.digest,
        "paper": pdf(f"signed by {who}"),
        **world.as_("clerk1"),
    }
    return file_amendment_signature(**(arguments | changes))


def check(world: World, signature: AmendmentPaperSignature, who: str = "clerk2") -> AmendmentAnswer:
    return check_amendment_signature(signature=signature, **world.as_(who))


def signed(world: World, terms: AgreementTerms | None = None, **changes: Any) -> Amendment:
    """Prepared, put before the parties, and signed by all four."""
    amendment = submit(world, prepare(world, terms, **changes))
    for who, letter in SIGNERS:
        sign(world, amendment, who, letter)
    sign_for_agent(world, amendment)
    amendment.refresh_from_db()
    return amendment


def bring(world: World, amendment: Amendment, who: str = "clerk1") -> Amendment:
    found = bring_amendment_into_force(amendment=amendment, **world.as_(who))
    forget_terms(world.agreement)
    return found


def in_force(world: World, terms: AgreementTerms | None = None, **changes: Any) -> Amendment:
    return bring(world, signed(world, terms, **changes))


def funded() -> World:
    return worlds.funded()


def day(text: str) -> date:
    return date.fromisoformat(text)


def wrong(world: World) -> list[tuple[str, str]]:
    """What `verify` finds, but for the files: a stage's vault is gone when its tests run."""
    return [finding for finding in findings([world.agreement]) if not finding[0].startswith("I7")]
