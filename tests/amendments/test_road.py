"""An amendment from its draft to the version in force: all four parties, one digest, the version of the terms it makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from documents.models import Event
from parties.services.signatories import end_signatory
from tests.amendments import road
from tests.unchanged import refused
from tests.worlds import World, pdf
from tranches.models import Amendment, AmendmentAnswer, TermsVersion
from tranches.selectors.amendment.amendments import difference, missing_signatures, signers_of, versions_of
from tranches.selectors.terms import terms_of, version_of
from tranches.services.amendment.amendments import withdraw_amendment

STAGE = road.funded


def test_amendment_signed_by_all_four_parties_comes_into_force_as_another_version(world: World) -> None:
    amendment = road.signed(world)
    assert amendment.state == "signed"
    assert amendment.executed_paper is not None
    assert version_of(world.agreement).number == 1
    road.bring(world, amendment)
    amendment.refresh_from_db()
    version = version_of(world.agreement)
    assert (amendment.state, version.number, amendment.version) == ("in_force", 2, version)
    assert version.effective_on == amendment.effective_on
    assert version.digest == amendment.terms_digest
    assert version.document == amendment.executed_paper
    assert terms_of(world.agreement).tranche(2).target == 700_000_000
    kinds = list(Event.objects.filter(binder=world.agreement.binder).values_list("kind", flat=True))
    assert kinds.count("amendment.signed") == 4
    assert kinds[-2:] == ["terms.recorded", "amendment.in_force"]
    assert road.wrong(world) == []


def test_the_first_version_stays_and_the_two_are_told_apart_term_by_term(world: World) -> None:
    road.in_force(world)
    newer, older = versions_of(world.agreement)
    (change,) = difference(older, newer)
    assert (change.label, change.was, change.now) == (
        "Tranche 2, target",
        "RMB 732,000,000 (CNY)",
        "RMB 700,000,000 (CNY)",
    )
    assert change.clause == "SPA 4.1"
    day = newer.effective_on
    assert version_of(world.agreement, day - timedelta(days=1)) == older
    assert version_of(world.agreement, day) == newer


def test_each_party_is_missing_until_it_has_signed(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    assert [party.letter for party in missing_signatures(amendment)] == ["A", "B", "C", "D"]
    for who, letter in road.SIGNERS:
        road.sign(world, amendment, who, letter)
        amendment.refresh_from_db()
        assert amendment.state == "submitted"
    (agent,) = [signer for signer in signers_of(amendment, world.today()) if not signer.has_signed]
    assert (agent.party.letter, agent.who) == ("D", "Supervisor or Supervisor2")
    with refused("not_signed_by_all"):
        road.bring(world, amendment)


def test_signature_on_paper_counts_once_a_second_person_checked_it(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    signature = road.filed(world, amendment)
    assert AmendmentAnswer.objects.count() == 0
    with refused("needs_second_person"):
        road.check(world, signature, "clerk1")
    answer = road.check(world, signature)
    assert (answer.party.letter, answer.via) == ("C", "paper")
    with refused("already_checked"):
        road.check(world, signature)
    with refused("already_signed"):
        road.sign(world, amendment, "seller", "C")


def test_amendment_takes_effect_on_its_day_and_not_before(world: World) -> None:
    later = world.today() + timedelta(days=10)
    amendment = road.signed(world, effective_on=later)
    with refused("not_yet_effective"):
        road.bring(world, amendment)
    assert terms_of(world.agreement).tranche(2).target == 732_000_000
    world.later(days=12)
    road.bring(world, amendment)
    assert version_of(world.agreement).effective_on == later
    assert Amendment.objects.get(pk=amendment.pk).state == "in_force"


def test_rejection_by_one_party_ends_it_and_another_can_be_prepared(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    road.sign(world, amendment, "officer_a", "A")
    road.reject(world, amendment, "seller", "C")
    amendment.refresh_from_db()
    assert amendment.state == "rejected"
    with refused("not_open_for_signing"):
        road.sign(world, amendment, "officer_b", "B")
    assert str(road.prepare(world)) == "AM-2"


def test_party_that_has_signed_may_still_reject_until_all_have(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    road.sign(world, amendment, "officer_a", "A")
    road.reject(world, amendment, "officer_a", "A")
    assert Amendment.objects.get(pk=amendment.pk).state == "rejected"


def test_withdrawal_needs_the_parties_paper_once_all_have_signed(world: World) -> None:
    amendment = road.signed(world)
    with refused("withdrawal_without_paper"):
        withdraw_amendment(amendment=amendment, reason="too late", **world.as_("clerk1"))
    withdraw_amendment(amendment=amendment, reason="too late", paper=pdf("taken back"), **world.as_("clerk1"))
    assert Amendment.objects.get(pk=amendment.pk).state == "withdrawn"
    with refused("not_signed_by_all"):
        road.bring(world, Amendment.objects.get(pk=amendment.pk))


def test_double_click_signs_and_brings_into_force_once(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    first = road.sign(world, amendment, "officer_a", "A", key="k1")
    assert road.sign(world, amendment, "officer_a", "A", key="k1") == first
    with refused("already_signed"):
        road.sign(world, amendment, "officer_a", "A", key="k2")
    assert AmendmentAnswer.objects.count() == 1


BAD = {
    "dates before today": ("reaches_back", {"effective_on": date(2025, 12, 14)}),
    "no reason": ("missing", {"reason": "  "}),
    "a long reason": ("reason_too_long", {"reason": "x" * 901}),
}


@pytest.mark.parametrize("case", BAD)
def test_draft_that_cannot_be_is_refused_with_a_sentence(world: World, case: str) -> None:
    code, changes = BAD[case]
    terms = road.lower_target(world)
    with refused(code):
        road.prepare(world, terms, **changes)


def test_terms_that_this_desk_does_not_follow_are_refused_as_at_loading(world: World) -> None:
    terms = terms_of(world.agreement)
    both = tuple(replace(party, recipient=party.letter in ("B", "C")) for party in terms.parties)
    terms = replace(terms, parties=both)
    with refused("one_recipient"):
        road.prepare(world, terms)


def test_same_terms_again_are_refused(world: World) -> None:
    with refused("nothing_changed"):
        road.prepare(world, terms_of(world.agreement))


def test_one_amendment_at_a_time(world: World) -> None:
    road.prepare(world)
    terms = road.lower_target(world, 3)
    with refused("amendment_open"):
        road.prepare(world, terms)


def test_who_may_not_bind_a_party_signs_nothing(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    with refused("not_permitted"):
        road.sign(world, amendment, "officer_a", "B")
    with refused("not_permitted"):
        road.sign_for_agent(world, amendment, "clerk2")
    with refused("digest_moved"):
        road.sign(world, amendment, "officer_a", "A", seen_digest="0" * 64)
    authority = world.users["officer_a"].person.signatory_of.get()  # type: ignore[union-attr]
    end_signatory(signatory=authority, ends_on=world.today(), reason="left", **world.as_("supervisor"))
    world.later(days=1)
    with refused("no_authority"):
        road.sign(world, amendment, "officer_a", "A")


def test_supervisor_who_prepared_it_does_not_sign_it(world: World) -> None:
    amendment = road.submit(world, road.prepare(world, **world.as_("supervisor")))
    with refused("own_preparation"):
        road.sign_for_agent(world, amendment)


def test_papers_out_of_order_are_refused(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    before, after = world.today() - timedelta(days=1), world.today() + timedelta(days=1)
    with refused("signed_too_early"):
        road.filed(world, amendment, signed_on=before)
    with refused("future_date"):
        road.filed(world, amendment, received_on=after)
    with refused("dates_out_of_order"):
        road.filed(world, amendment, signed_on=after)
    assert TermsVersion.objects.count() == 1


def test_draft_is_signed_by_nobody(world: World) -> None:
    amendment = road.prepare(world)
    with refused("not_open_for_signing"):
        road.sign(world, amendment, "officer_a", "A")
    assert Fraction(terms_of(world.agreement).tranche(2).target) == 732_000_000
