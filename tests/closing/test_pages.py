"""The end of an agreement by its pages: every act by its form, and the seller sees notice and closing statement."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import worlds
from tests.closing import road
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE, agreement_act, confirmed, done, fill, page, paper, refused, standing
from tranches.models import Account, Closing, InstructionState
from tranches.selectors.ledger.balances import balances

pytestmark = pytest.mark.django_db


def agreement_page(client: Client, world: worlds.World) -> str:
    answer = client.get(reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,)))
    text = page(answer)
    assert answer.status_code == 200, text
    assert not INLINE.search(text)
    return text


def portal_page(client: Client, world: worlds.World) -> str:
    answer = client.get(reverse("portal:agreement", args=(world.agreement.reference,)))
    assert answer.status_code == 200, page(answer)
    return page(answer)


def approve(client: Client, world: worlds.World, part: str) -> None:
    instruction = world.instruction()
    shown = page(client.get(reverse("portal:instruction", args=(instruction.public_id,))))
    assert "Approve the return of" in shown
    assert "for cancellation" in shown
    values = {"key": f"k-{part}", "seen_digest": instruction.digest, "part": part, "answer": "approve"}
    done(client.post(reverse("portal:answer", args=(instruction.public_id,)), values))


def test_the_end_is_walked_by_the_forms_of_the_desk_and_the_portal(enter: Enter) -> None:
    world = road.settled()
    clerk, second, seller = enter("clerk1"), enter("clerk2"), enter("seller")
    assert "Prepare the return of the kept shares" in page(clerk.get(reverse("admin:index")))
    assert "expired on <strong>18 December 2027" in agreement_page(clerk, world)
    done(fill(clerk, agreement_act(world, "prepare_return")))
    assert "Kept shares are to go back" not in portal_page(seller, world)
    done(fill(clerk, agreement_act(world, "submit_instruction")))
    done(fill(clerk, agreement_act(world, "notify_return"), how="courier 7"))
    text = portal_page(seller, world)
    assert "Kept shares are to go back to the issuer" in text
    assert "Notice of return" in text
    approve(enter("officer_a"), world, "kaixin-holdings")
    approve(enter("officer_b"), world, "zhejiang-kaixin-auto")
    assert "you may be the first person" in page(second.get(reverse("admin:index")))
    for client in (second, enter("supervisor")):
        done(fill(client, agreement_act(world, "authorise_return"), read="on"))
    assert balances(world.agreement).total(Account.RESERVED_RETURN) == sum(road.KEPT.values())
    done(fill(clerk, agreement_act(world, "send_release"), how="courier 8"))
    done(fill(clerk, agreement_act(world, "record_confirmation"), reference="TA-9"))
    assert world.instruction().state == InstructionState.EXECUTED
    assert "confirmation of their cancellation is missing" in agreement_page(clerk, world)
    done(
        fill(clerk, agreement_act(world, "record_cancellation"), reference="REG-9", paper=paper("cancelled"))
    )
    assert "Close the agreement" in page(clerk.get(reverse("admin:index")))
    done(fill(enter("supervisor"), agreement_act(world, "close_agreement"), sure="on"))
    assert Closing.objects.filter(agreement=world.agreement).exists()
    assert "closed on" in agreement_page(clerk, world)
    assert "Closing statement" in portal_page(seller, world)
    done(fill(clerk, agreement_act(world, "make_statement")))


def test_before_its_end_the_page_says_what_is_open_and_offers_nothing(enter: Enter) -> None:
    world = worlds.released(is_simulation=True)
    text = agreement_page(enter("clerk1"), world)
    assert "Tranche 2 is not settled: it is pending, and its report is open." in text
    assert "Not expired" in text
    assert "Put the instruction before the signers" not in text
    before = standing()
    answer = enter("clerk1").post(agreement_act(world, "prepare_return"), {"key": "k"})
    refused(answer, "Nothing can be returned yet. Tranche 2 is not settled", before)


def test_a_closed_agreement_refuses_an_act_by_its_form_with_a_sentence(enter: Enter) -> None:
    world = road.closed()
    before = standing()
    values = {"key": "k", "shares": "1", "deposited_on": "2028-01-10", "reference": "TA-X"}
    client, url = enter("clerk1"), agreement_act(world, "record_deposit")
    answer = confirmed(client, url, client.post(url, values))
    refused(answer, "is closed since 10 January 2028", before)
    text = agreement_page(enter("clerk1"), world)
    assert text.count("KX-2025 is closed since") == 1  # said once, not beside each act that is over
    assert "Record a deposit" not in text
