"""Retention and legal holds: until when each part is kept, what bars its destruction, and that two persons end a hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from documents.models import Document, Event
from documents.seen import MOVED
from tests import worlds
from tests.closing import road
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE, Fields, page, paper, standing
from tests.desk.helpers import refused as page_refused
from tests.unchanged import refused
from tests.walls.tools import refused_by_database
from tests.worlds import World, pdf
from tranches.keeping.selectors import Kept, retention_of
from tranches.keeping.services.legal_holds import lift_legal_hold, set_legal_hold
from tranches.models import AgreementParty, Disposition, EscrowAgreement, LegalHold, LegalHoldLift
from tranches.papers.handover import handover_archive
from tranches.selectors.access import documents_of
from tranches.selectors.agreement.legal_holds import standing_legal_holds
from tranches.selectors.seen import seen_of
from tranches.services import act as act_module
from tranches.terms.retention import CLASSES, class_of, due_on

STAGE = road.closed
URL = reverse("review:retention")


def held(world: World, who: str = "compliance") -> LegalHold:
    return set_legal_hold(
        agreement=world.agreement,
        reason="The seller sues in Shanghai.",
        set_on=world.today(),
        paper=pdf("claim"),
        **world.as_(who),
    )


def lifted(world: World, hold: LegalHold, who: str = "supervisor", **changed: object) -> LegalHoldLift:
    given = {
        "hold": hold,
        "reason": "The award is paid.",
        "lifted_on": world.today(),
        "paper": pdf("end"),
        **world.as_(who),
    }
    return lift_legal_hold(**(given | changed))  # type: ignore[arg-type]


def rows(world: World, on: date) -> dict[str, Kept]:
    """The rows of the deal by class, and of the seller's register."""
    found = retention_of([world.agreement], on)
    mine = {world.agreement.reference, world.part("C").party.binder.reference}
    return {row.kind.name: row for row in found if row.binder in mine}


def test_each_class_counts_from_the_closing_or_what_came_after_it(world: World) -> None:
    closed_on = world.agreement.closing.closed_on
    found = rows(world, closed_on)
    assert set(found) == {kind.name for kind in CLASSES}
    deal = found["deal"]
    assert (
        deal.entries
        == Event.objects.filter(binder=world.agreement.binder).count()
        + Document.objects.filter(binder=world.agreement.binder)
        .exclude(kind__in=("checklist_evidence",))
        .count()
    )
    assert deal.since == closed_on
    assert deal.due_on == due_on(closed_on, 20)
    assert deal.standing(deal.due_on - timedelta(days=1)) == "kept"
    assert deal.standing(deal.due_on) == "due"
    world.later(days=900)
    hold = held(world)
    assert rows(world, world.today())["deal"].since == world.today()
    assert rows(world, world.today())["money"].since == closed_on
    assert hold in rows(world, world.today())["money"].holds


def test_what_runs_has_no_day_and_a_register_waits_for_its_last_deal(world: World) -> None:
    other = worlds.funded(reference="KX-RUNS")
    found = retention_of(list(EscrowAgreement.objects.order_by("pk")), date(2200, 1, 1))
    of = {(row.binder, row.kind.name): row for row in found}
    assert of["KX-RUNS", "deal"].standing(date(2200, 1, 1)) == "runs"
    assert of["KX-RUNS", "deal"].due_on is None
    assert of[world.agreement.reference, "deal"].standing(date(2200, 1, 1)) == "due"
    shared = {
        part.party.binder.reference for part in AgreementParty.objects.filter(agreement=other.agreement)
    }
    assert all(of[name, "register"].runs == "KX-RUNS" for name in shared)


def test_a_hold_bars_every_class_and_the_registers_until_the_day_after_its_lift(world: World) -> None:
    far = date(2200, 1, 1)
    assert {row.standing(far) for row in rows(world, far).values()} == {"due"}
    hold = held(world)
    second = held(world, "supervisor")
    assert {row.standing(far) for row in rows(world, far).values()} == {"held"}
    lift = lifted(world, hold)
    assert {row.standing(far) for row in rows(world, far).values()} == {"held"}
    world.later(days=1)
    lifted(world, second, "compliance")
    assert {row.standing(far) for row in rows(world, far).values()} == {"due"}
    assert standing_legal_holds([world.agreement], lift.lifted_on) == [hold, second]
    # The day of the deal may be ahead of the reader's: a hold on record bars whatever its day.
    assert standing_legal_holds([world.agreement], hold.set_on - timedelta(days=1)) == [hold, second]
    kinds = Event.objects.filter(binder=world.agreement.binder, kind__startswith="legal_hold").order_by(
        "number"
    )
    assert [event.kind.partition(".")[2] for event in kinds] == ["set", "set", "lifted", "lifted"]


def test_a_hold_is_lifted_by_a_second_person_once_and_in_order(world: World) -> None:
    hold = held(world)
    world.second_account("other_account", of="compliance")
    for who in ("compliance", "other_account"):
        with refused("same_person"):
            lifted(world, hold, who)
    for who in ("clerk1", "officer_a", "seller"):
        with refused("not_permitted"):
            lifted(world, hold, who)
    with refused("dates_out_of_order"):
        lifted(world, hold, lifted_on=hold.set_on - timedelta(days=1))
    with refused("future_date"):
        lifted(world, hold, lifted_on=world.today() + timedelta(days=2))
    with refused("missing"):
        lifted(world, hold, reason="  ")
    first = lifted(world, hold, key="once")
    assert lifted(world, hold, key="once") == first
    with refused("already_lifted"):
        lifted(world, hold)


def test_the_database_lets_nobody_lift_his_own_hold(world: World) -> None:
    hold = held(world)
    row = {
        "hold": hold,
        "reason": "x",
        "document": hold.document,
        "lifted_on": world.today(),
        "recorded_at": world.now,
    }
    with refused_by_database("another person"):
        LegalHoldLift.objects.create(**row, person=hold.person)
    LegalHoldLift.objects.create(**row, person=world.users["supervisor"].person)


def test_the_paper_of_a_hold_stays_in_the_house_and_a_successor_agent_is_told(world: World) -> None:
    hold = held(world)
    assert hold.document in documents_of(world.actor("compliance"))
    for who in ("officer_a", "seller"):
        assert hold.document not in documents_of(world.actor(who))
    appointment = Disposition(
        document=hold.document, dated_on=world.today(), number=1, to_name="Successor Ltd."
    )
    pack = handover_archive(world.agreement, appointment, now=world.now)
    assert b"sues in Shanghai" in _member(pack, "index.json")


def _member(archive: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(archive)).read(name)


def send(client: Client, act: str, **typed: object) -> object:
    given = {
        "key": "form-1",
        "act": act,
        "day": "2028-01-11",
        "reason": "The seller sues.",
        "paper": paper("claim"),
    }
    return client.post(URL, {name: value for name, value in (given | typed).items() if value is not None})


def test_compliance_sets_a_hold_a_supervisor_lifts_it_and_the_desk_shows_it(
    world: World, enter: Enter, clock: Callable[[datetime], None]
) -> None:
    clock(world.later(days=1))
    one, two = enter("compliance"), enter("supervisor")
    name, case = (
        world.agreement.reference,
        reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,)),
    )
    text = page(one.get(URL))
    assert "No legal hold was ever set" in text
    assert not INLINE.search(text)
    before = standing()
    for wrong, sentence in (
        ({"reason": ""}, "it stands in the record for good"),
        ({"day": "2028-02-31"}, "is no day"),
        ({"day": "2099-01-01"}, "is in the future"),
        ({"paper": None}, "Choose the paper"),
        ({"paper": paper("x").__class__("x.pdf", b"MZ")}, "neither a PDF nor a scan"),
        ({"agreement": "KX-OTHER"}, "KX-OTHER is not one of the available choices"),
    ):
        page_refused(send(one, "set", **({"agreement": name} | wrong)), sentence, before)  # type: ignore[arg-type]
    for _ in "double":
        assert send(one, "set", agreement=name).status_code == 302  # type: ignore[attr-defined]
    hold = LegalHold.objects.get()
    assert "The seller sues." in page(enter("clerk1").get(case))
    before = standing()
    shown = marks_on(two)
    page_refused(
        send(one, "lift", hold=hold.pk, key="form-2", marks=shown),
        "another supervisor or compliance officer lifts it",
        before,
    )  # type: ignore[arg-type]
    assert f"held by legal hold {hold.number} of {name}" in page(two.get(URL))
    for _ in "double":
        answer = send(two, "lift", hold=hold.pk, key="form-3", marks=shown)
        assert answer.status_code == 302  # type: ignore[attr-defined]
    assert "The seller sues." not in page(enter("clerk1").get(case))
    assert "0 standing" in page(two.get(URL))
    for stranger in ("clerk1", "officer_a"):
        assert enter(stranger).get(URL).status_code == 403
        assert send(enter(stranger), "set", agreement=name).status_code == 403  # type: ignore[attr-defined]


def marks_on(client: Client) -> str:
    """What the form of the lift sends back of what it shows."""
    form = Fields(URL)
    form.feed(page(client.get(URL)).partition('id="h-lift"')[2])
    return str(form.values["marks"])


def test_who_lifts_a_hold_sees_it_whole_and_what_moved_meanwhile_is_refused(
    world: World, enter: Enter, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What you see is what you sign: reason, paper and digest, and what bars the destruction afterwards."""
    clock(world.later(days=1))
    hold, client = held(world), enter("supervisor")
    text = page(client.get(URL))
    digest = re.search(r'what-is-signed"[^>]*data-digest="([0-9a-f]{64})"', text)
    assert digest is not None
    assert digest[1] == seen_of(hold).digest
    for words in (
        "The seller sues in Shanghai.",
        "What bars the destruction of the record",
        "<strong>nothing</strong>",
    ):
        assert words in text
    shown, other = marks_on(client), held(world)  # a second one stands meanwhile: the record stays barred
    before = standing()
    for sent in (shown, "", f"legalhold.{hold.pk}:{'0' * 64}"):
        page_refused(send(client, "lift", hold=hold.pk, marks=sent), MOVED, before)  # type: ignore[arg-type]
    with refused("changed_meanwhile"):
        lifted(world, hold, marks=shown)
    assert f"<strong>{other}</strong>" in page(client.get(URL))
    monkeypatch.setattr(act_module, "require_same", lambda *_: None)
    assert lifted(world, hold, marks=shown).hold == hold, "without the comparison it would be lifted"


def test_the_command_lists_any_day_and_deletes_nothing(world: World) -> None:
    real = worlds.funded(reference="KX-REAL")
    held(real)
    before = standing()

    def told(**options: str) -> str:
        out = StringIO()
        call_command("retention", stdout=out, **options)
        return out.getvalue()

    with override_settings(RETENTION_YEARS={kind.name: 1 for kind in CLASSES}):
        text = told(on="2100-01-01")
    assert "KX-REAL  deal file" in text
    assert "HELD by legal hold 1 of KX-REAL since" in text
    assert world.agreement.reference not in text, "a simulation is not listed"
    assert "this software deletes nothing" in text
    assert standing() == before
    with pytest.raises(CommandError, match="is no day"):
        told(on="tomorrow")


def test_a_new_kind_of_paper_belongs_to_the_deal_file_and_29_february_counts_on() -> None:
    assert class_of("something_new").name == "deal"
    assert due_on(date(2028, 2, 29), 10) == date(2038, 3, 1)
    assert due_on(date(2028, 2, 29), 20) == date(2048, 2, 29)
