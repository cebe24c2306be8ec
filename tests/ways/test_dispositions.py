"""Legal disposition: an order, its check by another, two persons, the letter, and the transfer agent's confirmation (EA 4.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from documents.models import Document, OutboxMessage
from tests import worlds
from tests.unchanged import refused
from tests.walls.tools import refused_by_database, without_walls
from tests.ways.steps import answered, authorised, checked, disposed, ordered, out
from tests.worlds import World
from tranches.models import Disposition, DispositionAuthorisation, DispositionCheck, Posting
from tranches.selectors.delivery.dispositions import word_of
from tranches.selectors.ending.expiry import why_not_expired
from tranches.selectors.ledger.balances import balances
from tranches.services.delivery.disposing import authorise_disposition, set_aside_disposition
from tranches.services.delivery.dispositions import Taken
from tranches.verification import findings

STAGE = worlds.released


def clean(world: World) -> bool:
    return not [found for found in findings([world.agreement]) if not found[0].startswith("I7")]


# --- The road ---


def test_shares_leave_by_an_order_from_the_accounts_it_names_and_verify_is_clean(world: World) -> None:
    before = balances(world.agreement)
    disposed(world, Taken("held", world.tranche(5), 1_000), Taken("kept", world.tranche(1), 200))
    after = balances(world.agreement)
    assert after.total("disposed") == 1_200
    assert after.of("held", 5) == before.of("held", 5) - 1_000
    assert after.of("kept", 1) == before.of("kept", 1) - 200
    assert after.in_escrow == before.in_escrow - 1_200
    assert clean(world)


def test_nothing_moves_and_nobody_is_told_before_the_check(world: World) -> None:
    messages = OutboxMessage.objects.count()
    disposition = ordered(world)
    assert word_of(disposition) == "waits for its legal check"
    with refused("not_effective"):
        authorise_disposition(
            disposition=disposition, seen_digest=disposition.digest, **world.as_("supervisor")
        )
    assert OutboxMessage.objects.count() == messages
    checked(world, disposition)
    notice = Document.objects.get(kind="disposition_notice")
    assert disposition.legal_check.notice == notice
    assert notice.reference == "KX-2025/LD-1/notice"


def test_an_order_without_effect_ends_there(world: World) -> None:
    disposition = ordered(world)
    checked(world, disposition, is_effective=False)
    assert word_of(disposition) == "found without effect"
    assert not Document.objects.filter(kind="disposition_notice").exists()
    with refused("not_effective"):
        authorise_disposition(
            disposition=disposition, seen_digest=disposition.digest, **world.as_("supervisor")
        )


def test_what_a_letter_asks_for_moves_no_other_way_until_it_is_answered(world: World) -> None:
    disposition = ordered(world, Taken("held", world.tranche(5), 3_000_000))
    checked(world, disposition)
    authorised(world, disposition)
    with refused("more_than_held"):
        ordered(world, Taken("held", world.tranche(5), 1))
    out(world, disposition)
    answered(world, disposition, "refused")
    assert balances(world.agreement).of("held", 5) == 3_000_000
    ordered(world, Taken("held", world.tranche(5), 1))
    assert clean(world)


def test_an_open_disposition_keeps_the_agreement_from_expiring(world: World) -> None:
    ordered(world)
    assert "LD-1 is open: waits for its legal check." in why_not_expired(world.agreement, world.now)


def test_set_aside_before_the_letter_went_out_it_stays_on_record(world: World) -> None:
    disposition = ordered(world)
    checked(world, disposition)
    authorised(world, disposition)
    set_aside_disposition(disposition=disposition, reason="the court withdrew it", **world.as_("clerk2"))
    disposition.refresh_from_db()
    assert word_of(disposition) == "set aside"
    assert clean(world)


# --- Bad input ---


def _tranche_of_another() -> Any:
    return worlds.loaded(reference="KX-OTHER").tranche(5)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ground": "successor"}, "wrong_ground"),
        ({"authority": " "}, "missing"),
        ({"to_name": ""}, "missing"),
        ({"delivery_account": ""}, "missing"),
        ({"reason": ""}, "missing"),
        ({"received_on": date(2999, 1, 1)}, "future_date"),
        ({"dated_on": date(2026, 12, 18), "received_on": date(2026, 12, 17)}, "dates_out_of_order"),
        ({"lines": ()}, "no_lines"),
    ],
)
def test_an_order_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    with refused(code):
        ordered(world, **changes)


@pytest.mark.parametrize(
    ("account", "shares", "code"),
    [
        ("held", 3_000_001, "more_than_held"),
        ("held", 0, "no_shares"),
        ("held", -5, "no_shares"),
        ("kept", 1, "more_than_held"),
        ("recipient", 1, "not_disposable"),
        ("reserved", 1, "not_disposable"),
    ],
)
def test_a_line_takes_what_is_free_in_escrow(world: World, account: str, shares: int, code: str) -> None:
    with refused(code):
        ordered(world, Taken(account, world.tranche(5), shares))


def test_a_place_twice_and_a_tranche_of_another_agreement_are_refused(world: World) -> None:
    line = Taken("held", world.tranche(5), 1)
    with refused("line_twice"):
        ordered(world, line, line)
    other = _tranche_of_another()
    with refused("two_agreements"):
        ordered(world, Taken("held", other, 1))


def test_the_check_is_anothers_and_the_authorisers_are_two(world: World) -> None:
    disposition = ordered(world)
    with refused("needs_second_person"):
        checked(world, disposition, "clerk1")
    checked(world, disposition)
    with refused("already_checked"):
        checked(world, disposition, "supervisor")
    with refused("digest_moved"):
        authorise_disposition(disposition=disposition, seen_digest="0" * 64, **world.as_("supervisor"))
    authorised(world, disposition, "supervisor")
    with refused("needs_second_person"):
        authorised(world, disposition, "supervisor")
    world.second_account("supervisor_again", of="supervisor")
    with refused("needs_second_person"):
        authorised(world, disposition, "supervisor_again")
    with refused("preparer_comes_first"):
        authorised(world, disposition, "clerk1")
    authorised(world, disposition, "clerk2")
    with refused("already_authorised"):
        authorised(world, disposition, "clerk2")


def test_the_letter_is_sent_and_answered_in_order(world: World) -> None:
    disposition = ordered(world)
    checked(world, disposition)
    with refused("no_letter"):
        out(world, disposition)
    with refused("not_sent"):
        answered(world, disposition)
    authorised(world, disposition)
    out(world, disposition)
    with refused("no_letter"):
        out(world, disposition)
    with refused("dates_out_of_order"):
        answered(world, disposition, answered_on=world.today() - timedelta(days=1))
    with refused("cannot_set_aside"):
        set_aside_disposition(disposition=disposition, reason="too late", **world.as_("clerk2"))
    answered(world, disposition)
    with refused("not_sent"):
        answered(world, disposition)


def test_the_same_form_sent_twice_authorises_once(world: World) -> None:
    disposition = ordered(world)
    checked(world, disposition)
    given = {"disposition": disposition, "seen_digest": disposition.digest, "key": "form-1"}
    first = authorise_disposition(**given, **world.as_("supervisor"))
    assert authorise_disposition(**given, **world.as_("supervisor")) == first
    assert DispositionAuthorisation.objects.count() == 1


# --- The walls, and what happens without them ---


def test_the_walls_let_nothing_be_disposed_of_without_its_authority(world: World) -> None:
    from tests.walls.rows import posting

    disposition = ordered(world)
    line = disposition.lines.get()
    given = {"tranche": world.tranche(5), "disposition_line": line}
    with refused_by_database("checked paper, two different persons"):
        posting(world, "disposition", "held", "disposed", 1_000, **given)
    checked(world, disposition)
    with refused_by_database("checked paper, two different persons"):
        posting(world, "disposition", "held", "disposed", 1_000, **given)
    authorised(world, disposition)
    with refused_by_database("until it is answered"):
        posting(world, "deduction", "held", "kept", 2_999_001, tranche=world.tranche(5))
    out(world, disposition)
    answered(world, disposition)
    with refused_by_database():
        posting(world, "disposition", "held", "disposed", 1_000, **given)


def test_without_the_walls_a_disposition_without_authority_is_found_by_verify(world: World) -> None:
    from tests.walls.rows import posting

    disposition = ordered(world)
    with without_walls():
        posting(
            world,
            "disposition",
            "held",
            "disposed",
            1_000,
            tranche=world.tranche(5),
            disposition_line=disposition.lines.get(),
        )
    said = " ".join(sentence for _, sentence in findings([world.agreement]))
    assert "LD-1: its paper was not checked and found effective." in said
    assert "fewer than two different persons" in said
    assert "without the transfer agent’s confirmation" in said


def test_one_who_checks_his_own_paper_is_found_by_wall_and_verify(world: World) -> None:
    disposition = disposed(world)
    with refused_by_database("another person than the one who recorded"):
        DispositionCheck.objects.create(
            disposition=ordered(world),
            person=world.users["clerk1"].person,
            is_effective=True,
            finding="x",
            checked_on=world.today(),
            recorded_at=world.now,
        )
    with without_walls():
        Disposition.objects.filter(pk=disposition.pk).update(filed_person=disposition.legal_check.person)
    assert any(
        "the same person recorded its paper and checked it" in said for _, said in findings([world.agreement])
    )
    assert Posting.objects.filter(kind="disposition").count() == 1
