"""The history of a row, field by field."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from documents.guarded_admin import GuardedAdmin
from documents.selectors.history import versions_of
from parties.models import Entry
from tests import worlds
from tests.desk.helpers import page
from tests.review.conftest import Enter
from tranches.models import PortalConsent, PortalConsentCheck

pytestmark = pytest.mark.django_db


def test_history_tells_who_when_why_and_from_what_to_what() -> None:
    world = worlds.released()
    versions = versions_of(world.tranche(1))
    assert [(v.what, v.by, [(c.old, c.new) for c in v.changes if c.field == "State"]) for v in versions] == [
        ("changed", "Clerk1", [("Instructed", "Deducted")]),
        ("changed", "Officer B", [("Report received", "Instructed")]),
        ("changed", "Clerk1", [("Pending", "Report received")]),
        ("entered", "the program", [("–", "Pending")]),
    ]
    assert all(version.why for version in versions)
    assert versions[0].at == world.now
    shares = next(change for change in versions[-1].changes if change.field == "Shares")
    assert shares.new == "3,000,000"


def test_history_pages_can_be_reached_from_the_list_of_registers(enter: Enter) -> None:
    world = worlds.released()
    client = enter("compliance")
    url = reverse("review:register", args=("tranches.tranche",))
    assert url in page(client.get(reverse("review:registers")))
    one = reverse("review:history", args=("tranches.tranche", world.tranche(1).pk))
    assert one in page(client.get(url))
    assert '<span class="was">Instructed</span> → Deducted' in page(client.get(one))


def test_every_register_of_the_desk_has_its_histories_here(enter: Enter) -> None:
    worlds.released()
    client = enter("compliance")
    text = page(client.get(reverse("review:registers")))
    kept = [
        model
        for model, shown in admin.site._registry.items()
        if isinstance(shown, GuardedAdmin)
        and model not in (Entry, PortalConsent, PortalConsentCheck)  # these never change
    ]
    assert len(kept) > 20
    for model in kept:
        url = reverse("review:register", args=(model._meta.label_lower,))
        assert url in text
        assert client.get(url).status_code == 200
        row = model._default_manager.first()
        if row is not None and model._meta.app_label != "parties":
            one = reverse("review:history", args=(model._meta.label_lower, row.pk))
            assert client.get(one).status_code == 200


def test_password_is_in_no_history(enter: Enter) -> None:
    world = worlds.loaded()
    user = world.users["clerk1"]
    fields = {change.field for version in versions_of(user) for change in version.changes}
    assert "Username" in fields
    assert not {"Password", "Last login"} & fields
