"""The registers on the desk: every entry by its service, with its reason, in the record; nothing else can be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from documents.models import Document, Event
from parties.models import (
    AccountingFirm,
    ContactNumber,
    DeliveryAccount,
    FirmApproval,
    FirmRevocation,
    Membership,
    NumberConfirmation,
    NumberEnd,
    Party,
    Person,
    Signatory,
    User,
)
from tests import worlds
from tests.desk.helpers import INLINE, page
from tests.worlds import World

pytestmark = pytest.mark.django_db
Enter = Callable[[str], Client]
REGISTERS = [model for model in admin.site._registry if model._meta.app_label == "parties"]
APPEND_ONLY = (FirmApproval, FirmRevocation, DeliveryAccount, ContactNumber, NumberConfirmation, NumberEnd)
KEPT = (
    Party,
    Person,
    Signatory,
    Membership,
    AccountingFirm,
    FirmApproval,
    FirmRevocation,
    DeliveryAccount,
    ContactNumber,
    NumberConfirmation,
    NumberEnd,
    User,
)


@pytest.fixture
def world(db: None) -> World:
    return worlds.loaded(is_simulation=True)


def url(model: type, page_name: str, *args: Any) -> str:
    meta = model._meta  # type: ignore[attr-defined]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page_name}", args=args)


def counted() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (*KEPT, Document, Event)}


def entered(answer: HttpResponse) -> None:
    assert answer.status_code == 302, page(answer)


def refused(answer: HttpResponse, sentence: str, before: dict[str, int]) -> str:
    text = page(answer)
    assert answer.status_code == 200, text
    assert sentence in text
    assert counted() == before
    return text


def scan(content: bytes = b"%PDF-1.4\n%%EOF\n") -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", content, content_type="application/pdf")


def last_event(party: Party) -> Event:
    return Event.objects.filter(binder=party.binder).latest("number")


def test_every_register_is_on_the_desk() -> None:
    assert set(REGISTERS) == set(KEPT)


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
@pytest.mark.parametrize("who", ["clerk1", "supervisor", "compliance"])
def test_every_page_of_a_register_opens(model: type, who: str, world: World, enter: Enter) -> None:
    client = enter(who)
    row = model._default_manager.first()  # type: ignore[attr-defined]
    pages = [url(model, "changelist")]
    if row is not None:
        pages += [url(model, "change", row.pk), url(model, "history", row.pk)]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not INLINE.search(page(answer)), address


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_compliance_reads_and_writes_nothing(model: type, world: World, enter: Enter) -> None:
    client, before = enter("compliance"), counted()
    row = model._default_manager.first()  # type: ignore[attr-defined]
    assert client.get(url(model, "add")).status_code == 403
    assert client.post(url(model, "add"), {"reason": "why"}).status_code == 403
    if row is not None:
        assert client.post(url(model, "change", row.pk), {"reason": "why"}).status_code == 403
    assert counted() == before


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_nothing_is_ever_deleted(model: type, world: World, enter: Enter) -> None:
    row = model._default_manager.first()  # type: ignore[attr-defined]
    before = counted()
    assert (
        enter("supervisor").post(url(model, "delete", row.pk if row else 1), {"post": "yes"}).status_code
        == 403
    )
    assert counted() == before


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
def test_append_only_entries_cannot_be_changed(model: type, world: World, enter: Enter) -> None:
    row = model._default_manager.first()  # type: ignore[attr-defined]
    before = counted()
    answer = enter("supervisor").post(url(model, "change", row.pk if row else 1), {"reason": "why"})
    assert answer.status_code == 403
    assert counted() == before


def test_party_is_entered_with_its_binder_its_event_and_its_reason(world: World, enter: Enter) -> None:
    given = {"kind": "company", "name": "New Bank Ltd.", "name_zh": "新银行", "reason": "letter of 3 May"}
    entered(enter("clerk1").post(url(Party, "add"), given))
    party = Party.objects.get(name="New Bank Ltd.")
    event = last_event(party)
    assert (event.kind, event.actor_name, event.reason) == ("party.registered", "Clerk1", "letter of 3 May")
    kept = party.history.get()
    assert (kept.history_user.username, kept.history_change_reason) == ("clerk1", "letter of 3 May")


def test_entry_without_a_reason_is_refused(world: World, enter: Enter) -> None:
    before = counted()
    answer = enter("clerk1").post(url(Party, "add"), {"kind": "company", "name": "New Bank Ltd."})
    refused(answer, "This field is required.", before)


def test_changed_telephone_is_recorded_from_and_to(world: World, enter: Enter) -> None:
    party = world.part("B").party
    given = {
        name: getattr(party, name)
        for name in ("name", "name_zh", "jurisdiction", "registration", "address", "email")
    }
    entered(
        enter("clerk1").post(url(Party, "change", party.pk), given | {"phone": "+86 571 1", "reason": "fax"})
    )
    event = last_event(party)
    assert event.kind == "party.changed"
    assert event.before == {"phone": party.phone}
    assert event.after == {"phone": "+86 571 1"}
    party.refresh_from_db()
    assert party.phone == "+86 571 1"
    assert party.history.latest().history_change_reason == "fax"


def test_change_that_changes_nothing_is_refused(world: World, enter: Enter) -> None:
    party, before = world.part("B").party, counted()
    names = ("name", "name_zh", "jurisdiction", "registration", "address", "email", "phone")
    given = {name: getattr(party, name) for name in names} | {"reason": "why"}
    refused(enter("clerk1").post(url(Party, "change", party.pk), given), "The entry already says so.", before)


def test_signatory_is_entered_with_the_certificate_and_ends_on_a_day(world: World, enter: Enter) -> None:
    party, person, client = world.part("A").party, Person.objects.create(name="New Director"), enter("clerk1")
    given = {
        "party": party.pk,
        "person": person.pk,
        "title": "director",
        "signing": "single",
        "starts_on": "2026-01-05",
        "reason": "resolution",
    }
    entered(client.post(url(Signatory, "add"), given | {"paper": scan()}))
    signatory = Signatory.objects.get(person=person)
    assert signatory.certificate is not None
    assert signatory.certificate.binder == party.binder
    entered(
        client.post(url(Signatory, "change", signatory.pk), {"ends_on": "2026-02-01", "reason": "resigned"})
    )
    signatory.refresh_from_db()
    assert signatory.ends_on == date(2026, 2, 1)
    event = last_event(party)
    assert (event.kind, event.after["until"], event.reason) == ("signatory.ended", "2026-02-01", "resigned")


def test_signatory_cannot_be_turned_into_another_person(world: World, enter: Enter) -> None:
    signatory = Signatory.objects.filter(person__name="Officer A").get()
    other = Person.objects.get(name="Officer B")
    entered(
        enter("clerk1").post(
            url(Signatory, "change", signatory.pk),
            {"person": other.pk, "ends_on": "2030-01-01", "reason": "why"},
        )
    )
    signatory.refresh_from_db()
    assert signatory.person.name == "Officer A"


def test_last_day_before_the_first_is_refused_at_its_field(world: World, enter: Enter) -> None:
    signatory, before = Signatory.objects.filter(person__name="Officer A").get(), counted()
    answer = enter("clerk1").post(
        url(Signatory, "change", signatory.pk), {"ends_on": "2020-01-01", "reason": "why"}
    )
    refused(answer, "before the first", before)
    signatory.refresh_from_db()
    assert signatory.ends_on is None


@pytest.mark.parametrize("model", [Membership, Signatory], ids=lambda model: model.__name__)
def test_clerk_cannot_give_himself_a_role_or_an_authority(model: type, world: World, enter: Enter) -> None:
    before = counted()
    given = {
        "party": world.part("A").party.pk, "person": world.users["clerk1"].person_id, "role": "officer",
        "signing": "single", "starts_on": "2026-01-05", "reason": "why",
    }  # fmt: skip
    refused(enter("clerk1").post(url(model, "add"), given), "This entry is about yourself.", before)


def test_hostile_certificate_is_refused_and_nothing_is_entered(world: World, enter: Enter) -> None:
    before = counted()
    given = {
        "firm": world.firm.pk,
        "approved_by": world.part("A").party.pk,
        "approved_on": "2026-01-05",
        "reason": "why",
    }
    answer = enter("clerk1").post(url(FirmApproval, "add"), given | {"paper": scan(b"MZ not a paper")})
    refused(answer, "neither a PDF nor a scan", before)


def test_firm_is_approved_and_revoked_in_its_approvers_binder(world: World, enter: Enter) -> None:
    issuer, client = world.part("A").party, enter("supervisor")
    entered(client.post(url(AccountingFirm, "add"), {"name": "Firm F-9", "reason": "asked for by A"}))
    firm = AccountingFirm.objects.get(name="Firm F-9")
    given = {"firm": firm.pk, "approved_by": issuer.pk, "approved_on": "2026-01-05", "reason": "letter"}
    entered(client.post(url(FirmApproval, "add"), given | {"paper": scan()}))
    approval = FirmApproval.objects.get(firm=firm)
    assert last_event(issuer).kind == "firm.approved"
    given = {"approval": approval.pk, "revoked_on": "2026-02-05", "reason": "second letter"}
    entered(client.post(url(FirmRevocation, "add"), given))
    assert (last_event(issuer).kind, last_event(issuer).reason) == ("firm.revoked", "second letter")
    before = counted()
    refused(client.post(url(FirmRevocation, "add"), given), "Select a valid choice", before)


def test_new_delivery_account_stands_beside_the_old_one(world: World, enter: Enter) -> None:
    seller = world.part("C").party
    given = {
        "party": seller.pk,
        "description": "account 9",
        "starts_on": "2026-01-05",
        "reason": "letter of C",
    }
    entered(enter("clerk1").post(url(DeliveryAccount, "add"), given))
    assert seller.delivery_accounts.count() == 2
    before = counted()
    half = given | {"verified_on": "2026-01-05", "description": "account 10"}
    refused(enter("clerk1").post(url(DeliveryAccount, "add"), half), "both when and how", before)


def test_history_of_a_register_cannot_be_posted(world: World, enter: Enter) -> None:
    party = world.part("B").party
    address = url(Party, "simple_history", party.pk, party.history.latest().pk)
    assert enter("supervisor").post(address, {"name": "Forged Ltd.", "reason": "why"}).status_code == 405
    party.refresh_from_db()
    assert party.name != "Forged Ltd."
