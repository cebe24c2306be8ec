"""Notices by courier (SPA 11.3): the third day after sending, the address as it stood, the courier's proof."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents import vault
from documents.errors import RuleViolation
from documents.models import Event, OutboxMessage
from parties.selectors.contacts import contacts_of
from tests import worlds
from tests.deadlines.conftest import reachable
from tests.desk.helpers import standing
from tests.worlds import World, pdf
from tranches.notices.models import Notice, NoticeAddressee, NoticeReceipt
from tranches.notices.selectors.notices import notices_of
from tranches.notices.services.notices import change_address, prove_notice, send_notice
from tranches.selectors.docket.docket import docket_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deadlines import notice_received
from tranches.verification import findings


@pytest.fixture
def world(db: None) -> World:
    return reachable(worlds.funded())


def send(world: World, **changes: Any) -> Notice:
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "sender": world.part("D"),
        "to": [world.part("A"), world.part("C")],
        "subject": "Change of the agent’s bank",
        "text": "The agent’s bank changes.\n\nNothing else does.",
        "sent_on": world.today(),
        "courier": "DHL",
        "tracking_number": "1234567890",
    }
    return send_notice(**(arguments | changes), **world.as_("clerk1"))


@pytest.mark.parametrize(
    ("sent_on", "deemed_on"),
    [
        (date(2026, 12, 15), date(2026, 12, 18)),
        (date(2026, 12, 30), date(2027, 1, 2)),  # a closed day does not move it
        (date(2028, 2, 27), date(2028, 3, 1)),
    ],
)
def test_notice_is_deemed_received_on_the_third_day_after_its_sending(
    world: World, sent_on: date, deemed_on: date
) -> None:
    terms = AgreementTerms.from_plain(world.agreement.terms_versions.get().content)
    assert notice_received(terms, sent_on).due_on == deemed_on


def test_notice_of_the_agent_gets_its_letter_and_all_parties_are_told(world: World) -> None:
    notice = send(world)
    letter = vault.read(notice.document.sha256).decode()
    for text in (
        "Change of the agent’s bank",
        "Nothing else does.",
        "1 Road of A",
        "1 Road of C",
        "1234567890",
        "DHL",
    ):
        assert text in letter
    assert "18 December 2025" in letter  # sent on the 15th
    assert notice.document.reference == "KX-2025/CN-1"
    event = Event.objects.get(kind="notice.sent")
    assert event.facts["deemed_received"] == "2025-12-18"
    assert OutboxMessage.objects.filter(purpose__startswith="notice/KX-2025/1/").count() == 3
    assert not list(findings([world.agreement]))


def test_notice_stands_on_the_docket_until_it_is_deemed_received(world: World) -> None:
    send(world)
    names = [
        {entry.name for entry in docket_of(world.agreement, date(2025, 12, day))} for day in (15, 18, 19)
    ]
    assert ["notice" in found for found in names] == [True, True, False]
    (row,) = notices_of(world.agreement, date(2025, 12, 17))
    assert (row.deemed_on, row.has_effect) == (date(2025, 12, 18), False)
    assert notices_of(world.agreement, date(2025, 12, 18))[0].has_effect


def test_notice_keeps_the_address_it_went_to(world: World) -> None:
    send(world)
    entry = world.part("A")
    world.later(days=1)
    entered = change_address(
        agreement=world.agreement,
        entry=entry,
        address="2 New Road\n\n City ",
        email="new@issuer.example",
        changed_on=world.today(),
        reason="letter of A",
        paper=pdf("moved"),
        **world.as_("clerk1"),
    )
    assert world.part("A").party.address == "1 Road of A\nCity"
    world.confirmed(entered, entry.party)
    assert NoticeAddressee.objects.get(party=entry).address == "1 Road of A\nCity"
    entry.party.refresh_from_db()
    assert entry.party.address == "2 New Road\nCity"
    assert [contact.address for contact in contacts_of(entry.party)][:2] == [
        "2 New Road\nCity",
        "1 Road of A\nCity",
    ]
    event = Event.objects.filter(kind="party.changed").latest("id")
    assert (event.before["address"], event.after["email"]) == ("1 Road of A\nCity", "new@issuer.example")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": "  "}, "missing"),
        ({"subject": "a\nBcc: b"}, "not_one_line"),
        ({"subject": "x" * 201}, "too_long"),
        ({"text": ""}, "missing"),
        ({"text": "x" * 1001}, "paper-too-long"),
        ({"courier": ""}, "missing"),
        ({"tracking_number": " "}, "missing"),
        ({"sent_on": date(2025, 12, 16)}, "future_date"),
        ({"to": []}, "no_addressee"),
    ],
)
def test_notice_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    before = standing()
    with pytest.raises(RuleViolation) as refusal:
        send(world, **changes)
    assert refusal.value.code == code
    assert standing() == before


def test_wrong_parties_are_refused(world: World) -> None:
    target = world.agreement.agreement_parties.filter(letter="").first()
    assert target is not None
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"to": [world.part("A"), world.part("A")]}, "addressee_twice"),
        ({"to": [world.part("D")]}, "own_addressee"),
        ({"to": [target]}, "not_a_party"),
        ({"sender": target}, "not_a_party"),
        ({"sender": world.part("A"), "to": [world.part("D")]}, "no_address"),
        ({"sender": world.part("A"), "to": [world.part("B")]}, "notice_without_letter"),
    ]
    before = standing()
    for changes, code in wrong:
        with pytest.raises(RuleViolation) as refusal:
            send(world, **changes)
        assert refusal.value.code == code
    assert standing() == before


def test_party_of_another_agreement_is_no_addressee(world: World) -> None:
    other = worlds.loaded(reference="KX-2026")
    before = standing()
    with pytest.raises(RuleViolation) as refusal:
        send(world, to=[other.part("A")])
    assert refusal.value.code == "not_a_party"
    assert standing() == before


def test_same_consignment_is_recorded_once(world: World) -> None:
    send(world)
    before = standing()
    with pytest.raises(RuleViolation) as refusal:
        send(world, subject="Again")
    assert refusal.value.code == "consignment_known"
    assert standing() == before


def test_another_partys_notice_is_its_own_letter(world: World) -> None:
    notice = send(world, sender=world.part("A"), to=[world.part("B")], paper=pdf("letter of A"))
    assert not notice.document.made_here
    assert vault.read(notice.document.sha256) == pdf("letter of A").content


@pytest.mark.parametrize("who", ["officer_a", "seller", "compliance"])
def test_only_clerk_and_supervisor_record_notices(world: World, who: str) -> None:
    before = standing()
    with pytest.raises(RuleViolation) as refusal:
        send_notice(
            agreement=world.agreement,
            sender=world.part("D"),
            to=[world.part("A")],
            subject="s",
            text="t",
            sent_on=world.today(),
            courier="c",
            tracking_number="1",
            **world.as_(who),
        )
    assert refusal.value.code == "not_permitted"
    assert standing() == before


# --- The courier's proof ---


def prove(world: World, **changes: Any) -> NoticeReceipt:
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "addressee": NoticeAddressee.objects.filter(receipt__isnull=True).first()
        or NoticeAddressee.objects.first(),
        "outcome": "delivered",
        "happened_on": world.today(),
        "signed_for_by": "Reception",
    }
    return prove_notice(**(arguments | changes), **world.as_("clerk1"))


def test_proof_is_recorded_and_moves_no_deadline(world: World) -> None:
    send(world)
    world.later(days=8)
    prove(world, outcome="returned", signed_for_by="")
    assert notices_of(world.agreement, world.today())[0].deemed_on == date(2025, 12, 18)
    assert Event.objects.get(kind="notice.proved").facts["outcome"] == "came back undelivered"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "lost"}, "wrong_outcome"),
        ({"happened_on": date(2025, 12, 14)}, "dates_out_of_order"),
        ({"happened_on": date(2025, 12, 16)}, "future_date"),
        ({"signed_for_by": " "}, "delivery_without_proof"),
    ],
)
def test_proof_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    send(world)
    before = standing()
    with pytest.raises(RuleViolation) as refusal:
        prove(world, **changes)
    assert refusal.value.code == code
    assert standing() == before


def test_addressee_is_proved_once(world: World) -> None:
    send(world, to=[world.part("A")])
    prove(world)
    before = standing()
    with pytest.raises(RuleViolation) as refusal:
        prove(world)
    assert refusal.value.code == "already_proved"
    assert standing() == before


# --- Addresses ---


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "nobody"}, "wrong_address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "wrong_address"),
        ({"address": "", "email": ""}, "missing"),
        ({"address": "x" * 501}, "too_long"),
        ({"reason": ""}, "missing"),
        ({"changed_on": date(2026, 1, 1)}, "future_date"),
        ({"address": "1 Road of A\nCity", "email": "notices@issuer.example"}, "nothing_changed"),
    ],
)
def test_address_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "entry": world.part("A"),
        "address": "3 Road",
        "email": "x@issuer.example",
        "changed_on": world.today(),
        "reason": "letter",
    }
    before = standing()
    with pytest.raises(RuleViolation) as refusal:
        change_address(**(arguments | changes), **world.as_("clerk1"))
    assert refusal.value.code == code
    assert standing() == before
    assert world.part("A").party.address == "1 Road of A\nCity"


@pytest.mark.parametrize("model", [Notice, NoticeAddressee])
def test_notices_are_never_changed_or_removed(world: World, model: Any) -> None:
    send(world)
    rows = model.objects.all()
    field = "subject" if model is Notice else "address"
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**{field: "other"})
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete(rows.db)


# --- Terms stored before the period was a term of its own ---


def test_terms_stored_without_the_period_mean_the_third_day(world: World) -> None:
    content = world.agreement.terms_versions.get().content
    assert content["deadlines"].pop("notice_calendar_days") == 3
    assert AgreementTerms.from_plain(content).deadlines.notice_calendar_days == 3
