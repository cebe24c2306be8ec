"""The ledger's own walls: what raw SQL cannot post, and what it could if they were down (I1–I3)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import worlds
from tests.walls import rows
from tests.walls.tools import refused_by_database, run, without_walls
from tests.worlds import World
from tranches.models import Account, Posting, ReleaseLine
from tranches.selectors.ledger.balances import balances

DUE = 2_706_766


STAGE = worlds.sent  # the letter of tranche 1 is out: 2,706,766 reserved, 293,234 held


def line_of(world: World) -> ReleaseLine:
    return world.release().lines.get()


def released(world: World) -> int:
    return balances(world.agreement).of(Account.RECIPIENT, 1)


ACCOUNTS = [account.value for account in Account]
ALLOWED = {
    "deposit": {("issuer", "held"), ("issuer", "unallocated")},
    "allocation": {("unallocated", "held")},
    "reservation": {("held", "reserved"), ("kept", "reserved")},
    "release": {("reserved", "recipient")},
    "reservation_back": {("reserved", "held"), ("reserved", "kept")},
    "deduction": {("held", "kept")},
}


@pytest.mark.parametrize("kind", [kind.value for kind in Posting.Kind])
def test_a_kind_moves_shares_between_its_own_accounts_only(world: World, kind: str) -> None:
    """Every pair of accounts for every kind: one hundred postings, of which none but the listed may pass this wall."""
    line = line_of(world)
    for source in ACCOUNTS:
        for target in ACCOUNTS:
            if (source, target) in ALLOWED.get(kind, set()):
                continue
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.posting(world, kind, source, target, 1, release_line=line)


RETURN_WALLS = (
    "wall_return_by_its_basis",
    "wall_release_answered",
    "wall_release_as_answered",
    "wall_release_within_line",
)
# The walls that judge the authority of a kind that an act makes. They are down where the accounts alone are to refuse it.
AUTHORITY = {"return": RETURN_WALLS, "cancellation": ("wall_cancellation_confirmed",)}
# What a letter of disposition asks for is kept back: the same shares, counted with it.
EARMARKED = "wall_posting_not_earmarked"


def out_of_escrow(world: World, kind: str) -> Posting:
    target = "disposed" if kind == "disposition" else "issuer"
    return rows.posting(world, kind, "held", target, 5, tranche=world.tranche(2))


@pytest.mark.parametrize("kind", ["conversion", "reversal"])
def test_there_is_no_way_out_of_escrow_that_no_act_makes(world: World, kind: str) -> None:
    with refused_by_database("only between its own accounts"):
        out_of_escrow(world, kind)


@pytest.mark.parametrize("kind", sorted(AUTHORITY))
def test_held_shares_are_neither_returned_nor_cancelled_outright(world: World, kind: str) -> None:
    with refused_by_database():  # several walls refuse it, and each database asks them in its own order
        out_of_escrow(world, kind)
    with without_walls(*AUTHORITY[kind]), refused_by_database("only between its own accounts"):
        out_of_escrow(world, kind)


@pytest.mark.parametrize("of_a_release", [False, True], ids=["no line", "the line of a release"])
@pytest.mark.parametrize(
    ("kind", "source", "target", "words"),
    [
        ("return", "reserved_return", "returned", "a return moves kept shares"),
        ("cancellation", "returned", "cancelled", "the issuer confirmed it"),
    ],
)
def test_a_return_and_a_cancellation_need_their_authority(
    world: World, kind: str, source: str, target: str, words: str, of_a_release: bool
) -> None:
    """Between its own accounts, and even if there were shares to move: refused by the wall of its authority, taken alone."""

    def post() -> Posting:
        return rows.posting(
            world, kind, source, target, 5, release_line=line_of(world) if of_a_release else None
        )

    with refused_by_database():
        post()
    others = set(AUTHORITY[kind]) - {AUTHORITY[kind][0]}
    with without_walls("wall_posting_covered", *others), refused_by_database(words):
        post()
    if kind == "return":
        with (
            without_walls("wall_posting_covered", *(set(AUTHORITY[kind]) - {"wall_release_answered"})),
            refused_by_database("transfer agent’s confirmation"),
        ):
            post()
    with without_walls("wall_posting_covered", *AUTHORITY[kind]):
        assert post().shares == 5  # the negative control: nothing else stood in the way


def test_shares_do_not_move_from_one_tranche_to_another(world: World) -> None:
    with refused_by_database("from one tranche to another"):
        rows.posting(
            world, "deduction", "held", "kept", 5, from_tranche=world.tranche(2), to_tranche=world.tranche(3)
        )


def test_no_account_falls_below_zero(world: World) -> None:
    with refused_by_database():  # by this wall or by the next, whichever the database asks first
        rows.posting(world, "deduction", "held", "kept", 293_235)
    with without_walls(EARMARKED), refused_by_database("below zero"):
        rows.posting(world, "deduction", "held", "kept", 293_235)
    assert rows.posting(world, "deduction", "held", "kept", 293_234).shares == 293_234


def test_a_tranche_never_takes_more_than_its_shares(world: World) -> None:
    with refused_by_database("exceed its shares"):
        rows.posting(world, "deposit", "issuer", "held", 1, tranche=world.tranche(2))


@pytest.mark.parametrize("shares", [0, -5])
def test_a_posting_moves_at_least_one_share(world: World, shares: int) -> None:
    with refused_by_database():
        rows.posting(world, "deduction", "held", "kept", shares)


def test_nothing_is_released_before_the_transfer_agent_confirmed(world: World) -> None:
    with refused_by_database("transfer agent"):
        rows.posting(world, "release", "reserved", "recipient", 5, release_line=line_of(world))


def test_nothing_is_released_on_a_refusal(world: World) -> None:
    rows.answer(world, world.release(), "refused")
    with refused_by_database("transfer agent"):
        rows.posting(world, "release", "reserved", "recipient", 5, release_line=line_of(world))


def test_a_second_release_of_the_same_shares_is_refused(world: World) -> None:
    """The double release: confirmed by the service, then once more by raw rows, from whatever the tranche still has."""
    line = line_of(world)
    world.confirm()
    with refused_by_database():
        rows.posting(world, "release", "reserved", "recipient", 5, release_line=line)
    with refused_by_database():
        rows.posting(world, "reservation", "kept", "reserved", 5, release_line=line)
    assert released(world) == DUE


def test_two_confirmations_in_one_transaction_do_not_exceed_the_line(world: World) -> None:
    line = line_of(world)
    with without_walls("wall_answer_within_letter"):
        rows.answer(world, world.release(), shares=DUE + 1)
    rows.posting(world, "release", "reserved", "recipient", DUE, release_line=line)
    with (
        without_walls("wall_posting_covered"),
        pytest.raises(IntegrityError, match="never exceed it"),
        transaction.atomic(),
    ):
        rows.posting(world, "release", "reserved", "recipient", 1, release_line=line)


def test_a_line_is_not_reserved_twice(world: World) -> None:
    with refused_by_database():  # two walls refuse it, and each database asks them in its own order
        rows.posting(world, "reservation", "held", "reserved", 1, release_line=line_of(world))


def test_a_release_has_one_answer_that_closes_it(world: World) -> None:
    rows.answer(world, world.release(), "refused")
    with refused_by_database():
        rows.answer(world, world.release(), "confirmed")


def test_with_the_walls_down_the_same_shares_leave_twice_and_the_sum_is_still_zero(world: World) -> None:
    """The damage each wall prevents, and why a ledger that only balances would never show it."""
    line = line_of(world)
    world.confirm()
    guards = (
        "wall_posting_covered",
        "wall_release_within_line",
        "wall_release_answered",
        "wall_release_as_answered",
    )
    with without_walls(*guards):
        rows.posting(world, "release", "reserved", "recipient", DUE, release_line=line)
    standing = balances(world.agreement)
    assert standing.of(Account.RECIPIENT, 1) == 2 * DUE
    assert standing.of(Account.RESERVED, 1) == -DUE
    assert sum(standing.shares.values()) == 0


def test_raw_sql_meets_the_same_walls(world: World) -> None:
    columns = (
        "agreement_id, line_id, kind, from_account, from_tranche_id, to_account, to_tranche_id, shares, cause, lot_id,"
        " release_line_id, reverses_id, effective_on, recorded_at"
    )
    copy = (
        f"INSERT INTO tranches_posting (number, {columns}) SELECT number + 1000, {columns} FROM tranches_posting"
        " WHERE kind = %s"
    )
    for kind in ("deposit", "reservation"):
        with refused_by_database():
            run(copy, kind)
