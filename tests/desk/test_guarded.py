"""What the desk refuses: writing in the registers, posting a history, and acting without a role."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from parties.models import User
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import act_page, page, paper, standing, tranche_page
from tests.walls.tools import past_the_services, without_walls
from tranches.models import AgreementParty, CalendarDay, Posting, Tranche

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label == "tranches"]
READ_ONLY = [model for model in OURS if model is not CalendarDay]


def test_every_model_of_the_agreements_is_on_the_desk() -> None:
    from django.apps import apps

    shown = {model._meta.label for model in OURS}
    kept = {
        model._meta.label
        for model in apps.get_app_config("tranches").get_models()
        if not model.__name__.startswith("Historical")
    }
    assert kept == shown


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_registers_can_be_read_and_not_written(model: type, enter: Enter) -> None:
    worlds.released(is_simulation=True)
    client = enter("supervisor")
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"  # type: ignore[attr-defined]
    before = standing()
    answer = client.get(reverse(f"{name}_changelist"))
    assert answer.status_code == 200
    assert 'name="action"' not in page(answer)
    assert client.post(reverse(f"{name}_changelist"), {"action": "delete_selected"}).status_code == 405
    assert client.get(reverse(f"{name}_add")).status_code == 403
    row = model._default_manager.first()  # type: ignore[attr-defined]
    if row is not None:
        assert client.get(reverse(f"{name}_change", args=(row.pk,))).status_code == 200
        assert client.post(reverse(f"{name}_change", args=(row.pk,)), {"number": 9}).status_code in (403, 405)
        assert client.post(reverse(f"{name}_delete", args=(row.pk,)), {"post": "yes"}).status_code == 403
    assert standing() == before


def test_history_can_be_read_and_never_posted(enter: Enter) -> None:
    world = worlds.reported(is_simulation=True)
    tranche = world.tranche(1)
    version = tranche.history.latest()
    client = enter("supervisor")
    one = reverse("admin:tranches_tranche_simple_history", args=(tranche.pk, version.pk))
    every = reverse("admin:tranches_tranche_history", args=(tranche.pk,))
    assert client.get(one).status_code == 200
    assert "Pending" in page(client.get(every))
    for url in (one, every):
        for method in (client.post, client.put, client.delete, client.patch):
            assert method(url, {"shares": "1", "number": "1"}).status_code == 405
    tranche.refresh_from_db()
    assert tranche.shares == 3_000_000


def test_history_of_the_calendar_cannot_be_posted_either(enter: Enter) -> None:
    worlds.loaded(is_simulation=True)
    client = enter("clerk1")
    added = {
        "calendar": "CN",
        "day": "2027-02-06",
        "is_business_day": "on",
        "note": "",
        "reason": "notice of the State Council",
    }
    assert client.post(reverse("admin:tranches_calendarday_add"), added).status_code == 302
    day = CalendarDay.objects.get()
    row = day.history.get()
    assert (row.history_user.username, row.history_change_reason) == ("clerk1", "notice of the State Council")
    url = reverse("admin:tranches_calendarday_simple_history", args=(day.pk, row.pk))
    assert client.post(url, added | {"note": "forged"}).status_code == 405
    day.refresh_from_db()
    assert day.note == ""


def test_calendar_asks_for_the_reason(enter: Enter) -> None:
    worlds.loaded(is_simulation=True)
    answer = enter("clerk1").post(
        reverse("admin:tranches_calendarday_add"), {"calendar": "CN", "day": "2027-02-06"}
    )
    assert answer.status_code == 200
    assert not CalendarDay.objects.exists()


def test_compliance_looks_and_does_not_act(enter: Enter) -> None:
    world = worlds.funded(is_simulation=True)
    client = enter("compliance")
    text = page(client.get(tranche_page(world.tranche(1))))
    assert "You may look at this tranche, not act on it." in text
    before = standing()
    answer = client.post(act_page(world, "record_report"), {"key": "k", "paper": paper()})
    assert answer.status_code == 403
    assert "may do this, not" in page(answer)
    assert client.get(act_page(world, "authorise_release")).status_code == 403
    assert client.get(reverse("admin:tranches_calendarday_add")).status_code == 403
    assert standing() == before


@pytest.mark.parametrize("name", ["officer_a", "seller"])
def test_parties_do_not_enter_the_desk(name: str, enter: Enter) -> None:
    world = worlds.funded(is_simulation=True)
    client = enter(name)
    for url in (reverse("admin:index"), tranche_page(world.tranche(1)), act_page(world, "record_report")):
        assert client.get(url).status_code in (302, 403)
        assert "Kaixin" not in page(client.get(url))


def test_superuser_without_a_role_sees_nothing(enter: Enter) -> None:
    world = worlds.funded(is_simulation=True)
    with past_the_services(User):
        User.objects.filter(username="officer_a").update(is_superuser=True, is_staff=True)
    client = enter("officer_a")
    assert client.get(tranche_page(world.tranche(1))).status_code in (302, 403)
    assert client.get(reverse("admin:tranches_posting_changelist")).status_code in (302, 403)
    assert Posting.objects.exists()


def test_unknown_act_and_portal_act_are_not_at_the_desk(enter: Enter) -> None:
    world = worlds.submitted(is_simulation=True)
    client = enter("clerk1")
    for event in ("nonsense", "approve_instruction", "reject_instruction", "revoke_approval"):
        assert client.get(act_page(world, event)).status_code == 404
    missing = reverse("admin:tranches_tranche_act", args=(10_000, "record_report"))
    assert client.get(missing).status_code == 404
    assert Tranche.objects.filter(state="report_received").count() == 1


def test_house_of_another_agent_is_not_even_named(enter: Enter) -> None:
    """A clerk sees only agreements his house is agent of: in lists, filters, by address and on the start page."""
    mine = worlds.funded(is_simulation=True)
    other = worlds.funded(is_simulation=True, reference="OTHER-1")
    with without_walls("wall_tranches_agreementparty_fixed"):  # a part never moves to another party otherwise
        AgreementParty.objects.filter(pk=other.part("D").pk).update(party=other.part("A").party)
    client = enter("clerk1")
    assert client.get(tranche_page(mine.tranche(1))).status_code == 200
    assert client.get(tranche_page(other.tranche(1))).status_code in (302, 404)
    assert client.post(act_page(other, "propose_hold"), {"key": "k"}).status_code == 404
    hidden = other.tranche(1)
    version = hidden.history.latest()
    assert client.get(reverse("admin:tranches_tranche_history", args=(hidden.pk,))).status_code == 404
    assert (
        client.get(reverse("admin:tranches_tranche_simple_history", args=(hidden.pk, version.pk))).status_code
        == 404
    )
    for url in (
        reverse("admin:index"),
        reverse("admin:tranches_tranche_changelist"),
        reverse("admin:tranches_posting_changelist"),
    ):
        assert "OTHER-1" not in page(client.get(url))


def test_correcting_report_warns_and_asks_why(enter: Enter) -> None:
    world = worlds.reported(is_simulation=True)
    text = page(enter("clerk1").get(act_page(world, "record_report")))
    assert "A report is on file since 18 December 2026" in text
    assert "Why is the report corrected?" in text
