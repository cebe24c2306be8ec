"""Too early, too late, by the wrong person, without proof: a sentence, and nothing changed; and the walls behind the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents.errors import RuleViolation
from tests.closing import road
from tests.desk.helpers import standing
from tests.worlds import World, pdf
from tranches.models import Account, Closing, Posting, Release, ReleaseLine
from tranches.selectors.dispute.suspensions import why_not_suspended
from tranches.selectors.ending.expiry import why_not_expired
from tranches.selectors.ledger.balances import current_line
from tranches.services.dispute.holds import confirm_hold, propose_hold, receive_dispute_notice
from tranches.services.ending.returns import notify_return, prepare_return, record_cancellation
from tranches.services.instruction.approvals import revoke_approval
from tranches.services.instruction.instructions import withdraw_instruction
from tranches.services.suspending import open_suspension
from tranches.statements.services import make_statement

pytestmark = pytest.mark.django_db


def refused(code: str, act: Callable[..., Any], *arguments: Any, **named: Any) -> str:
    """The sentence; and nothing changed."""
    before = standing()
    with pytest.raises(RuleViolation) as refusal, transaction.atomic():
        act(*arguments, **named)
    assert refusal.value.code == code
    assert standing() == before
    return refusal.value.sentence


def prepare(world: World) -> Any:
    return prepare_return(agreement=world.agreement, **world.as_("clerk1"))


def hold(world: World, number: int, shares: int | None = None) -> Any:
    opened = propose_hold(
        tranche=world.tranche(number),
        ground="dispute",
        shares=shares,
        reason="contested",
        opened_on=world.today(),
        **world.as_("clerk1"),
    )
    confirm_hold(hold=opened, **world.as_("supervisor"))
    return opened


def test_nothing_is_returned_or_closed_before_every_tranche_is_settled() -> None:
    world = road.running()
    assert "Tranche 1 is not settled: it is pending, and its report is open." in refused(
        "return_not_due", prepare, world
    )
    world.day(2026, 12, 18)
    world.report(1, 600_000_000)
    instruction = world.prepare(1)
    sentence = refused("return_not_due", prepare, world)
    assert "Tranche 1 is not settled: it is report received." in sentence
    assert f"{instruction} is open: it is draft." in sentence
    assert "6,766,917" not in sentence
    assert "stand in held" in refused("not_closable", road.close, world)


def test_an_open_offset_keeps_the_agreement_alive() -> None:
    world = road.running()
    world.play_year(1, 600_000_000, (2026, 12, 18))
    world.play_year(2, 700_000_000, (2027, 12, 18))
    assert why_not_expired(world.agreement, world.now) == []
    world.report(2, 760_000_000, reason="restated")  # an excess of 28 million: half of it offsets year one
    reasons = why_not_expired(world.agreement, world.now)
    assert [reason.split(" are due")[0] for reason in reasons] == [
        "143,442 shares of tranche 1",  # 7,500,000 × 14/732, cumulative and rounded down
        "327,869 shares of tranche 2",
    ]
    assert "an offset is open" in refused("return_not_due", prepare, world)


def test_a_hold_stops_the_return_and_the_closing() -> None:
    world = road.settled()
    hold(world, 1, 10)
    assert "Hold 1 on tranche 1 stands." in refused("return_not_due", prepare, world)
    assert "Hold 1 on tranche 1 stands." in refused("not_closable", road.close, world)


def test_a_hold_opened_after_the_approvals_stops_the_authorisation() -> None:
    world = road.approved()
    hold(world, 2)
    assert "Tranche 2 is not settled: it is disputed" in refused("return_not_due", road.authorise, world)


def test_a_return_waits_for_notice_approvals_and_two_persons() -> None:
    world = road.prepared()
    assert "is open: it is draft" in refused("return_not_due", prepare, world)
    assert "once it is before the signers" in refused("not_before_signers", road.notify, world)
    world.submit(world.instruction())
    world.approve(world.instruction(), "officer_a", "A")
    refused("not_instructed", road.authorise, world, "clerk2")
    world.approve(world.instruction(), "officer_b", "B")
    assert "The recipient has not been told" in refused("no_notice", road.authorise, world, "clerk2")
    early = {"noticed_on": world.today() - timedelta(days=1), "how": "courier", **world.as_("clerk1")}
    refused("dates_out_of_order", notify_return, instruction=world.instruction(), **early)
    road.notify(world)
    refused("already_noticed", road.notify, world)
    approval = world.instruction().approvals.get(party=world.part("A"))
    revoke_approval(approval=approval, party=world.part("A"), reason="wait", **world.as_("officer_a"))
    refused("not_instructed", road.authorise, world, "clerk2")
    world.approve(world.instruction(), "officer_a", "A")
    world.approve(world.instruction(), "officer_b", "B")
    road.authorise(world, "clerk2")
    assert not Release.objects.filter(instruction=world.instruction()).exists()
    refused("needs_second_person", road.authorise, world, "clerk2")
    road.authorise(world, "supervisor")
    refused("already_authorised", road.authorise, world, "clerk1")
    refused(
        "already_authorised",
        withdraw_instruction,
        instruction=world.instruction(),
        reason="late",
        **world.as_("clerk1"),
    )


def test_a_cancellation_needs_the_return_its_proof_and_its_time() -> None:
    world = road.with_transfer_agent()
    refused("not_returned", road.cancel, world)
    assert "reserved for their return" in refused("not_closable", road.close, world)
    world.confirm()
    assert "has not confirmed their cancellation" in refused("not_closable", road.close, world)
    given = {"release": world.release(), "cancelled_on": world.today(), **world.as_("clerk1")}
    refused("confirmation_without_proof", record_cancellation, **given)
    refused(
        "dates_out_of_order",
        record_cancellation,
        **given | {"cancelled_on": world.today() - timedelta(days=1)},
        reference="R",
    )
    refused(
        "future_date",
        record_cancellation,
        **given | {"cancelled_on": world.today() + timedelta(days=2)},
        reference="R",
    )
    road.cancel(world)
    refused("already_cancelled", road.cancel, world)


def test_a_closed_agreement_takes_no_act_but_a_statement() -> None:
    world = road.closed()
    refused("agreement_closed", world.deposit, 1)
    refused("agreement_closed", world.report, 1, 700_000_000, reason="late")
    refused("agreement_closed", road.close, world)
    refused(
        "agreement_closed",
        receive_dispute_notice,
        tranche=world.tranche(1),
        party=world.part("C"),
        text="no",
        received_on=world.today(),
        **world.as_("seller"),
    )
    refused(
        "agreement_closed",
        open_suspension,
        tranche=world.tranche(1),
        party=world.part("A"),
        reason="breach",
        paper=pdf("notice"),
        **world.as_("officer_a"),
    )
    assert why_not_suspended(world.tranche(1)).startswith(f"{world.agreement.reference} is closed since")
    make_statement(agreement=world.agreement, party=world.part("C"), **world.as_("seller"))
    posting = Posting.objects.filter(agreement=world.agreement).latest("number")
    posting.pk, posting.number = None, posting.number + 1
    walled(posting)


def walled(row: Any) -> None:
    """A row written behind the services' back."""
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def posting(world: World, kind: str, source: Account, target: Account, line: ReleaseLine | None) -> Posting:
    tranche = world.tranche(1)
    return Posting(
        agreement=world.agreement,
        line=current_line(world.agreement),
        number=999,
        kind=kind,
        from_account=source,
        from_tranche=tranche,
        to_account=target,
        to_tranche=None if target == Account.CANCELLED else tranche,
        shares=1,
        cause="by hand",
        release_line=line,
        effective_on=world.today(),
        recorded_at=world.now,
    )


def test_the_walls_let_no_kept_share_out_but_by_a_return() -> None:
    world = road.approved()
    earlier = ReleaseLine.objects.filter(release__agreement=world.agreement).earliest("pk")
    kept, reserved = Account.KEPT, Account.RESERVED_RETURN
    walled(posting(world, "reservation", kept, reserved, None))
    walled(posting(world, "reservation", kept, reserved, earlier))  # a release's line carries no return
    road.authorise(world)
    line = world.release().lines.get(instruction_line__tranche__number=1)
    walled(posting(world, "reservation", kept, reserved, line))  # nothing is left, and the line is full
    walled(posting(world, "return", reserved, Account.RETURNED, line))  # no answer of the transfer agent
    walled(posting(world, "release", reserved, Account.RECIPIENT, line))
    world.send()
    world.confirm()
    walled(
        posting(world, "cancellation", Account.RETURNED, Account.CANCELLED, line)
    )  # the issuer has said nothing
    closing = Closing(
        agreement=world.agreement,
        expired_on=world.today(),
        closed_on=world.today(),
        document=world.instruction().executed_paper,
        person=world.users["clerk1"].person,
        recorded_at=world.now,
    )
    walled(closing)
