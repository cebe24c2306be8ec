"""Authority and disclosures at the desk and in the review; half a signature in the portal; the call-back's form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from parties.models import Entry, Signatory
from parties.services.numbers import add_number
from tests import worlds
from tests.authority.test_disclosures import propose
from tests.authority.test_joint_signing import jointly
from tests.desk.helpers import INLINE, act_page, agreement_act, done, fill, page, paper, refused, standing
from tests.worlds import World
from tranches.models import CallBack, Hold
from tranches.notices.models import Disclosure

pytestmark = pytest.mark.django_db
Enter = Callable[[str], Client]


def desk(world: World, name: str) -> str:
    return reverse(f"admin:tranches_escrowagreement_{name}", args=[world.agreement.pk])


def test_authority_of_a_day_is_read_at_the_desk_and_in_the_review(
    enter: Enter, clock: Callable[[datetime], None]
) -> None:
    world = worlds.submitted()
    jointly(world, "officer_a", "officer_a2")
    clock(world.later(days=1))
    review = reverse("review:authority")
    pages = [
        ("clerk1", desk(world, "authority")),
        ("compliance", desk(world, "authority")),
        ("compliance", review),
    ]
    for who, url in pages:
        text = page(enter(who).get(url))
        assert "Two of Officer A, Officer A2 together." in text
        assert "none on file" in text, "officer B has no certificate"
        assert "by the company secretary" in text
        assert "Firm F-1" in text
        assert "+86 577 6711 4417" in text
        assert not INLINE.search(text)
        text = page(enter(who).get(url, {"on": "2026-12-01"}))
        assert "Officer A or Officer A2 alone." in text
        assert "Who could sign on 1 December 2026" in text
        wrong = enter(who).get(url, {"on": "yesterday"})
        assert wrong.status_code == 400
        assert "Enter the day as YYYY-MM-DD" in page(wrong)
        assert enter(who).post(url).status_code == 405
    assert enter("compliance").get(review, {"agreement": "NO-1"}).status_code == 404
    assert enter("officer_a").get(review).status_code == 403


def test_portal_says_that_one_of_two_has_signed(enter: Enter, clock: Callable[[datetime], None]) -> None:
    world = worlds.submitted()
    jointly(world, "officer_a", "officer_a2")
    world.approve(world.instruction(), "officer_a", "A")
    clock(world.later(minutes=5))
    url = reverse("portal:instruction", args=[world.instruction().public_id])
    first, second = page(enter("officer_a").get(url)), page(enter("officer_a2").get(url))
    assert "One of two has signed: Officer A" in first
    assert "waits for Officer A2" in first
    assert "Sign my answer" not in first
    assert "Sign my answer" in second
    assert "Officer A" in page(enter("officer_a2").get(reverse("portal:home")))


def test_call_back_is_recorded_by_its_form(enter: Enter, clock: Callable[[datetime], None]) -> None:
    world = worlds.instructed()
    add_number(
        party=world.part("C").party,
        number="+44 20 7946 0000",
        source="e-mail",
        starts_on=world.today(),
        reason="x",
        **world.as_("clerk1"),
    )
    clock(world.later(minutes=30))
    url = act_page(world, "record_call_back")
    shown = page(enter("supervisor").get(url))
    assert "+86 577 6711 4417" in shown
    assert "+44 20 7946 0000 waits for the confirmation of a second person." in shown
    typed = {"outcome": "denied", "reached": "Mr Lai"}
    refused(fill(enter("supervisor"), url, called_time="9h", **typed), "Enter the time as HH:MM", standing())
    refused(fill(enter("supervisor"), url, **typed), "Write down what was denied", standing())
    done(fill(enter("supervisor"), url, note_text="He knows of no release.", **typed))
    assert (CallBack.objects.get().reached, Hold.objects.get().ground) == ("Mr Lai", "conflict")
    text = page(enter("clerk2").get(reverse("admin:tranches_tranche_change", args=[world.tranche(1).pk])))
    assert "Reached, and denied" in text
    assert "The recipient denied it" in text
    assert not INLINE.search(text)


def test_disclosure_walks_through_its_forms(enter: Enter, clock: Callable[[datetime], None]) -> None:
    world = worlds.funded()
    clock(world.later(days=1))
    clerk, url = enter("clerk1"), agreement_act(world, "propose_disclosure")
    refused(fill(clerk, url, outsider="Bank", purpose="loan", documents=[]), "not proposed", standing())
    first = Document.objects.filter(binder=world.agreement.binder).earliest("pk")
    done(fill(clerk, url, outsider="Bank", purpose="loan", documents=[str(first.pk)]))
    assert "the consent of A, B, C to disclosure 1 is not on file" in page(
        clerk.get(desk(world, "disclosures"))
    )
    for letter in "ABC":
        part = str(world.part(letter).pk)
        done(
            fill(
                clerk, agreement_act(world, "record_disclosure_consent"), consenting=part, paper=paper(letter)
            )
        )
    done(fill(clerk, agreement_act(world, "make_disclosure"), how="by courier"))
    text = page(enter("compliance").get(desk(world, "disclosures")))
    assert "by courier" in text
    assert not INLINE.search(text)
    assert Disclosure.objects.get().made.how == "by courier"


def test_another_houses_clerk_finds_no_such_page(enter: Enter) -> None:
    world = worlds.funded()
    disclosure = propose(world)
    other = worlds.loaded(reference="KX-TWO")
    assert disclosure.agreement != other.agreement
    for name in ("authority", "disclosures"):
        missing = reverse(f"admin:tranches_escrowagreement_{name}", args=[99_999])
        assert enter("clerk1").get(missing).status_code == 404
        assert enter("officer_a").get(desk(world, name)).status_code in (302, 403)
        assert "Bank of the East" not in page(enter("clerk1").get(desk(other, name)))


def test_certificate_that_came_later_is_filed_on_the_registers_page(enter: Enter) -> None:
    worlds.loaded()
    entry = Signatory.objects.get(person__name="Officer B")
    url = reverse("admin:parties_signatory_change", args=[entry.pk])
    answer = enter("clerk1").post(
        url,
        {
            "ends_on": "",
            "certified_on": "2025-12-01",
            "certified_by": "the secretary",
            "paper": paper("incumbency"),
            "reason": "came by courier",
        },
    )
    done(answer)
    entered = Entry.objects.latest("pk")
    confirm = reverse("admin:parties_entry_decide", args=[entered.pk, "confirm"])
    done(enter("clerk2").post(confirm, {"seen_digest": entered.digest, "how": "compared with the paper"}))
    entry.refresh_from_db()
    assert (entry.certified_by, entry.ends_on, entry.certificate is not None) == ("the secretary", None, True)
