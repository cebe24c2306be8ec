"""The docket: every clock with its date, what is left, and whose move it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import worlds
from tests.desk.test_queries import deal_of
from tranches.models import EscrowAgreement
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.docket.docket import docket_of

pytestmark = pytest.mark.django_db


def by_name(entries: list[Clock], about: str) -> dict[str, Clock]:
    return {entry.name: entry for entry in entries if entry.about.endswith(about)}


def test_deposit_runs_fifteen_business_days_from_the_effective_date_and_is_the_issuers_move() -> None:
    world = worlds.loaded()
    entry = by_name(docket_of(world.agreement, date(2025, 12, 22)), "all shares")["deposit"]
    assert (entry.due_on, entry.days_left, entry.unit) == (date(2025, 12, 23), 1, "business days")
    assert entry.move == "Party A: the deposit of the shares."
    assert not entry.spells
    late = by_name(docket_of(world.agreement, date(2025, 12, 25)), "all shares")["deposit"]
    assert (late.days_late, sum(spell.days for spell in late.spells)) == (2, 2)


def test_deposit_leaves_the_docket_when_all_shares_are_in() -> None:
    world = worlds.funded()
    assert "deposit" not in {entry.name for entry in docket_of(world.agreement, date(2026, 1, 5))}


def test_year_that_runs_is_nobodys_move_and_its_end_is_the_documents() -> None:
    world = worlds.funded()
    running = by_name(docket_of(world.agreement, date(2026, 11, 30)), "tranche 1")
    assert running["release"].due_on == date(2027, 1, 29)
    assert running["release"].move.startswith("Nobody’s yet: the year runs until 30 November 2026")
    ended = by_name(docket_of(world.agreement, date(2026, 12, 1)), "tranche 1")
    assert ended["documents"].move == (
        "Party A: the accountant’s report. Party A: its approval of the joint written instruction. "
        "Party B: its approval of the joint written instruction."
    )


def test_transfer_runs_from_the_last_document_and_moves_from_agent_to_transfer_agent() -> None:
    world = worlds.instructed()
    world.day(2026, 12, 18)
    entries = docket_of(world.agreement, world.today())
    transfer = by_name(entries, "JWI-1, tranche 1")["transfer"]
    assert transfer.due_on == date(2027, 1, 4)  # ten business days; 1 January is closed
    assert transfer.move.startswith("The escrow agent:")
    assert "documents" not in by_name(entries, "tranche 1")
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    transfer = by_name(docket_of(world.agreement, world.today()), "JWI-1, tranche 1")["transfer"]
    assert transfer.move.startswith("The transfer agent:")


def test_done_tranche_has_no_clock() -> None:
    world = worlds.released()
    assert not by_name(docket_of(world.agreement, date(2026, 12, 28)), "tranche 1")


def test_next_year_is_provisional_while_its_calendar_is_not_out() -> None:
    world = worlds.funded()
    needed = by_name(docket_of(world.agreement, date(2029, 12, 1)), "tranche 5")["documents"]
    assert needed.provisional


def test_more_tranches_cost_no_more_queries(tmp_path: Path) -> None:
    counts = []
    for many in (5, 60):
        world = worlds.funded(deal_of(many, tmp_path), reference=f"D-{many}")
        agreement = EscrowAgreement.objects.get(pk=world.agreement.pk)
        with CaptureQueriesContext(connection) as counted:
            entries = docket_of(agreement, date(2026, 1, 20))
        assert len(entries) == 2 * many + 2  # the next fee and the expiry stand beside the tranches
        counts.append(len(counted))
    assert counts[0] == counts[1]
