"""Fees, costs and late release at the desk: every act through its form, and what the pages say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import (
    INLINE,
    act_page,
    agreement_act,
    done,
    fill,
    flowing,
    paper,
    refused,
    standing,
    tranche_page,
)
from tests.money.test_penalties import DUE
from tests.worlds import World
from tranches.money.models import ClosingPrice, FeePayment, PenaltyStatement, ReleaseCost

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]


def agreement_page(world: World) -> str:
    return reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,))


def test_fee_walks_from_entry_to_payment_and_the_open_question_stands_on_the_page(
    enter: Enter, clock: Stand
) -> None:
    world = worlds.funded()
    clock(world.now)
    client = enter("clerk1")
    text = flowing(client.get(agreement_page(world)))
    assert "Who pays the fee?" in text
    assert "1 fee year due and not entered yet" in text
    assert not INLINE.search(text)
    done(fill(client, agreement_act(world, "raise_fees")))
    text = flowing(client.get(agreement_act(world, "issue_fee_invoice")))
    assert "who pays is not decided" in text
    done(
        fill(
            client,
            agreement_act(world, "settle_fee_payer"),
            payer=str(world.part("A").pk),
            paper=paper("answer"),
        )
    )
    done(fill(client, agreement_act(world, "issue_fee_invoice")))
    url = agreement_act(world, "record_fee_payment")
    refused(fill(client, url, amount="5000", currency="CNY"), "This is in USD", standing())
    refused(fill(client, url, amount="5000.01"), "USD 5,000.00 are open", standing())
    done(fill(client, url, amount="2000", reference="bank 1"))
    assert FeePayment.objects.get().amount_minor == 200_000
    text = flowing(client.get(agreement_page(world)))
    for words in ("F-1", "USD 3,000.00", "paid in part", "Paid by Kaixin Holdings", "never blocks a release"):
        assert words in text


def test_cost_of_a_release_is_recorded_with_its_bearer(enter: Enter, clock: Stand) -> None:
    world = worlds.released(700_000_000)
    clock(world.now)
    client, url = enter("clerk1"), agreement_act(world, "record_release_cost")
    refused(
        fill(client, url, what="fee", amount="80", currency="USD", borne_by=str(world.part("A").pk)),
        "Say why another does",
        standing(),
    )
    done(fill(client, url, what="transfer fee", amount="80", currency="USD"))
    assert ReleaseCost.objects.get().borne_by == world.part("C")
    assert "Handling fee: transfer fee" in flowing(client.get(agreement_page(world)))


def test_late_release_is_previewed_then_counted_with_whose_step_was_missing(
    enter: Enter, clock: Stand
) -> None:
    world = worlds.reported(700_000_000)
    clock(world.now)
    client = enter("clerk1")
    text = flowing(client.get(tranche_page(world.tranche(1))))
    assert "If released on or before <strong>29 January 2027</strong>, nothing is owed" in text
    assert "known once a closing price is on record" in text
    assert "when it begins, the due day may move" in text
    done(fill(client, act_page(world, "record_closing_price"), price="2", source="exchange"))
    text = flowing(client.get(tranche_page(world.tranche(1))))
    assert "Each further day costs about <strong>USD 600.00</strong>: 0.01\u00a0% of " in text
    assert "shares at 2, the close of 18 December 2026" in text
    assert not INLINE.search(text)
    assert "nothing is late" in flowing(client.get(act_page(world, "make_penalty_statement")))
    clock(world.day(2027, 2, 1))
    client = enter("clerk1")
    text = flowing(client.get(tranche_page(world.tranche(1))))
    assert "No closing price is on record for 29 January 2027 and 1 February 2027" in text
    for day in ("2027-01-29", "2027-02-01"):
        done(fill(client, act_page(world, "record_closing_price"), day=day, price="2", source="exchange"))
    text = flowing(client.get(tranche_page(world.tranche(1))))
    assert text.count("USD 1,800.00") == 2
    assert "No closing price" not in text
    assert "Party A: its approval of the joint written instruction" in text


def test_prices_are_loaded_from_a_file_and_the_statement_follows_the_decision(
    enter: Enter, clock: Stand
) -> None:
    world = worlds.reported(700_000_000)
    clock(world.day(2027, 2, 1))
    client, load = enter("clerk1"), act_page(world, "load_closing_prices")

    def file(text: str) -> SimpleUploadedFile:
        return SimpleUploadedFile("prices.csv", text.encode(), content_type="text/csv")

    refused(
        fill(client, load, file=file("date,close\n2027-01-29,x"), source="exchange"), "line 2", standing()
    )
    refused(fill(client, load, source="exchange"), "Choose the file.", standing())
    prices = file("date,close\n2027-01-29,1.25\n2027-02-01,1.25\n")
    done(fill(client, load, file=prices, source="exchange"))
    assert set(ClosingPrice.objects.values_list("price", flat=True)) == {"1.25"}
    issuer = str(world.part("A").pk)
    done(
        fill(
            client,
            act_page(world, "decide_delay_reason"),
            debtor=issuer,
            starts_on=str(DUE + timedelta(days=1)),
            ends_on=str(DUE + timedelta(days=1)),
            ground="a strike",
            author="the tribunal",
            decided_on="2027-02-01",
            paper=paper("decision"),
        )
    )
    done(fill(client, act_page(world, "make_penalty_statement"), debtor=issuer))
    assert PenaltyStatement.objects.get().amount_minor == 75_000
    text = flowing(client.get(tranche_page(world.tranche(1))))
    for words in (
        "justified reason",
        "a strike",
        "P-1",
        "USD 750.00",
        "USD 1,125.00",
        "stays open until it is decided",
    ):
        assert words in text


def test_registers_of_money_open_and_show_no_other_house_its_rows(enter: Enter, clock: Stand) -> None:
    world = worlds.funded()
    clock(world.now)
    client = enter("clerk1")
    done(fill(client, agreement_act(world, "raise_fees")))
    names = (
        "feeentry",
        "feeinvoice",
        "feepayeranswer",
        "feepayment",
        "releasecost",
        "closingprice",
        "delayreason",
    )
    for name in (*names, "penaltystatement"):
        assert client.get(reverse(f"admin:tranches_{name}_changelist")).status_code == 200
    assert "fee year 1" in flowing(client.get(reverse("admin:tranches_feeentry_changelist")))


def test_compliance_sees_the_fees_and_has_no_button(enter: Enter, clock: Stand) -> None:
    world = worlds.funded()
    clock(world.now)
    text = flowing(enter("compliance").get(agreement_page(world)))
    assert "Fees and costs" in text
    assert 'id="act-raise_fees"' not in text
