"""The evidence on the desk: read by the house's own people, scoped to their binders, written by nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from documents.models import Binder, Document, Event, IdempotencyKey
from parties.models import Membership
from parties.services.register import register_party
from tests import worlds
from tests.desk.helpers import page, standing
from tests.review.conftest import Enter, enter
from tests.walls.tools import past_the_services

__all__ = ["enter"]
pytestmark = pytest.mark.django_db
MODELS = (Binder, Document, Event, IdempotencyKey)


def name_of(model: type, what: str) -> str:
    return f"admin:documents_{model._meta.model_name}_{what}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_evidence_can_be_read_and_not_written(model: type, enter: Enter) -> None:
    worlds.released()
    client = enter("supervisor")
    before = standing()
    listed = client.get(reverse(name_of(model, "changelist")))
    assert listed.status_code == 200
    assert 'name="action"' not in page(listed)
    assert (
        client.post(reverse(name_of(model, "changelist")), {"action": "delete_selected"}).status_code == 405
    )
    assert client.get(reverse(name_of(model, "add"))).status_code == 403
    row = model._default_manager.first()  # type: ignore[attr-defined]
    if row is not None:
        for what in ("change", "history"):
            assert client.get(reverse(name_of(model, what), args=(row.pk,))).status_code == 200
        assert (
            client.post(reverse(name_of(model, "change"), args=(row.pk,)), {"title": "x"}).status_code == 403
        )
        assert (
            client.post(reverse(name_of(model, "delete"), args=(row.pk,)), {"post": "yes"}).status_code == 403
        )
        assert (
            client.post(reverse(name_of(model, "history"), args=(row.pk,)), {"title": "x"}).status_code == 405
        )
        if hasattr(row, "history"):
            version = row.history.latest()
            one = reverse(name_of(model, "simple_history"), args=(row.pk, version.pk))
            assert client.post(one, {"title": "x"}).status_code == 405
    assert standing() == before


def test_spent_keys_are_not_for_clerks(enter: Enter) -> None:
    worlds.loaded()
    assert enter("clerk1").get(reverse(name_of(IdempotencyKey, "changelist"))).status_code == 403


@pytest.mark.parametrize("name", ["officer_a", "seller"])
def test_parties_see_no_evidence_by_this_door(name: str, enter: Enter) -> None:
    worlds.released()
    for model in MODELS:
        answer = enter(name).get(reverse(name_of(model, "changelist")))
        assert answer.status_code in (302, 403)
        assert "KX-2025" not in page(answer)


def test_another_house_sees_neither_binder_nor_paper_nor_event(enter: Enter) -> None:
    world = worlds.released()
    now = datetime(2025, 12, 3, tzinfo=UTC)
    house = register_party(kind="company", name="Other Agent Ltd.", actor=worlds.SYSTEM, now=now)
    person = world.users["clerk1"].person
    assert person is not None
    with past_the_services(Membership):
        Membership.objects.filter(person=person).update(ends_on="2025-12-02")
        Membership.objects.create(person=person, party=house, role="clerk", starts_on=now.date())
    client = enter("clerk1")
    binder = world.agreement.binder
    for model, row in (
        (Binder, binder),
        (Document, binder.documents.first()),
        (Event, binder.events.first()),
    ):
        assert "KX-2025" not in page(client.get(reverse(name_of(model, "changelist"))))
        assert row is not None
        for what in ("change", "history"):
            answer = client.get(reverse(name_of(model, what), args=(row.pk,)))
            missing = client.get(reverse(name_of(model, what), args=(99_999,)))
            assert answer.status_code == missing.status_code
            assert "KX-2025" not in page(answer)


def test_documents_are_found_by_kind_and_words(enter: Enter) -> None:
    worlds.released()
    client = enter("clerk1")
    url = reverse(name_of(Document, "changelist"))
    found = page(client.get(url, {"kind": "release_letter"}))
    assert "Letter to the transfer agent R-1" in found
    assert "1 document" in found
    letter = Document.objects.get(kind="release_letter")
    assert reverse("document", args=(letter.public_id,)) in found
    assert "Letter to the transfer agent R-1" in page(client.get(url, {"q": letter.sha256}))
    acts = page(client.get(reverse(name_of(Event, "changelist")), {"kind": "instruction.approved"}))
    assert "2 events" in acts
