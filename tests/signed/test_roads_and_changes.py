"""Before a paper is put before its signers the desk says by which road each can sign; and what others changed is told."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from parties.models import User
from tests.desk.helpers import flowing
from tests.portal.world import TODAY, Deal, answer, proven, suspended
from tests.walls.tools import past_the_services
from tranches.models import Instruction
from tranches.selectors.instruction import changed
from tranches.selectors.instruction.roads import (
    NO_CONSENT,
    follows_for,
    roads_of_amendment,
    roads_of_instruction,
)
from tranches.selectors.seen import seen_of
from tranches.services.amendment.amendments import withdraw_amendment
from tranches.services.instruction.instructions import withdraw_instruction
from tranches.services.telling import telling_changes

A, B = "kaixin-holdings", "zhejiang-kaixin-auto"
HOME = reverse("portal:home")


def text_of(deal: Deal, who: str) -> str:
    return flowing(proven(deal.people[who]).get(HOME))


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subjects of what was told, to whatever addresses the register has."""
    subjects: list[str] = []
    monkeypatch.setattr(telling_changes, "tell", lambda _, told, *rest, **more: subjects.append(told.subject))
    return subjects


# --- Roads ------------------------------------------------------------------------------------------


def test_with_consent_and_accounts_each_signer_has_the_portal(deal: Deal) -> None:
    roads = roads_of_instruction(deal.submitted(), TODAY.date())
    assert [(road.party.letter, road.how, road.missing) for road in roads] == [
        ("A", "portal", ""),
        ("B", "portal", ""),
    ]
    assert follows_for(roads) == (
        "For Party A and Party B: it is found in the portal and can be answered there.",
    )


def test_without_consent_each_signer_is_told_of_as_on_paper_only(
    deal: Deal, monkeypatch: pytest.MonkeyPatch
) -> None:
    instruction = deal.submitted()
    monkeypatch.setattr("tranches.selectors.instruction.roads.portal_signing_agreed", lambda _: False)
    roads = roads_of_instruction(instruction, TODAY.date())
    assert {(road.how, road.missing) for road in roads} == {("paper", NO_CONSENT)}
    assert "is signed on paper only" in " ".join(follows_for(roads))
    assert all("Print the paper" in road.todo or "print the paper" in road.todo for road in roads)


def test_who_has_no_account_signs_on_paper(deal: Deal) -> None:
    instruction = deal.submitted()
    with past_the_services(User):
        User.objects.filter(pk=deal.people["b"].pk).update(is_active=False)
    by_letter = {road.party.letter: road for road in roads_of_instruction(instruction, TODAY.date())}
    assert (by_letter["A"].how, by_letter["B"].how) == ("portal", "paper")
    assert "no account" in by_letter["B"].missing


def test_an_amendment_names_the_agent_at_the_desk(deal: Deal) -> None:
    roads = {road.party.letter: road.how for road in roads_of_amendment(deal.amended(), TODAY.date())}
    assert roads["D"] == "desk"
    assert roads["A"] == roads["B"] == roads["C"] == "portal"


# --- What others changed ----------------------------------------------------------------------------


def _approved(deal: Deal) -> Instruction:
    instruction = deal.submitted()
    proven(deal.people["a"]).post(*answer(instruction, part=A))
    proven(deal.people["b"]).post(*answer(instruction, part=B, key="k-2"))
    return instruction


def _revoke(deal: Deal, instruction: Instruction) -> None:
    given = instruction.approvals.get(party__key=A)
    address = reverse("portal:revoke", args=[instruction.public_id, A])
    sent = {"key": "k-3", "reason": "the report is doubtful", "marks": seen_of(given).mark}
    assert proven(deal.people["a"]).post(address, sent).status_code == 302


def test_who_signed_the_same_digest_reads_that_his_approval_is_void_and_what_to_do(
    deal: Deal, mails: list[str]
) -> None:
    instruction = _approved(deal)
    assert "Changed by others" not in text_of(deal, "b")
    _revoke(deal, instruction)
    shown = text_of(deal, "b")
    assert "Changed by others" in shown
    assert "the report is doubtful" in shown
    assert "Your approval over this digest is void" in shown
    assert "Your approval over this digest is void" not in text_of(deal, "a"), "his own act is no news to him"
    assert any("an approval no longer stands" in each for each in mails)


def test_once_answered_again_it_is_no_news(deal: Deal, clock: time_machine.Coordinates) -> None:
    instruction = _approved(deal)
    _revoke(deal, instruction)
    clock.shift(60)
    assert proven(deal.people["b"]).post(*answer(instruction, part=B, key="k-9")).status_code == 302
    assert "Your approval over this digest is void" not in text_of(deal, "b")


def test_a_withdrawn_instruction_is_told_with_its_reason(deal: Deal, mails: list[str]) -> None:
    instruction = deal.submitted()
    withdraw_instruction(
        instruction=instruction, reason="a wrong account", actor=deal.actor("clerk"), now=TODAY
    )
    for who in ("a", "b"):
        assert "a wrong account" in text_of(deal, who)
        assert "Nothing of it is to be signed any more" in text_of(deal, who)
    assert any("was withdrawn" in each for each in mails)


def test_a_rejection_is_told_to_the_other(deal: Deal, mails: list[str]) -> None:
    instruction = deal.submitted()
    proven(deal.people["a"]).post(*answer(instruction, part=A, answer="reject", reason="not our figure"))
    assert "not our figure" in text_of(deal, "b")
    assert any("was rejected" in each for each in mails)


def test_a_withdrawn_amendment_and_a_hold_are_told(deal: Deal, mails: list[str]) -> None:
    amendment = deal.amended()
    withdraw_amendment(amendment=amendment, reason="the target stays", actor=deal.actor("clerk"), now=TODAY)
    suspended(deal)
    shown = text_of(deal, "seller")
    assert "the target stays" in shown
    assert "Shares of tranche 1 are held back" in shown
    assert any("a hold stands" in each for each in mails)


def test_without_the_table_of_kinds_nobody_would_be_told(deal: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(changed, "KINDS", {})
    _revoke(deal, _approved(deal))
    assert "Your approval over this digest is void" not in text_of(deal, "b")
