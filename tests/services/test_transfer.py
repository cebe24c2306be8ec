"""The transfer agent's answers: confirmed, in part, refused, recalled, and what each does to the ledger (EA 3.2)."""

from datetime import timedelta
from typing import Any

import pytest

from tests import worlds
from tests.unchanged import refused
from tests.worlds import World, pdf
from tranches.models import Account, Release, TransferAgentAnswer
from tranches.selectors.ledger.balances import balances
from tranches.selectors.release.confirmed import standing_of
from tranches.services.instruction.approvals import revoke_approval
from tranches.services.release.transfer import (
    record_confirmation,
    record_recall,
    record_refusal,
    request_recall,
    send_release,
)
from tranches.verification import PER_AGREEMENT

DUE = 2_706_766


def _authorised() -> World:
    world = worlds.instructed()
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    return world


STAGE = _authorised


def stands(world: World, number: int = 1) -> tuple[int, int, int, int]:
    """Held, reserved, kept and released shares of a tranche."""
    standing = balances(world.agreement)
    return (
        standing.of(Account.HELD, number),
        standing.of(Account.RESERVED, number),
        standing.of(Account.KEPT, number),
        standing.of(Account.RECIPIENT, number),
    )


def confirm(world: World, shares: int | None = None, **changes: Any) -> TransferAgentAnswer:
    release = world.release()
    line = release.lines.get()
    arguments: dict[str, Any] = {
        "release": release,
        "confirmed": None if shares is None else {line.pk: shares},
        "answered_on": world.today(),
        "reference": "TA-OK",
        **world.as_("clerk1"),
    }
    return record_confirmation(**(arguments | changes))


def refuse(world: World, **changes: Any) -> TransferAgentAnswer:
    arguments: dict[str, Any] = {
        "release": world.release(),
        "reason": "legend missing",
        "answered_on": world.today(),
        **world.as_("clerk1"),
    }
    return record_refusal(**(arguments | changes))


def recall(world: World) -> TransferAgentAnswer:
    return record_recall(
        release=world.release(), reason="asked back", answered_on=world.today(), **world.as_("clerk1")
    )


def again(world: World) -> None:
    """Authorise the next attempt and send its letter."""
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()


# --- Sending -------------------------------------------------------------------------------------


def test_a_letter_is_sent_once(world: World) -> None:
    assert world.send().state == "sent"
    with refused("wrong_state"):
        world.send()


def test_sending_says_how(world: World) -> None:
    with refused("missing"):
        send_release(release=world.release(), sent_on=world.today(), how="", **world.as_("clerk1"))


def test_a_letter_is_not_sent_before_it_was_authorised_nor_tomorrow(world: World) -> None:
    for days, code in ((-1, "dates_out_of_order"), (1, "future_date")):
        with refused(code):
            send_release(
                release=world.release(),
                sent_on=world.today() + timedelta(days=days),
                how="mail",
                **world.as_("clerk1"),
            )


def test_a_letter_that_was_not_sent_is_not_confirmed(world: World) -> None:
    with refused("not_sent"):
        confirm(world)


def test_a_letter_that_was_not_sent_is_not_refused(world: World) -> None:
    with refused("not_sent"):
        refuse(world)


# --- Confirmed -----------------------------------------------------------------------------------


def test_a_confirmation_releases_what_was_reserved_and_keeps_the_rest(world: World) -> None:
    world.send()
    assert confirm(world).kind == "confirmed"
    assert stands(world) == (0, 0, 3_000_000 - DUE, DUE)
    assert (world.release().state, world.instruction().state, world.tranche(1).state) == (
        "confirmed",
        "executed",
        "deducted",
    )


def test_a_release_is_confirmed_once(world: World) -> None:
    world.send()
    confirm(world)
    with refused("release_answered"):
        confirm(world)
    with refused("release_answered"):
        refuse(world)


def test_a_confirmation_has_its_reference_or_its_paper(world: World) -> None:
    world.send()
    with refused("confirmation_without_proof"):
        confirm(world, reference="  ")
    assert confirm(world, reference="", paper=pdf("confirmation")).document is not None


@pytest.mark.parametrize(
    ("shares", "code"), [(0, "nothing_confirmed"), (-1, "more_than_asked"), (DUE + 1, "more_than_asked")]
)
def test_a_confirmation_covers_from_one_share_to_what_was_asked(world: World, shares: int, code: str) -> None:
    world.send()
    with refused(code):
        confirm(world, shares)


def test_a_line_of_another_release_is_not_confirmed(world: World) -> None:
    world.send()
    with refused("wrong_line"):
        confirm(world, confirmed={world.release().lines.get().pk + 999: 1})


def test_an_answer_of_tomorrow_or_before_the_letter_is_refused(world: World) -> None:
    world.send()
    for days, code in ((-1, "dates_out_of_order"), (1, "future_date")):
        with refused(code):
            confirm(world, answered_on=world.today() + timedelta(days=days))
        with refused(code):
            refuse(world, answered_on=world.today() + timedelta(days=days))


# --- Confirmed in part ---------------------------------------------------------------------------


def test_a_confirmation_in_part_leaves_the_rest_open_under_the_same_letter(world: World) -> None:
    world.send()
    assert confirm(world, 1_000_000).kind == "partly_confirmed"
    assert stands(world) == (3_000_000 - DUE, DUE - 1_000_000, 0, 1_000_000)
    assert (world.release().state, world.instruction().state, world.instruction().attempt) == (
        "sent",
        "approved",
        1,
    )
    assert standing_of(world.release()).words == "confirmed 1,000,000 of 2,706,766, 1,706,766 open"
    with refused("already_authorised"):
        world.authorise(world.instruction())


def test_the_rest_is_confirmed_under_the_same_letter(world: World) -> None:
    world.send()
    confirm(world, 1_000_000)
    confirm(world, 5, reference="TA-2")
    assert confirm(world, reference="TA-3").kind == "confirmed"
    assert stands(world) == (0, 0, 3_000_000 - DUE, DUE)
    assert (world.release().state, world.instruction().state, world.tranche(1).state) == (
        "confirmed",
        "executed",
        "deducted",
    )
    assert [row.confirmed_shares for row in world.release().answers.all()] == [1_000_000, 5, DUE - 1_000_005]
    with refused("release_answered"):
        confirm(world, 1, reference="TA-4")


@pytest.mark.parametrize("end", ["refuse", "recall"])
def test_what_is_refused_or_recalled_of_the_rest_goes_back_and_closes_the_letter(
    world: World, end: str
) -> None:
    world.send()
    confirm(world, 1_000_000)
    answer = refuse(world) if end == "refuse" else recall(world)
    assert (answer.confirmed_shares, answer.back_shares) == (0, DUE - 1_000_000)
    assert stands(world) == (2_000_000, 0, 0, 1_000_000)
    assert (world.release().state, world.instruction().state, world.instruction().attempt) == (
        "partly_confirmed",
        "approved",
        2,
    )
    assert world.tranche(1).state == "instructed"


def test_the_next_attempt_asks_only_for_what_is_missing(world: World) -> None:
    world.send()
    confirm(world, 1_000_000)
    refuse(world)
    again(world)
    assert world.release().lines.get().shares == DUE - 1_000_000
    confirm(world, 5)
    refuse(world)
    again(world)
    confirm(world)
    assert stands(world) == (0, 0, 3_000_000 - DUE, DUE)
    assert world.tranche(1).state == "deducted"
    assert Release.objects.filter(agreement=world.agreement).count() == 3


def test_the_next_attempt_needs_its_own_checklist_and_persons(world: World) -> None:
    world.send()
    confirm(world, 1_000_000)
    refuse(world)
    with refused("checklist_incomplete"):
        world.authorise(world.instruction(), "clerk2")
    world.tick_all(world.instruction())
    world.authorise(world.instruction(), "clerk2")
    assert balances(world.agreement).total(Account.RESERVED) == 0


def test_the_same_confirmation_is_recorded_once_and_never_more_than_is_open(world: World) -> None:
    world.send()
    confirm(world, 1_000_000)
    with refused("answer_recorded"):
        confirm(world, 1_000_000)
    with refused("more_than_asked"):
        confirm(world, DUE - 1_000_000 + 1, reference="TA-2")
    with refused("moved_meanwhile"):
        confirm(world, 7, reference="TA-2", seen_open=DUE)
    with refused("moved_meanwhile"):
        refuse(world, seen_open=DUE)
    confirm(world, 7, reference="TA-2", seen_open=DUE - 1_000_000)
    assert stands(world)[3] == 1_000_007


def test_the_same_paper_is_recorded_once_where_no_reference_is_given(world: World) -> None:
    world.send()
    confirm(world, 1_000_000, reference="", paper=pdf("first"))
    with refused("answer_recorded"):
        confirm(world, 1_000_000, reference="", paper=pdf("first"))
    confirm(world, 1_000_000, reference="", paper=pdf("second"))
    assert stands(world)[3] == 2_000_000


def test_an_approval_is_not_revoked_once_part_of_an_open_letter_went_out(world: World) -> None:
    world.send()
    confirm(world, 1_000_000)
    approval = world.instruction().approvals.first()
    assert approval is not None
    with refused("too_late_to_revoke"):
        revoke_approval(approval=approval, party=world.part("A"), reason="no", **world.as_("officer_a"))


def test_verify_finds_nothing_while_a_letter_is_open_and_after(world: World) -> None:
    world.send()
    confirm(world, 1_000_000)
    found = [sentence for _, check in PER_AGREEMENT for sentence in check(world.agreement)]
    recall(world)
    found += [sentence for _, check in PER_AGREEMENT for sentence in check(world.agreement)]
    assert found == []


# --- Refused and recalled ------------------------------------------------------------------------


def test_a_refusal_puts_the_reservation_back_and_can_be_repeated(world: World) -> None:
    world.send()
    assert refuse(world).confirmed_shares == 0
    assert stands(world) == (3_000_000, 0, 0, 0)
    assert (world.release().state, world.tranche(1).state) == ("refused", "instructed")
    again(world)
    confirm(world)
    assert stands(world)[3] == DUE


def test_a_refusal_states_its_reason(world: World) -> None:
    world.send()
    with refused("missing"):
        refuse(world, reason="")


@pytest.mark.parametrize("sent", [True, False])
def test_a_letter_can_be_recalled_before_and_after_it_was_sent(world: World, sent: bool) -> None:
    if sent:
        world.send()
    request_recall(release=world.release(), reason="stop", requested_on=world.today(), **world.as_("clerk1"))
    assert stands(world)[1] == DUE
    recall(world)
    assert stands(world) == (3_000_000, 0, 0, 0)
    assert world.release().state == "recalled"


def test_a_recall_request_needs_a_reason_a_day_and_an_open_letter(world: World) -> None:
    for reason, days, code in (
        ("", 0, "missing"),
        ("stop", 1, "future_date"),
        ("stop", -1, "dates_out_of_order"),
    ):
        with refused(code):
            request_recall(
                release=world.release(),
                reason=reason,
                requested_on=world.today() + timedelta(days=days),
                **world.as_("clerk1"),
            )
    world.send()
    confirm(world)
    with refused("release_answered"):
        request_recall(
            release=world.release(), reason="stop", requested_on=world.today(), **world.as_("clerk1")
        )


def test_a_confirmed_letter_is_not_recalled(world: World) -> None:
    world.send()
    confirm(world)
    with refused("release_answered"):
        recall(world)


def test_a_letter_confirmed_after_the_request_to_stop_is_confirmed(world: World) -> None:
    world.send()
    request_recall(release=world.release(), reason="stop", requested_on=world.today(), **world.as_("clerk1"))
    confirm(world)
    assert stands(world)[3] == DUE


def test_the_day_of_the_letter_is_counted_in_the_agreements_time_zone(world: World) -> None:
    """At 17:00 UTC it is the next day in Shanghai: the day there counts, not the one of UTC."""
    world.send()
    refuse(world)
    world.later(hours=15)
    local = world.today() + timedelta(days=1)
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    with refused("dates_out_of_order"):
        send_release(release=world.release(), sent_on=world.today(), how="mail", **world.as_("clerk1"))
    send_release(release=world.release(), sent_on=local, how="mail", **world.as_("clerk1"))
