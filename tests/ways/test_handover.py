"""Hand-over to a successor agent: an appointment by all or a court, the pack, all shares, and the closing (EA 2, 4.2)."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest

from documents import vault
from documents.journal.record import head_of
from documents.models import Document, Event
from tests import worlds
from tests.unchanged import refused
from tests.ways.steps import answered, appointed, authorised, checked, handed_over, ordered, out, stopped
from tests.worlds import World
from tranches.models import Closing, Disposition, HandOverPack
from tranches.money.selectors.fees import escrow_period
from tranches.papers.handover import handover_archive
from tranches.selectors.ledger.balances import balances
from tranches.services.delivery.handover import make_handover_pack
from tranches.services.dispute.holds import confirm_hold, propose_hold
from tranches.services.ending.closing import close_agreement
from tranches.verification import findings

STAGE = worlds.released


def packed(world: World) -> tuple[HandOverPack, zipfile.ZipFile]:
    disposition = appointed(world)
    checked(world, disposition)
    pack = make_handover_pack(disposition=disposition, **world.as_("clerk1"))
    return pack, zipfile.ZipFile(io.BytesIO(vault.read(pack.document.sha256)))


def test_everything_in_escrow_goes_to_the_successor_and_the_agreement_closes_as_handed_over(
    world: World,
) -> None:
    inside = balances(world.agreement).in_escrow
    disposition = handed_over(world)
    standing = balances(world.agreement)
    assert (standing.in_escrow, standing.total("disposed")) == (0, inside)
    close_agreement(agreement=world.agreement, **world.as_("supervisor"))
    closing = Closing.objects.get()
    assert (closing.way, closing.expired_on) == ("handed_over", disposition.end.ended_on)
    text = vault.read(closing.document.sha256).decode()
    assert "handed over on 18 December 2026 to Next Escrow Ltd." in text
    assert escrow_period(world.agreement)[1] == disposition.end.ended_on
    assert not [found for found in findings([world.agreement]) if not found[0].startswith("I7")]
    with refused("agreement_closed"):
        stopped(world)


def test_the_pack_says_everything_and_proves_it(world: World) -> None:
    hold = propose_hold(
        tranche=world.tranche(4),
        ground="dispute",
        shares=50_000,
        reason="disputed",
        opened_on=world.today(),
        **world.as_("clerk1"),
    )
    confirm_hold(hold=hold, **world.as_("supervisor"))
    pack, archive = packed(world)
    names = set(archive.namelist())
    assert names == {
        "index.json",
        "balances.csv",
        "postings.csv",
        "open_matters.csv",
        "documents.csv",
        "journal.jsonl",
        "terms/version-1.json",
    }
    index = json.loads(archive.read("index.json"))
    assert index["journal_head"]["digest"] == pack.head_digest
    assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names - {"index.json"}} == index[
        "files"
    ]
    journal = [json.loads(line) for line in archive.read("journal.jsonl").decode().splitlines()]
    assert [entry["number"] for entry in journal] == list(range(1, pack.head_count + 1))
    assert journal[-1]["digest"] == pack.head_digest
    listed = archive.read("documents.csv").decode()
    before = Document.objects.filter(binder=world.agreement.binder).exclude(pk=pack.document.pk)
    assert all(sha256 in listed for sha256 in before.values_list("sha256", flat=True))
    assert "1,Kept,1,293234" in archive.read("balances.csv").decode()
    assert "End of the hold on tranche 4" in archive.read("open_matters.csv").decode()


def test_the_same_record_gives_the_same_pack(world: World) -> None:
    disposition = appointed(world)
    one = handover_archive(world.agreement, disposition, now=world.now)
    assert handover_archive(world.agreement, disposition, now=world.now) == one
    assert (
        head_of(world.agreement.binder).count == Event.objects.filter(binder=world.agreement.binder).count()
    )


# --- Bad input ---


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_by": ["A", "B", "D"]}, "appointment_not_signed_by_all"),
        ({"signed_by": []}, "appointment_not_signed_by_all"),
        ({"successor": ""}, "missing"),
        ({"delivery_account": ""}, "missing"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    with refused(code):
        appointed(world, **changes)


def test_a_court_appoints_without_the_parties_signatures(world: World) -> None:
    assert appointed(world, signed_by=[], court="CIETAC").is_handover


def test_no_hand_over_while_another_disposition_is_open_or_a_letter_is_out(world: World) -> None:
    ordered(world)
    with refused("disposition_open"):
        appointed(world)


def test_without_its_pack_nobody_authorises(world: World) -> None:
    disposition = appointed(world)
    with refused("not_effective"):
        make_handover_pack(disposition=disposition, **world.as_("clerk1"))
    checked(world, disposition)
    with refused("no_pack"):
        authorised(world, disposition)


def test_only_a_hand_over_has_a_pack(world: World) -> None:
    disposition = ordered(world)
    checked(world, disposition)
    with refused("no_handover"):
        make_handover_pack(disposition=disposition, **world.as_("clerk1"))


def test_what_stands_in_escrow_must_be_all_of_it(world: World) -> None:
    disposition = appointed(world)
    checked(world, disposition)
    make_handover_pack(disposition=disposition, **world.as_("clerk1"))
    other = ordered(world)
    checked(world, other)
    authorised(world, other)
    out(world, other)
    answered(world, other)
    with refused("more_than_held"):
        authorised(world, disposition)
    assert Disposition.objects.count() == 2


def test_the_agreement_stays_open_until_the_shares_are_gone(world: World) -> None:
    disposition = appointed(world)
    checked(world, disposition)
    with refused("not_closable"):
        close_agreement(agreement=world.agreement, **world.as_("supervisor"))
