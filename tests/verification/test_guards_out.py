"""Negative controls: with a guard taken out, the damage it stands against passes. What else looks does not stand in for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from documents import vault
from documents.journal.record import head_of
from documents.models import Event
from documents.tables import exports
from tests import worlds
from tests.walls.tools import run, without_walls
from tests.worlds import World
from tranches import verification
from tranches.models import EscrowAgreement
from tranches.selectors import access
from tranches.services.agreement.agreements import record_deposit

STAGE = worlds.reported


@pytest.fixture(autouse=True)
def its_own_vault(request: pytest.FixtureRequest, settings: Any) -> None:
    """The files of the stage, where a test begins from it."""
    if "world" in request.fixturenames:
        settings.VAULT_ROOT = request.getfixturevalue("world").vault


def found(world: World) -> list[str]:
    """What `verify` says of the agreement and of all binders, by invariant."""
    return [f"{name}: {sentence}" for name, sentence in verification.findings([world.agreement])]


def without(monkeypatch: pytest.MonkeyPatch, invariant: str) -> None:
    """Take one check out of `verify`."""
    left = tuple(entry for entry in verification.OVER_ALL if entry[0] != invariant)
    assert len(left) == len(verification.OVER_ALL) - 1
    monkeypatch.setattr(verification, "OVER_ALL", left)


def test_without_the_chain_an_altered_event_passes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    event = Event.objects.filter(binder=world.agreement.binder_id).order_by("number")[2]
    with without_walls():
        run("UPDATE documents_event SET reason = 'invented' WHERE id = %s", event.pk)
    assert any(
        f"event {event.number}: its content does not give its digest" in sentence for sentence in found(world)
    )
    without(monkeypatch, "I6 every chain is whole")
    assert found(world) == []


def test_without_its_anchors_a_cut_tail_passes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last event tells of a head given out, so no other row misses it."""
    head = head_of(world.agreement.binder)
    with without_walls():
        run(
            "DELETE FROM documents_event WHERE binder_id = %s AND number = %s",
            world.agreement.binder_id,
            head.count,
        )
    first = found(world)
    assert any(sentence.startswith("I6 every head that was given out stands") for sentence in first)
    without(monkeypatch, "I6 every head that was given out stands")
    assert not any(
        sentence.startswith("I6 every head that was given out stands") for sentence in found(world)
    )
    without(monkeypatch, "I6 every chain is whole")
    assert not any("chain" in sentence for sentence in found(world))


def test_without_its_look_at_the_walls_verify_calls_a_house_without_them_clean(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_walls():
        assert len(found(world)) > 500
        without(monkeypatch, "I8 the walls stand")
        assert found(world) == []


def test_without_its_look_at_the_files_a_lost_paper_passes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = Event.objects.filter(binder=world.agreement.binder_id, kind="document.filed")
    sha256 = digests.order_by("number")[0].documents[0]["sha256"]
    path = vault.path_of(sha256)
    kept = path.read_bytes()
    path.unlink()
    try:
        assert any(sentence.startswith("I7") for sentence in found(world))
        without(monkeypatch, "I7 every filed document is there")
        assert found(world) == []
    finally:
        vault.store(kept)


def test_without_the_comparison_a_damaged_paper_is_handed_out(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    settings.VAULT_ROOT = tmp_path
    sha256 = vault.store(b"%PDF-1.4 whole")
    path = vault.path_of(sha256)
    path.chmod(0o640)
    path.write_bytes(b"%PDF-1.4 other")
    with pytest.raises(vault.MissingFile, match="is damaged"):
        vault.read(sha256)
    believed = SimpleNamespace(hexdigest=lambda: sha256)
    monkeypatch.setattr(vault, "hashlib", SimpleNamespace(sha256=lambda _content: believed))
    assert vault.read(sha256) == b"%PDF-1.4 other"


def test_without_its_doorway_an_officer_meets_another_deal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = worlds.loaded(reference="KX-STRANGE")
    with without_walls():
        run("DELETE FROM parties_membership WHERE person_id = %s", world.users["clerk3"].person_id)
    actor = world.actor("clerk3")
    with pytest.raises(access.Http404):
        access.agreement_for(actor, stranger.agreement.reference)
    monkeypatch.setattr(access, "agreements_of", lambda _actor: EscrowAgreement.objects.all())
    assert access.agreement_for(actor, stranger.agreement.reference) == stranger.agreement


def test_without_its_key_a_form_sent_twice_counts_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = worlds.loaded(reference="KX-TWICE")

    def send() -> int:
        record_deposit(
            agreement=other.agreement,
            shares=5,
            deposited_on=other.today(),
            reference="TA-1",
            paper=worlds.pdf("lot"),
            key="k",
            **other.as_("clerk1"),
        )
        return int(other.agreement.lots.count())

    assert (send(), send()) == (1, 1)
    monkeypatch.setattr("tranches.services.act._answered", lambda *_: None)
    monkeypatch.setattr("tranches.services.act._spend", lambda *_: None)
    assert send() == 2


def test_without_the_prefix_a_name_leaves_as_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    def cells() -> str:
        with exports.write_csv([], ["name"], [["=HYPERLINK(1)"]]).file as file:
            return bytes(file.read()).decode()

    assert "'=HYPERLINK(1)" in cells()
    monkeypatch.setattr(exports, "harmless", str)
    assert "'=" not in cells()
