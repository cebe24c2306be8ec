"""Approve, reject, take back: what the officers do, and what is refused."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from parties.models import Signatory
from tests.desk.helpers import flowing
from tests.portal.world import PASSWORD, Deal, answer, build, give_role, prove, proven, sign_in
from tests.walls.tools import past_the_services
from tranches.models import Approval, Instruction
from tranches.selectors.seen import seen_of

A, B = "kaixin-holdings", "zhejiang-kaixin-auto"


def page_of(instruction: Instruction) -> str:
    return reverse("portal:instruction", args=[instruction.public_id])


def stand(instruction: Instruction) -> tuple[str, int]:
    instruction.refresh_from_db()
    return instruction.state, Approval.objects.filter(instruction=instruction).count()


def test_two_officers_approve_and_the_tranche_is_instructed(deal: Deal) -> None:
    instruction = deal.submitted()
    first = proven(deal.people["a"])
    assert first.post(*answer(instruction, part=A)).status_code == 302
    assert stand(instruction) == ("submitted", 1)
    second = proven(deal.people["b"])
    response = second.post(*answer(instruction, part=B, key="k-2"), follow=True)
    assert "You approved JWI-1" in flowing(response)
    assert stand(instruction) == ("approved", 2)
    assert deal.tranche().state == "instructed"


def test_an_approval_records_who_proved_himself_how_and_when(deal: Deal) -> None:
    instruction = deal.submitted()
    proven(deal.people["a"]).post(*answer(instruction, part=A))
    approval = instruction.approvals.get()
    assert approval.person == deal.people["a"].person
    assert approval.factor == "password at 2026-12-21T02:00:00Z"
    assert approval.digest == instruction.digest
    assert "3,000,000 shares for Party A" in approval.meaning


def test_a_rejection_needs_a_reason_and_then_ends_the_instruction(deal: Deal) -> None:
    instruction = deal.submitted()
    client = proven(deal.people["a"])
    refused = client.post(*answer(instruction, answer="reject", part=A))
    assert refused.status_code == 422
    assert "Say why you reject" in flowing(refused)
    assert stand(instruction) == ("submitted", 0)
    assert (
        client.post(*answer(instruction, answer="reject", part=A, reason="not our figure")).status_code == 302
    )
    assert stand(instruction) == ("rejected", 1)
    assert deal.tranche().state == "report_received"


def test_a_difference_is_acknowledged_by_its_sentence_or_nothing_is_recorded(deal: Deal) -> None:
    instruction = deal.submitted(shares=2_999_999)
    client = proven(deal.people["a"])
    shown = flowing(client.get(page_of(instruction)))
    assert "1 share fewer" in shown
    assert "the parties agreed so" in shown
    refused = client.post(*answer(instruction, part=A))
    assert refused.status_code == 422
    assert "Tick the sentence about the difference" in flowing(refused)
    assert stand(instruction) == ("submitted", 0)
    assert client.post(*answer(instruction, part=A, difference="-1")).status_code == 302
    assert instruction.approvals.get().acknowledged_difference == -1


def test_another_difference_than_the_one_shown_is_refused(deal: Deal) -> None:
    instruction = deal.submitted(shares=2_999_999)
    refused = proven(deal.people["a"]).post(*answer(instruction, part=A, difference="-2"))
    assert refused.status_code == 409
    assert stand(instruction) == ("submitted", 0)


def test_another_digest_than_the_instructions_is_refused_with_the_sentence(deal: Deal) -> None:
    instruction = deal.submitted()
    address, values = answer(instruction, part=A)
    refused = proven(deal.people["a"]).post(address, values | {"seen_digest": "0" * 64})
    assert refused.status_code == 409
    text = flowing(refused)
    assert "The instruction is not the one you read" in text
    assert "Your answer was not recorded" in text
    assert "<title>Error: " in text
    assert stand(instruction) == ("submitted", 0)


def test_the_page_shows_what_is_signed_as_the_desk_does_and_takes_no_answer_to_anything_else(
    deal: Deal,
) -> None:
    instruction = deal.submitted()
    client, seen = proven(deal.people["a"]), seen_of(instruction)
    shown = flowing(client.get(page_of(instruction)))
    assert f'data-digest="{seen.digest}"' in shown
    assert f'value="{seen.mark}"' in shown
    address, values = answer(instruction, part=A)
    refused = client.post(address, values | {"marks": seen.mark[:-1] + "x"})
    assert refused.status_code == 409
    assert "This changed while you looked" in flowing(refused)
    assert stand(instruction) == ("submitted", 0)
    assert client.post(address, values | {"marks": seen.mark}).status_code == 302


def test_an_approval_can_be_taken_back_until_authorisation(deal: Deal) -> None:
    instruction = deal.submitted()
    proven(deal.people["a"]).post(*answer(instruction, part=A))
    client = proven(deal.people["b"])
    client.post(*answer(instruction, part=B, key="k-2"))
    assert stand(instruction) == ("approved", 2)
    address = reverse("portal:revoke", args=[instruction.public_id, B])
    mark = seen_of(instruction.approvals.get(party__key=B)).mark
    assert client.post(address, {"key": "k-3", "reason": "", "marks": mark}).status_code == 422
    assert stand(instruction) == ("approved", 2)
    assert (
        client.post(address, {"key": "k-3", "reason": "the report is doubtful", "marks": mark}).status_code
        == 302
    )
    assert stand(instruction) == ("submitted", 2)
    assert deal.tranche().state == "report_received"
    assert "waits for Person b" in flowing(client.get(page_of(instruction)))


def test_an_officer_cannot_take_back_the_other_partys_approval(deal: Deal) -> None:
    instruction = deal.submitted()
    proven(deal.people["a"]).post(*answer(instruction, part=A))
    address = reverse("portal:revoke", args=[instruction.public_id, A])
    refused = proven(deal.people["b"]).post(
        address, {"key": "k-3", "reason": "no", "marks": seen_of(instruction).mark}
    )
    assert refused.status_code == 409
    assert not hasattr(instruction.approvals.get(), "revocation")


def test_the_same_form_sent_twice_is_one_approval(deal: Deal) -> None:
    instruction = deal.submitted()
    client = proven(deal.people["a"])
    for _ in range(2):
        assert client.post(*answer(instruction, part=A)).status_code == 302
    assert stand(instruction) == ("submitted", 1)


def test_an_officer_without_authority_today_sees_everything_and_who_may_sign(deal: Deal) -> None:
    instruction = deal.submitted()
    client = proven(deal.people["a2"])
    text = flowing(client.get(page_of(instruction)))
    assert "Nothing to sign for you today" in text
    assert "may sign today: Person a." in text
    assert 'name="answer"' not in text
    assert client.post(*answer(instruction, part=A)).status_code == 409
    assert stand(instruction) == ("submitted", 0)


def test_authority_that_ended_yesterday_signs_nothing(deal: Deal) -> None:
    instruction = deal.submitted()
    client = proven(deal.people["a"])
    assert 'name="answer"' in flowing(client.get(page_of(instruction)))
    with past_the_services(Signatory):
        Signatory.objects.filter(person=deal.people["a"].person).update(ends_on="2026-12-20")
    assert 'name="answer"' not in flowing(client.get(page_of(instruction)))
    assert client.post(*answer(instruction, part=A)).status_code == 409
    assert stand(instruction) == ("submitted", 0)


def test_one_person_with_authority_for_two_signs_once_for_each(deal: Deal) -> None:
    give_role(deal, "a", "purchaser", signs=True)
    instruction = deal.submitted()
    client = proven(deal.people["a"])
    shown = flowing(client.get(page_of(instruction)))
    assert "For which party do you sign?" in shown
    assert client.post(*answer(instruction, part=A)).status_code == 302
    assert stand(instruction) == ("submitted", 1)
    assert "For which party do you sign?" not in flowing(client.get(page_of(instruction)))
    assert client.post(*answer(instruction, part=B, key="k-2")).status_code == 302
    assert stand(instruction) == ("approved", 2)
    assert "One person, Person a, signed for several parties" in flowing(client.get(page_of(instruction)))


def test_without_the_parties_consent_the_portal_takes_no_approval(db: None, clock: object) -> None:
    deal = build(consent=False)
    instruction = deal.submitted()
    client = proven(deal.people["a"])
    text = flowing(client.get(page_of(instruction)))
    assert "Sign on paper" in text
    assert 'name="answer"' not in text
    refused = client.post(*answer(instruction, part=A))
    assert refused.status_code == 409
    assert "consent to signing in the portal is not on file" in flowing(refused)
    assert stand(instruction) == ("submitted", 0)


def test_the_seller_reads_the_instruction_and_cannot_approve_it(deal: Deal) -> None:
    instruction = deal.submitted()
    client = proven(deal.people["seller"])
    text = flowing(client.get(page_of(instruction)))
    assert "3,000,000" in text
    assert 'name="answer"' not in text
    assert client.post(*answer(instruction, part=A)).status_code == 409
    assert stand(instruction) == ("submitted", 0)


# --- Who it is, once more ------------------------------------------------------------------------


def test_signing_in_is_not_proof_enough_and_the_answer_resumes_after_it(deal: Deal) -> None:
    instruction = deal.submitted()
    client = sign_in(deal.people["a"])
    address, values = answer(instruction, part=A)
    asked = client.post(address, values)
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert stand(instruction) == ("submitted", 0)
    resumed = prove(client, onwards=address)
    assert resumed.status_code == 302
    assert resumed.url == page_of(instruction)
    assert stand(instruction) == ("submitted", 1)


def test_a_wrong_password_records_nothing(deal: Deal) -> None:
    instruction = deal.submitted()
    client = sign_in(deal.people["a"])
    address, values = answer(instruction, part=A)
    client.post(address, values)
    refused = client.post(reverse("account_reauthenticate"), {"password": "guess", "next": address})
    assert refused.status_code == 200
    assert "Nothing was recorded" in flowing(refused)
    assert stand(instruction) == ("submitted", 0)


@pytest.mark.parametrize(("seconds", "asked"), [(299, False), (301, True)])
def test_the_proof_lasts_five_minutes(
    deal: Deal, clock: time_machine.Coordinates, seconds: int, asked: bool
) -> None:
    instruction = deal.submitted()
    client = proven(deal.people["a"])
    clock.shift(seconds)
    response = client.post(*answer(instruction, part=A))
    assert response.url.startswith(reverse("account_reauthenticate")) is asked
    assert stand(instruction) == ("submitted", 0 if asked else 1)


def test_an_address_of_an_answer_opened_by_hand_leads_to_the_instruction(deal: Deal) -> None:
    instruction = deal.submitted()
    address, _ = answer(instruction, part=A)
    assert proven(deal.people["a"]).get(address).url == page_of(instruction)


def test_signing_in_by_name_and_password_leads_to_the_portal(deal: Deal, client) -> None:
    response = client.post(reverse("account_login"), {"login": "a", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("portal:home")
    assert "Nothing waits for you" in flowing(response)
