"""A conversion in the record: rebuilt from the events, checked by a stranger, stated as of any day, and what else it carries."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import tranches.keeping.dossier
from documents.models import Event
from tests.amendments import road as amendments
from tests.corporate.road import authorised, converted, prepared
from tests.corporate.test_letters import clean, of
from tests.journal.test_rebuild import followed
from tests.services.test_holds import stand
from tests.unchanged import refused
from tests.walls.tools import refused_by_database, run, without_walls
from tests.ways.steps import checked, ordered, stopped
from tests.worlds import World, released
from tranches.keeping.services.dossiers import make_dossier
from tranches.models import Account, CarriedLimit, CorporateAction, DeliveryStop
from tranches.rebuild import rebuild
from tranches.selectors.delivery.delivery import attached_shares
from tranches.selectors.dispute.holds import held_back
from tranches.selectors.ledger.as_of import as_of
from tranches.selectors.ledger.balances import balances
from tranches.services.conversion.corporate_checks import NewInstrument
from tranches.statements.papers.statement import statement_sheet
from tranches.verification import findings
from tranches.verification.present import past_events

STAGE = released


def sheet(world: World, day: date, known_on: date) -> Any:
    seen = as_of(world.agreement, day, known_on, world.now)
    return statement_sheet(world.agreement, reference="KX-2025/S-1", now=world.now, seen=seen)


def test_every_event_of_a_conversion_rebuilds_what_the_tables_say(world: World) -> None:
    before = rebuild(past_events(world.agreement))
    world.day(2027, 6, 1)
    with followed() as follower:
        follower.pasts[world.agreement.pk] = rebuild(past_events(world.agreement))
        action = prepared(world, 10, 1)
        authorised(world, action)
        world.play_year(2, 732_000_000, (2027, 12, 18))
    assert follower.compared > 10
    past = rebuild(past_events(world.agreement))
    assert (past.balances[1, "kept(1)"], past.balances[2, "kept(1)"]) == (0, 2_932_340)
    assert (past.balances[1, "recipient(1)"], past.balances[2, "recipient(2)"]) == (2_706_766, 30_000_000)
    assert rebuild(past_events(world.agreement), until=before.count) == before


def test_dossier_with_two_lines_is_checked_by_a_stranger_and_a_changed_conversion_is_found(
    world: World, tmp_path: Path, settings: Any
) -> None:
    settings.VAULT_ROOT = world.vault
    world.day(2027, 6, 1)
    converted(world, 10, 1)
    target = io.BytesIO()
    make_dossier(
        agreement=world.agreement,
        addressee="tribunal",
        purpose="arbitration",
        target=target,
        **world.as_("compliance"),
    )
    verifier = Path(tranches.keeping.dossier.__file__).with_name("verify.py")

    def judged(archive: bytes) -> subprocess.CompletedProcess[str]:
        (tmp_path / "dossier.zip").write_bytes(archive)
        command = [sys.executable, "-I", "-S", str(verifier), str(tmp_path / "dossier.zip")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = judged(target.getvalue())
    assert done.returncode == 0, done.stdout + done.stderr
    changed = io.BytesIO()
    with zipfile.ZipFile(target) as read, zipfile.ZipFile(changed, "w") as written:
        for name in read.namelist():
            content = read.read(name)
            if name == "ledger/postings.jsonl":
                content = content.replace(b'"shares":2932340', b'"shares":2932341')
            written.writestr(name, content)
    assert judged(changed.getvalue()).returncode != 0


def test_statement_as_of_a_day_counts_in_the_line_of_that_day_as_known_then(world: World) -> None:
    stand(world, 2, shares=1_000_001)
    world.day(2027, 6, 1)
    converted(world, 1, 2, "consolidation")
    world.day(2027, 6, 10)
    before = sheet(world, date(2027, 5, 31), date(2027, 6, 10))
    after = sheet(world, date(2027, 6, 1), date(2027, 6, 10))
    assert (before.in_escrow, after.in_escrow) == (12_293_234, 6_146_617)
    assert ([hold.shares for hold in before.holds], [hold.shares for hold in after.holds]) == (
        [1_000_001],
        [500_001],
    )
    assert (len(before.lines), [row.in_escrow for row in after.lines]) == (0, [0, 6_146_617])


def test_attachment_is_carried_and_keeps_its_part_in_the_new_unit(world: World) -> None:
    stop = stopped(world, "attachment", shares=7_000_001)
    world.day(2027, 6, 1)
    converted(world, 1, 2, "consolidation")
    assert CarriedLimit.objects.get(stop=stop).shares_after == 3_500_001
    assert attached_shares(world.agreement) == 3_500_001
    assert [hold.shares for hold in sheet(world, world.today(), world.today()).holds] == [3_500_001]
    assert clean(world)


@pytest.mark.parametrize("small", [(), (1,), (1, 1, 1), (2, 1)])
def test_attachments_never_keep_back_more_than_is_held_after_a_consolidation(
    world: World, small: tuple[int, ...]
) -> None:
    held = balances(world.agreement).total(Account.HELD)
    for shares in (held - sum(small), *small):
        stopped(world, "attachment", shares=shares)
    world.day(2027, 6, 1)
    converted(world, 1, 7, "consolidation")
    assert attached_shares(world.agreement) <= balances(world.agreement).total(Account.HELD)


def limits_of(world: World, action: CorporateAction) -> list[CarriedLimit]:
    """The limits of an action as they would be written again, in their order; the rows themselves are gone."""
    found = list(CarriedLimit.objects.filter(action=action).order_by("pk"))
    with without_walls():
        run("DELETE FROM tranches_carriedlimit WHERE action_id = %s", action.pk)
    for limit in found:
        limit.pk = None
        limit._state.adding = True
    return found


@pytest.mark.parametrize(("new", "old", "kind"), [(10, 1, "split"), (1, 7, "consolidation"), (3, 2, "split")])
def test_limit_that_is_not_what_the_ratio_gives_is_refused_by_the_database(
    world: World, new: int, old: int, kind: str
) -> None:
    """A tranche’s, a hold’s and an attachment’s limit; the last attachment takes what is left of what is held."""
    stand(world, 2, shares=1_000_001)
    held = balances(world.agreement).total(Account.HELD)
    for shares in (held - 3, 2, 1):
        stopped(world, "attachment", shares=shares)
    world.day(2027, 6, 1)
    limits = limits_of(world, prepared(world, new, old, kind))
    assert [limit.hold is not None for limit in limits].count(True) == 1
    assert [limit.stop is not None for limit in limits].count(True) == 3
    for limit in limits:
        words = "an attachment is brought across" if limit.stop else "a limit is brought across"
        right = limit.shares_after
        for wrong in (right + 1, right - 1):
            if wrong >= 0:
                limit.shares_after = wrong
                with refused_by_database(words):
                    limit.save(force_insert=True)
                limit.pk, limit._state.adding = None, True
        limit.shares_after = right
        limit.save(force_insert=True)
    assert CarriedLimit.objects.count() == len(limits)


def test_without_these_walls_a_hold_and_an_attachment_come_out_of_a_split_with_other_figures(
    world: World,
) -> None:
    hold, stop = stand(world, 2, shares=100), stopped(world, "attachment", shares=100)
    world.day(2027, 6, 1)
    action = prepared(world, 10, 1)
    limits = limits_of(world, action)
    with without_walls("wall_carried_limit_as_converted", "wall_carried_limit_attached"):
        for limit in limits:
            limit.shares_after = 1 if limit.hold or limit.stop else limit.shares_after
            limit.save(force_insert=True)
    authorised(world, action)
    assert held_back(hold.tranche) == 1, "of 1,000"
    assert (attached_shares(world.agreement), stop.shares) == (1, 100)


def test_the_event_of_an_authorised_conversion_keeps_who_signed_how_and_when(world: World) -> None:
    world.day(2027, 6, 1)
    action = converted(world, 10, 1)
    facts = Event.objects.get(kind="corporate_action.authorised").facts
    assert facts["meaning"] == f"I authorise {action} for the escrow agent."
    assert (facts["digest"], facts["factor"]) == (action.digest, action.decision.factor)
    assert facts["person"] == str(world.users["supervisor"].person)
    assert facts["capacity"]
    assert facts["signed_at"]
    assert facts["signed_at_local"]
    assert clean(world)
    with without_walls():
        run("UPDATE tranches_corporateactiondecision SET user_id = %s", world.users["clerk2"].pk)
    said = " ".join(sentence for _, sentence in findings([world.agreement]))
    assert f"a signature under {action}" in said


def test_line_that_leaves_an_attachment_behind_is_refused_by_the_database(world: World) -> None:
    stopped(world, "attachment", shares=1_000)
    world.day(2027, 6, 1)
    action = prepared(world, 10, 1)
    with without_walls():
        run("DELETE FROM tranches_carriedlimit WHERE stop_id IS NOT NULL")
    with refused_by_database("attachment is carried"):
        authorised(world, action)
    assert DeliveryStop.objects.count() == 1


def test_action_of_a_day_before_shares_moved_is_refused(world: World) -> None:
    moved_on = world.today()
    world.day(2027, 6, 1)
    with refused("moved_since"):
        prepared(world, 10, 1, effective_on=moved_on - timedelta(days=1))
    converted(world, 10, 1, effective_on=moved_on)
    assert of(world, Account.KEPT) == 2_932_340


def test_disposition_under_way_must_end_first_and_the_next_one_speaks_of_the_new_line(world: World) -> None:
    world.day(2027, 6, 1)
    order = ordered(world)
    with refused("disposition_open"):
        prepared(world, 10, 1)
    checked(world, order, is_effective=False)
    converted(world, 10, 1, instrument=NewInstrument(name="Class A shares, par 0.0001"))
    assert ordered(world).content["instrument"] == "Class A shares, par 0.0001"


def test_amendment_no_longer_moves_shares_from_tranche_to_tranche(world: World) -> None:
    world.day(2027, 6, 1)
    converted(world, 10, 1)
    terms = amendments.changed(world, tranches={4: {"shares": 2_000_000}, 5: {"shares": 4_000_000}})
    with refused("other_security_line"):
        amendments.prepare(world, terms)
    assert amendments.prepare(world).content
