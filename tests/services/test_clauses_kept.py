"""Clauses that no other test names by themselves: suspension, rights during the escrow, the firm's approval."""

from __future__ import annotations

import pytest

from documents.errors import RuleViolation
from parties.models import FirmApproval
from parties.services.firms import revoke_firm
from tests import worlds
from tests.desk.helpers import standing
from tests.worlds import pdf
from tranches.services.dispute.holds import confirm_hold, propose_hold
from tranches.services.dispute.lifting import lift_hold
from tranches.statements.papers.statement import statement_sheet

pytestmark = pytest.mark.django_db


def test_suspension_by_the_issuer_needs_its_notice_and_two_persons_and_stops_the_release() -> None:
    """SPA 8.1."""
    world = worlds.instructed()
    suspension = {
        "tranche": world.tranche(1),
        "ground": "suspension",
        "reason": "A says that C broke a term.",
        "opened_on": world.today(),
    }
    before = standing()
    with pytest.raises(RuleViolation) as bare:
        propose_hold(**suspension, **world.as_("clerk1"))
    assert (bare.value.code, standing()) == ("hold_without_paper", before)
    hold = propose_hold(**suspension, paper=pdf("notice of A"), **world.as_("clerk1"))
    with pytest.raises(RuleViolation) as alone:
        confirm_hold(hold=hold, **world.as_("clerk1"))
    assert alone.value.code == "needs_second_person"
    confirm_hold(hold=hold, **world.as_("clerk2"))
    assert world.tranche(1).state == "disputed"
    before = standing()
    with pytest.raises(RuleViolation):
        world.authorise(world.instruction(), "clerk1")
    assert standing() == before
    end = {"hold": hold, "exit": "lifted", "reason": "A lifts it.", "lifted_on": world.today()}
    with pytest.raises(RuleViolation) as own:
        lift_hold(**end, paper=pdf("letter of A"), **world.as_("clerk1"))
    assert (own.value.code, standing()) == ("needs_second_person", before)
    assert world.tranche(1).state == "disputed"
    lift_hold(**end, paper=pdf("letter of A"), **world.as_("clerk2"))
    assert world.tranche(1).state == "instructed"


def test_statement_tells_the_recipient_whose_dividends_and_votes_are_and_the_reading_for_kept_shares() -> (
    None
):
    """SPA 3.2, EA 1.3."""
    world = worlds.released(600_000_000)
    sheet = statement_sheet(world.agreement, reference="S-1", now=world.now)
    assert [note.clause for note in sheet.rights] == ["EA 1.3, SPA 3.2", "SPA 5.2(1)"]
    assert "12,293,234 shares in escrow belong to" in sheet.rights[0].text
    assert "293,234 shares kept" in sheet.rights[1].text
    assert "the seller's until they leave escrow" in sheet.rights[1].text


def test_report_of_a_firm_that_the_issuer_never_approved_or_no_longer_approves_carries_no_instruction() -> (
    None
):
    """EA 3.1(a), SPA 4.2."""
    world = worlds.funded()
    world.day(2026, 12, 18)
    stranger = world.firm_named("Firm F-2")
    before = standing()
    with pytest.raises(RuleViolation) as never:
        world.report(1, 600_000_000, firm=stranger)
    assert (never.value.code, never.value.clause, standing()) == ("firm_not_approved", "EA 3.1(a)", before)
    world.report(1, 600_000_000)
    instruction = world.submit(world.prepare(1))
    world.approve(instruction, "officer_a", "A")
    approval = FirmApproval.objects.get(firm=world.firm)
    revoke_firm(approval=approval, revoked_on=world.today(), **world.as_("clerk1"))
    before = standing()
    with pytest.raises(RuleViolation) as no_longer:
        world.approve(instruction, "officer_b", "B")
    assert (no_longer.value.code, standing()) == ("firm_not_approved", before)
    assert world.tranche(1).state == "report_received"
