"""The registers on the desk: every entry by its service, with its reason, in the record; nothing else can be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Document, Event
from parties.models import (
    AccountingFirm,
    ContactNumber,
    DeliveryAccount,
    Entry,
    FirmApproval,
    FirmRevocation,
    Membership,
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
APPEND_ONLY = (FirmApproval, FirmRevocation, DeliveryAccount, ContactNumber, NumberEnd, Entry)
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
    NumberEnd,
    User,
    Entry,
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


def day(later: int = 0) -> str:
    """Today by the register's own clock, or so many days later: nothing is dated back."""
    return (timezone.now().date() + timedelta(days=later)).isoformat()


def waiting() -> Entry:
    return Entry.objects.filter(decision__isnull=True, needs_second=True).latest("pk")


def decide(client: Client, entry: Entry, answer: str = "confirm", **typed: Any) -> HttpResponse:
    """Press a button of the entry's page, having read what it says."""
    given = {"seen_digest": entry.digest, "how": "compared with the paper", **typed}
    return client.post(reverse("admin:parties_entry_decide", args=(entry.pk, answer)), given)


def confirmed(client: Client, **typed: Any) -> Entry:
    """The newest entry that waits, confirmed by this client's person."""
    entry = waiting()
    entered(decide(client, entry, **typed))
    return entry


def refused(answer: HttpResponse, sentence: str, before: dict[str, int]) -> str:
    text = page(answer)
    assert answer.status_code == 200, text
    assert sentence in text
    assert counted() == before
    return text


def scan(content: bytes = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n%%EOF\n") -> SimpleUploadedFile:
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
        pages += [url(model, "change", row.pk)]
        pages += [url(model, "history", row.pk)] if hasattr(model, "history") else []
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
    party.refresh_from_db()
    assert party.phone != "+86 571 1"
    confirmed(enter("clerk2"))
    event = last_event(party)
    assert event.kind == "party.changed"
    assert event.before == {"phone": ""}
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
    party, person, client = world.part("A").party, world.person("New Director"), enter("clerk1")
    given = {
        "party": party.pk,
        "person": person.pk,
        "title": "director",
        "signing": "single",
        "starts_on": day(),
        "reason": "resolution",
    }
    entered(client.post(url(Signatory, "add"), given | {"paper": scan()}))
    assert not Signatory.objects.filter(person=person).exists()
    assert "Authority of New Director" in page(enter("clerk2").get(url(Entry, "change", waiting().pk)))
    confirmed(enter("clerk2"))
    signatory = Signatory.objects.get(person=person)
    assert signatory.certificate is not None
    assert signatory.certificate.binder == party.binder
    entered(client.post(url(Signatory, "change", signatory.pk), {"ends_on": day(9), "reason": "resigned"}))
    signatory.refresh_from_db()
    assert signatory.ends_on == date.fromisoformat(day(9))
    event = last_event(party)
    assert (event.kind, event.after["until"], event.reason) == ("signatory.ended", day(9), "resigned")


def test_signatory_cannot_be_turned_into_another_person(world: World, enter: Enter) -> None:
    signatory = Signatory.objects.filter(person__name="Officer A").get()
    other = Person.objects.get(name="Officer B")
    entered(
        enter("clerk1").post(
            url(Signatory, "change", signatory.pk),
            {"person": other.pk, "ends_on": "2040-01-01", "reason": "why"},
        )
    )
    signatory.refresh_from_db()
    assert signatory.person.name == "Officer A"


def test_an_authority_that_runs_on_waits_for_a_second_person(world: World, enter: Enter) -> None:
    signatory = Signatory.objects.filter(person__name="Officer A").get()
    address = url(Signatory, "change", signatory.pk)
    entered(enter("clerk1").post(address, {"ends_on": day(3), "reason": "resigned"}))
    entered(enter("clerk1").post(address, {"ends_on": "", "reason": "stays after all"}))
    signatory.refresh_from_db()
    assert signatory.ends_on is not None
    confirmed(enter("clerk2"))
    signatory.refresh_from_db()
    assert signatory.ends_on is None


def test_last_day_before_the_first_is_refused_at_its_field(world: World, enter: Enter) -> None:
    signatory, before = Signatory.objects.filter(person__name="Officer A").get(), counted()
    answer = enter("clerk1").post(
        url(Signatory, "change", signatory.pk), {"ends_on": "2020-01-01", "reason": "why"}
    )
    refused(answer, "cannot be dated back", before)
    signatory.refresh_from_db()
    assert signatory.ends_on is None


@pytest.mark.parametrize("model", [Membership, Signatory], ids=lambda model: model.__name__)
def test_clerk_cannot_give_himself_a_role_or_an_authority(model: type, world: World, enter: Enter) -> None:
    before = counted()
    given = {
        "party": world.part("A").party.pk, "person": world.users["clerk1"].person_id, "role": "officer",
        "signing": "single", "starts_on": day(), "reason": "why",
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


def test_locked_letter_is_entered_only_where_somebody_says_so(world: World, enter: Enter) -> None:
    before, address, client = counted(), url(FirmApproval, "add"), enter("clerk1")
    given = {
        "firm": world.firm.pk,
        "approved_by": world.part("A").party.pk,
        "approved_on": "2026-01-05",
        "reason": "why",
    }
    locked = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\ntrailer<</Encrypt 2 0 R>>\n%%EOF\n"
    text = refused(client.post(address, given | {"paper": scan(locked)}), "locked with a password", before)
    assert 'type="checkbox" name="file_anyway"' in text
    entered(client.post(address, given | {"paper": scan(locked), "file_anyway": "on"}))
    filed = Document.objects.latest("pk")
    assert filed.doubts == "The PDF is locked with a password or against copying."


def test_firm_is_approved_and_revoked_in_its_approvers_binder(world: World, enter: Enter) -> None:
    issuer, client = world.part("A").party, enter("supervisor")
    entered(client.post(url(AccountingFirm, "add"), {"name": "Firm F-9", "reason": "asked for by A"}))
    firm = AccountingFirm.objects.get(name="Firm F-9")
    given = {"firm": firm.pk, "approved_by": issuer.pk, "approved_on": "2026-01-05", "reason": "letter"}
    entered(client.post(url(FirmApproval, "add"), given | {"paper": scan()}))
    confirmed(enter("clerk2"))
    approval = FirmApproval.objects.get(firm=firm)
    assert last_event(issuer).kind == "firm.approved"
    given = {"approval": approval.pk, "revoked_on": day(1), "reason": "second letter"}
    entered(client.post(url(FirmRevocation, "add"), given))
    assert (last_event(issuer).kind, last_event(issuer).reason) == ("firm.revoked", "second letter")
    before = counted()
    refused(client.post(url(FirmRevocation, "add"), given), "Select a valid choice", before)


def test_new_delivery_account_stands_beside_the_old_one(world: World, enter: Enter) -> None:
    seller, old = world.part("C").party, ContactNumber.objects.get()
    given = {"party": seller.pk, "description": "account 9", "starts_on": day(), "reason": "letter of C"}
    entered(enter("clerk1").post(url(DeliveryAccount, "add"), given))
    assert seller.delivery_accounts.count() == 1
    entry, before = waiting(), counted()
    answer = decide(enter("clerk2"), entry)
    assert (answer.status_code, counted()) == (422, before)
    assert "has a number on the register. Call it" in page(answer)
    confirmed(enter("clerk2"), number=old.pk)
    assert seller.delivery_accounts.count() == 2
    assert last_event(seller).facts["how"].startswith("Called +86 577 6711 4417.")


# --- The second person -----------------------------------------------------------------------------


def test_who_entered_it_withdraws_it_and_does_not_confirm_it(world: World, enter: Enter) -> None:
    seller = world.part("C").party
    given = {"party": seller.pk, "description": "account 9", "starts_on": day(), "reason": "letter of C"}
    entered(enter("clerk1").post(url(DeliveryAccount, "add"), given))
    entry = waiting()
    text = page(enter("clerk1").get(url(Entry, "change", entry.pk)))
    assert "Withdraw the entry" in text
    assert "Confirm: I compared it" not in text
    answer = decide(enter("clerk1"), entry, number=ContactNumber.objects.get().pk)
    assert "You made this entry yourself" in page(answer)
    entered(decide(enter("clerk1"), entry, "withdraw"))
    assert last_event(seller).kind == "entry.withdrawn"
    assert seller.delivery_accounts.count() == 1


def test_what_was_confirmed_or_refused_is_not_decided_again(world: World, enter: Enter) -> None:
    given = {"party": world.part("C").party.pk, "description": "account 9", "starts_on": day(), "reason": "x"}
    entered(enter("clerk1").post(url(DeliveryAccount, "add"), given))
    entry = waiting()
    entered(decide(enter("clerk2"), entry, "refuse"))
    answer = decide(enter("clerk3"), entry, number=ContactNumber.objects.get().pk)
    assert "This entry is refused already" in page(answer)
    assert DeliveryAccount.objects.count() == 1


def test_what_was_changed_meanwhile_is_not_confirmed(world: World, enter: Enter) -> None:
    party = world.part("B").party
    names = ("name", "name_zh", "jurisdiction", "registration", "address", "email", "phone")
    given = {name: getattr(party, name) for name in names} | {"reason": "fax"}
    for phone in ("+86 1", "+86 2"):
        entered(enter("clerk1").post(url(Party, "change", party.pk), given | {"phone": phone}))
    first, second = Entry.objects.filter(act="change_party").order_by("pk")
    entered(decide(enter("clerk2"), first))
    assert "changed by another one meanwhile" in page(decide(enter("clerk2"), second))
    party.refresh_from_db()
    assert party.phone == "+86 1"


def test_another_digest_than_the_entrys_is_refused(world: World, enter: Enter) -> None:
    given = {"party": world.part("C").party.pk, "description": "account 9", "starts_on": day(), "reason": "x"}
    entered(enter("clerk1").post(url(DeliveryAccount, "add"), given))
    answer = decide(enter("clerk2"), waiting(), seen_digest="0" * 64, number=ContactNumber.objects.get().pk)
    assert "Read it once more" in page(answer)
    assert DeliveryAccount.objects.count() == 1


def test_confirming_asks_for_a_fresh_proof(world: World, enter: Enter) -> None:
    given = {"party": world.part("C").party.pk, "description": "account 9", "starts_on": day(), "reason": "x"}
    entered(enter("clerk1").post(url(DeliveryAccount, "add"), given))
    client = Client()
    client.force_login(world.users["clerk2"])
    answer = decide(client, waiting(), number=ContactNumber.objects.get().pk)
    assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    assert DeliveryAccount.objects.count() == 1


def test_history_of_a_register_cannot_be_posted(world: World, enter: Enter) -> None:
    party = world.part("B").party
    address = url(Party, "simple_history", party.pk, party.history.latest().pk)
    assert enter("supervisor").post(address, {"name": "Forged Ltd.", "reason": "why"}).status_code == 405
    party.refresh_from_db()
    assert party.name != "Forged Ltd."
