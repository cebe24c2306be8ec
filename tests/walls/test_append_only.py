"""What is written once stays: no UPDATE, no DELETE, no REPLACE of evidence, postings, approvals or history (I8)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.apps import apps
from django.db import connection, models
from simple_history.models import HistoricalChanges

from documents.models import (
    Anchor,
    Checkpoint,
    Document,
    Event,
    IdempotencyKey,
    ReadEntry,
    SavedFilter,
    TaskRun,
    TimeStamp,
    VerificationRun,
    WrittenOnce,
)
from parties.models import (
    AccountPreferences,
    AccountSession,
    ContactNumber,
    Entry,
    EntryDecision,
    KeptForm,
    LinkMail,
    SignIn,
)
from parties.services.firms import revoke_firm
from parties.services.numbers import end_number
from tests import worlds
from tests.amendments.road import SIGNERS, bring, changed, prepare, sign, sign_for_agent, submit
from tests.amendments.road import check as check_signature
from tests.amendments.road import filed as filed_amendment
from tests.authority.test_disclosures import disclosed
from tests.closing import road
from tests.corporate.road import converted
from tests.deadlines.conftest import reachable
from tests.documents.rows import protected_tables
from tests.keeping.test_retention import held as legal_hold
from tests.keeping.test_retention import lifted as lifted_legal_hold
from tests.money.test_costs import cost
from tests.money.test_fees import invoiced, pay
from tests.money.test_penalties import decide, late, state
from tests.notices.test_notices import send
from tests.rights import acts as rights
from tests.services.papers import award
from tests.services.test_disputes import claim, end, stage, suspended
from tests.services.test_holds import lift, object_to, stand
from tests.services.test_other_readings import consent, needing_all
from tests.services.test_revocations import revoke
from tests.services.test_signatures import check, filed
from tests.transfer_agent import road as astray
from tests.transfer_agent.test_positions import explain
from tests.walls.tools import nothing_pending, refused_by_database, run, without_walls
from tests.ways import steps as ways
from tests.worlds import World
from tranches.models import Approval, Posting
from tranches.notices.services.notices import prove_notice
from tranches.rights.services.dividends import set_aside_dividend
from tranches.rights.services.meetings import set_aside_meeting
from tranches.services.release.transfer import request_recall
from tranches.statements.services import make_statement
from tranches.supposing.services.scenarios import save_scenario, set_aside_scenario
from tranches.walls import append_only_models


def _everything_happened_once() -> World:
    """A world with at least one row in every table that is never changed."""
    world = worlds.submitted()
    check(world, filed(world))
    revoke(world)
    check(world, filed(world))
    world.approve(world.instruction(), "officer_b", "B")
    object_to(world)
    lift(world, stand(world, 2))
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    request_recall(release=world.release(), reason="stop", requested_on=world.today(), **world.as_("clerk1"))
    world.confirm()
    award(world, {3: 5})
    cost(world)
    lifted_legal_hold(world, legal_hold(world))
    make_statement(agreement=world.agreement, key="once", **world.as_("clerk1"))
    make_statement(agreement=world.agreement, day=world.today(), **world.as_("clerk1"))
    _a_delivery_astray(world)
    _other_ways_out()
    _a_split_beside_it()
    road.closed(reference="KX-CLOSED")
    _a_late_deal_beside_it()
    world.day(2035, 1, 15)  # after all that happened beside it, in a register that all of them share
    approval = world.firm.approvals.get(approved_by=world.part("A").party)
    revoke_firm(approval=approval, revoked_on=world.today(), **world.as_("clerk1"))
    return world


def _a_delivery_astray(world: World) -> None:
    """A claim that came back in part and was settled, a position with a break, a list of transfers."""
    found = astray.claim(world, 10, release_line=world.release().lines.get())
    astray.check(world, astray.back(world, found, 4))
    astray.settle(world, found)
    row = world.position(1).breaks.first()
    assert row is not None
    explain(world, row)
    astray.listed(world, f"reference,date,shares,to\nTA-9,{world.today()},5,Somebody")


def _other_ways_out() -> None:
    """A third agreement: its recipient died and was followed, a court took shares, a successor agent took the rest."""
    world = worlds.funded(reference="KX-AWAY")
    stop = ways.stopped(world)
    ways.verified(world, ways.details(world, stop))
    ways.lifted(world, stop)
    taken = ways.with_agent(world)
    ways.called_back(world, taken)
    ways.answered(world, taken)
    ways.handed_over(world)


def _a_late_deal_beside_it() -> None:
    """Another agreement: its release is late, its fee is paid, a notice arrived, a supposition was saved and set aside."""
    world = reachable(late(reference="KX-LATE"))
    decide(world)
    state(world)
    pay(world, invoiced(world), "100")
    notice = send(world)
    world.later(days=1)
    prove_notice(
        agreement=world.agreement,
        addressee=notice.addressees.earliest("pk"),
        outcome="delivered",
        happened_on=world.today(),
        signed_for_by="reception",
        paper=worlds.pdf("proof of delivery"),
        **world.as_("clerk1"),
    )
    amendment = submit(
        world, prepare(world, changed(world, tranches={4: {"shares": 2_999_999}, 5: {"shares": 3_000_001}}))
    )
    check_signature(world, filed_amendment(world, amendment))
    for who, letter in SIGNERS[:2]:
        sign(world, amendment, who, letter)
    sign_for_agent(world, amendment)
    bring(world, amendment)
    _a_dispute(world)
    own = {"party": world.part("A"), **world.as_("officer_a")}
    end_number(
        number=ContactNumber.objects.get(party=world.part("C").party),
        ended_on=world.today(),
        reason="given up",
        **world.as_("clerk1"),
    )
    disclosed(world)
    saved = save_scenario(
        agreement=world.agreement, name="cautious", actuals={2: Decimal(700_000_000)}, **own
    )
    set_aside_scenario(scenario=saved, **own)
    _dividends_and_votes(world)


def _dividends_and_votes(world: World) -> None:
    """A dividend in money and one in shares, one set aside; a meeting voted by letter, another set aside."""
    days = {"record_on": world.today() - timedelta(days=2), "payment_on": world.today()}
    in_money, in_shares = rights.declared(world, **days), rights.declared_in_shares(world, **days)
    rights.entitled(world, in_money)
    rights.receive(world, in_money, "5")
    rights.pass_on(world, in_money, "5")
    rights.entitled(world, in_shares)
    rights.deliver(world, in_shares, 5)
    other = rights.declared(world, **days, amount_per_share=Decimal(1))
    set_aside_dividend(dividend=other, reason="wrong", **world.as_("clerk1"))
    to_come = {
        "record_on": days["record_on"],
        "meeting_on": world.today(),
        "cut_off_at": world.now + timedelta(hours=1),
    }
    meeting, put_off = rights.called(world, **to_come), rights.called(world, **to_come)
    rights.direct(world, meeting)
    rights.write_letter(world, meeting)
    set_aside_meeting(meeting=put_off, reason="put off", **world.as_("clerk1"))


def _a_dispute(world: World) -> None:
    """A stage, and a claim beside a suspension that was settled; in a third agreement the consent of all to a shortfall."""
    stage(world, "negotiation")
    end(world, claim(world, suspended(world)))
    with TemporaryDirectory() as folder:
        other = needing_all(Path(folder), reference="KX-ALL")
        consent(other, other.report(1, 600_000_000))


def _a_split_beside_it() -> None:
    world = worlds.funded(reference="KX-SPLIT")
    converted(world, 2, 1)


STAGE = _everything_happened_once

GUARDED = [*append_only_models(), Document, Event, IdempotencyKey]
HISTORY = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]


def named(model: type[models.Model]) -> str:
    return model.__name__


@pytest.mark.parametrize("model", GUARDED, ids=named)
def test_no_row_is_changed_deleted_or_replaced(world: World, model: type[models.Model]) -> None:
    table = model._meta.db_table
    first = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
    assert first is not None, f"the world has no {model.__name__}"
    key = model._meta.pk.column  # type: ignore[union-attr]
    with refused_by_database("append-only"):
        model._default_manager.filter(pk=first).update(**{model._meta.pk.attname: first})  # type: ignore[union-attr]
    with refused_by_database("append-only"):
        run(f"UPDATE {table} SET {key} = {key} WHERE {key} = %s", first)
    with refused_by_database("append-only"):
        run(f"DELETE FROM {table} WHERE {key} = %s", first)
    if connection.vendor == "sqlite":
        with refused_by_database("append-only"):
            run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {key} = %s", first)
    else:
        with connection.cursor() as cursor:
            nothing_pending(cursor)
        with refused_by_database("append-only"):
            run(f"TRUNCATE {table} CASCADE")


def test_the_comfort_history_is_append_only_too(world: World) -> None:
    with_rows = [model for model in HISTORY if model._default_manager.exists()]
    assert len(with_rows) > 12
    for model in with_rows:
        with refused_by_database("append-only"):
            run(f"UPDATE {model._meta.db_table} SET history_change_reason = 'x'")
        with refused_by_database("append-only"):
            run(f"DELETE FROM {model._meta.db_table}")


def test_with_the_walls_down_a_posting_and_an_approval_can_be_rewritten(world: World) -> None:
    with without_walls():
        assert run("UPDATE tranches_posting SET shares = 1") == Posting.objects.count()
        assert run("UPDATE tranches_approval SET meaning = 'I never said so'") == Approval.objects.count()
    with refused_by_database("append-only"):
        run("UPDATE tranches_posting SET shares = 2")


# What hangs on an account and tells nothing of a deal: it changes or ends without a history.
OF_AN_ACCOUNT = {LinkMail, AccountPreferences, AccountSession, KeptForm, SavedFilter}
# Evidence that names who and when in columns of its own, and is made by no act of a register.
OF_ITS_OWN_SHAPE = {
    Anchor,
    Checkpoint,
    TimeStamp,
    ReadEntry,
    VerificationRun,
    TaskRun,
    SignIn,
    Entry,
    EntryDecision,
}


def kept_wrongly(walled: set[str]) -> list[str]:
    """The models whose history does not fit their walls: beside what changes, in the row itself where no row may change."""
    found = []
    for label in ("documents", "parties", "tranches"):
        for model in apps.get_app_config(label).get_models():
            if issubclass(model, HistoricalChanges) or model in OF_AN_ACCOUNT | OF_ITS_OWN_SHAPE:
                continue
            is_walled = model._meta.db_table in walled
            if is_walled == hasattr(model, "history") or is_walled != issubclass(model, WrittenOnce):
                found.append(model._meta.label)
    return found


def test_a_row_has_a_history_beside_it_exactly_where_it_may_change() -> None:
    walled = protected_tables("update")
    assert kept_wrongly(walled) == []
    assert {model._meta.db_table for model in OF_ITS_OWN_SHAPE} <= walled
    assert not {model._meta.db_table for model in OF_AN_ACCOUNT} & walled


def test_a_history_too_many_and_one_too_few_are_found() -> None:
    walled = protected_tables("update")
    assert kept_wrongly(walled - {"tranches_report"}) == ["tranches.Report"]
    assert kept_wrongly(walled | {"tranches_tranche"}) == ["tranches.Tranche"]
