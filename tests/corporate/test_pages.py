"""A corporate action at the desk and in the portal: prepared by one, read and authorised by another, seen by the parties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.desk.conftest import Enter, clock, enter
from tests.desk.helpers import INLINE, agreement_act, done, fill, page, paper, refused, standing
from tests.worlds import World, sent
from tranches.models import CorporateAction
from tranches.selectors.ledger.balances import current_line

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]
STAGE = sent
__all__ = ["clock", "enter"]


def agreement_page(world: World) -> str:
    return reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,))


def test_split_walks_from_its_preparation_to_the_new_line(world: World, enter: Enter, clock: Stand) -> None:
    clock(world.day(2027, 1, 5))
    first, second = enter("clerk1"), enter("supervisor")
    prepare = agreement_act(world, "prepare_corporate_action")
    typed = {
        "ratio_new": "10",
        "ratio_old": "1",
        "stated_shares": "150,000,000",
        "ticker": "KXIN",
        "paper": paper("split"),
    }
    before = standing()
    refused(
        fill(first, prepare, **(typed | {"ratio_old": "0", "paper": paper("split")})),
        "from 1 to 1,000,000",
        before,
    )
    words = SimpleUploadedFile("a.txt", b"just words", content_type="text/plain")
    refused(fill(first, prepare, **(typed | {"paper": words})), "neither a PDF nor a scan", before)
    done(fill(first, prepare, **(typed | {"paper": paper("split")})))
    text = page(first.get(agreement_page(world)))
    assert "27,067,660" in text
    assert "it waits for its second person" in text
    assert not INLINE.search(text)
    assert "you prepared it; another person authorises it" in page(
        first.get(agreement_act(world, "authorise_corporate_action"))
    )
    assert "Authorise CA-1 as the second person" in page(second.get(reverse("admin:index")))
    done(fill(second, agreement_act(world, "authorise_corporate_action"), read="on"))
    assert current_line(world.agreement).number == 2
    text = page(second.get(agreement_page(world)))
    assert "before/after sheet" in text
    assert "Where the 150,000,000 shares are" in text
    register = page(second.get(reverse("admin:tranches_conversionrow_changelist")))
    assert "2,706,766 → 27,067,660" in register


def test_prepared_action_is_withdrawn_with_its_reason(world: World, enter: Enter, clock: Stand) -> None:
    from tests.corporate.road import prepared

    clock(world.day(2027, 1, 5))
    prepared(world, 10, 1)
    done(fill(enter("clerk2"), agreement_act(world, "withdraw_corporate_action"), reason="another ratio"))
    assert CorporateAction.objects.get().decision.outcome == "withdrawn"
    assert "another ratio" in page(enter("clerk1").get(agreement_page(world)))


def test_party_sees_both_lines_and_the_sheet(world: World, enter: Enter, clock: Stand) -> None:
    from tests.corporate.road import converted

    clock(world.day(2027, 1, 5))
    converted(world, 10, 1)
    for name in ("officer_a", "seller"):
        text = page(enter(name).get(reverse("portal:agreement", args=[world.agreement.reference])))
        assert "Corporate actions" in text
        assert "before/after sheet" in text
        assert "150,000,000" in text
        assert not INLINE.search(text)
