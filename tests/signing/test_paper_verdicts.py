"""A verdict for each kind of paper in each state of what it is about, and walks through the states that a paper lives through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pytest

from documents.models import Document
from tests import worlds
from tests.amendments import road as amending
from tests.closing import road as closing
from tests.corporate.road import converted
from tests.money.test_fees import invoiced, pay
from tests.money.test_penalties import decide, late, state
from tests.rights import acts
from tests.services.test_corrections import correct
from tests.unpaged import leave_layout_out
from tests.ways.steps import answered, authorised, checked, ordered, out
from tests.worlds import World, pdf
from tranches.models import (
    AmendmentState,
    CorporateActionDecision,
    DispositionEnd,
    InstructionState,
    ReleaseState,
)
from tranches.positions.services.positions import make_reconciliation
from tranches.rights.services.meetings import set_aside_meeting
from tranches.selectors.access import INTERNAL_KINDS
from tranches.selectors.paper.paper_states import STATES, verdict_on
from tranches.selectors.paper.paper_verdicts import VERDICTS, Standing
from tranches.selectors.release.renditions import issued_kinds
from tranches.services.agreement.agreements import record_deposit
from tranches.services.release.transfer import request_recall
from tranches.statements.services import make_statement

pytestmark = pytest.mark.django_db
STANDS, DONE, FALLEN = Standing.STANDS, Standing.DONE, Standing.FALLEN
PROPOSED = {"joint_instruction_proposal", "governed_instruction_proposal", "amendment_proposal"}


@pytest.fixture(autouse=True)
def unpaged(monkeypatch: pytest.MonkeyPatch, vault_root: object) -> None:
    leave_layout_out(monkeypatch)


def standing(paper: Document | None) -> Standing:
    assert paper is not None
    return verdict_on(paper).standing


# --- The table ---


def test_every_kind_of_paper_that_leaves_the_house_has_its_line() -> None:
    assert set(STATES) == (issued_kinds() | PROPOSED) - INTERNAL_KINDS


@pytest.mark.parametrize(
    ("matter", "states"),
    [
        *[(matter, InstructionState.values) for matter in ("proposal", "certificate", "return_notice")],
        ("letter", ReleaseState.values),
        *[(matter, AmendmentState.values) for matter in ("amendment_proposal", "amendment_certificate")],
        ("disposition", ["", *DispositionEnd.Kind.values]),
        ("corporate_action", ["", *CorporateActionDecision.Outcome.values]),
    ],
)
def test_every_state_has_its_verdict(matter: str, states: Iterable[str]) -> None:
    assert set(states) <= set(VERDICTS[matter])


def test_every_verdict_but_that_a_paper_stands_says_why() -> None:
    for matter in VERDICTS.values():
        for verdict in matter.values():
            assert verdict.sentence or verdict.standing == STANDS


# --- Instructions and letters ---


def test_a_proposal_waits_then_is_signed_then_is_carried_out() -> None:
    world = worlds.submitted()
    assert standing(world.instruction().proposal) == STANDS
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    instruction = world.instruction()
    assert (standing(instruction.proposal), standing(instruction.executed_paper)) == (DONE, STANDS)
    world.carry_out(instruction)
    instruction = world.instruction()
    assert (standing(instruction.proposal), standing(instruction.executed_paper)) == (DONE, DONE)
    assert "nothing more is to be done" in verdict_on(instruction.proposal).sentence  # type: ignore[arg-type]


def test_a_letter_stands_until_it_is_confirmed_and_falls_when_it_is_asked_back() -> None:
    world = worlds.sent()
    assert standing(world.release().letter) == STANDS
    request_recall(
        release=world.release(), reason="a doubt", requested_on=world.today(), **world.as_("clerk1")
    )
    assert standing(world.release().letter) == FALLEN
    world = worlds.released(reference="KX-2026")
    assert standing(world.release().letter) == DONE


@pytest.mark.parametrize(("walk", "expected"), [(closing.approved, STANDS), (closing.returned, DONE)])
def test_a_notice_of_return_is_done_with_the_return(walk: Callable[[], World], expected: Standing) -> None:
    world = walk()
    notice = Document.objects.get(kind="return_notice", binder=world.agreement.binder)
    assert standing(notice) == expected


# --- Amendments, dispositions, corporate actions ---


def test_an_amendment_that_all_signed_leaves_its_proposal_done_and_its_certificate_standing() -> None:
    world = worlds.funded()
    amendment = amending.submit(world, amending.prepare(world))
    assert standing(amendment.proposal) == STANDS
    for who, letter in amending.SIGNERS:
        amending.sign(world, amendment, who, letter)
    amending.sign_for_agent(world, amendment)
    amendment.refresh_from_db()
    assert (standing(amendment.proposal), standing(amendment.executed_paper)) == (DONE, STANDS)
    amendment = amending.bring(world, amendment)
    assert (standing(amendment.proposal), standing(amendment.executed_paper)) == (DONE, STANDS)
    amending.in_force(world, amending.lower_target(world, 3))
    amendment.refresh_from_db()
    assert (standing(amendment.proposal), standing(amendment.executed_paper)) == (FALLEN, FALLEN)


def test_a_letter_of_disposition_is_done_when_it_is_confirmed() -> None:
    world = worlds.instructed()
    disposition = ordered(world)
    checked(world, disposition)
    authorised(world, disposition)
    assert standing(disposition.letter.document) == STANDS
    out(world, disposition)
    answered(world, disposition)
    assert standing(disposition.letter.document) == DONE


def test_a_sheet_of_a_corporate_action_stands_beside_a_later_one() -> None:
    world = worlds.funded()
    first = converted(world, 2, 1)
    converted(world, 1, 2, "consolidation")
    assert standing(first.decision.document) == STANDS


# --- What is made again ---


def test_a_statement_falls_with_one_of_a_later_day_and_not_with_one_of_an_earlier_day() -> None:
    world = worlds.released()
    day = world.today()
    newest = make_statement(agreement=world.agreement, **world.as_("clerk1"))
    make_statement(agreement=world.agreement, day=date(2026, 1, 5), known_on=day, **world.as_("clerk1"))
    assert standing(newest) == STANDS
    world.later(days=1)
    later = make_statement(agreement=world.agreement, **world.as_("clerk1"))
    assert standing(later) == STANDS
    verdict = verdict_on(newest)
    assert (verdict.standing, f"{world.today().day} {world.today():%B %Y}" in verdict.sentence) == (
        FALLEN,
        True,
    )


def test_a_statement_falls_with_what_is_recorded_later_into_its_day() -> None:
    world = worlds.loaded()
    world.day(2025, 12, 20)
    record_deposit(
        agreement=world.agreement,
        shares=7,
        deposited_on=date(2025, 12, 10),
        reference="TA-1",
        paper=pdf("deposit"),
        **world.as_("clerk1"),
    )
    world.later(days=1)

    def made(day: int, known_on: int) -> Document:
        return make_statement(
            agreement=world.agreement,
            day=date(2025, 12, day),
            known_on=date(2025, 12, known_on),
            **world.as_("clerk1"),
        )

    unknown, of_an_earlier_day = made(11, 12), made(9, 12)
    assert (standing(unknown), standing(of_an_earlier_day)) == (FALLEN, STANDS)
    known = made(11, 20)
    assert standing(known) == STANDS
    assert (
        verdict_on(known).sentence == "It says what was known on 20 December 2025 of the day it is made for."
    )
    plain = make_statement(agreement=world.agreement, **world.as_("clerk1"))
    assert (standing(plain), standing(known)) == (STANDS, STANDS)


def test_a_reconciliation_falls_with_a_later_one_of_its_day_alone() -> None:
    world = worlds.funded()
    first = make_reconciliation(statement=world.position(), **world.as_("clerk1"))
    world.later(days=1)
    other_day = make_reconciliation(statement=world.position(), **world.as_("clerk1"))
    assert (standing(first), standing(other_day)) == (STANDS, STANDS)
    again = make_reconciliation(statement=world.position(), **world.as_("clerk1"))
    assert (standing(first), standing(other_day), standing(again)) == (STANDS, FALLEN, STANDS)


def test_a_notice_of_deduction_falls_with_its_report() -> None:
    world = worlds.reported()
    notice = Document.objects.get(kind="deduction_notice", binder=world.agreement.binder)
    assert standing(notice) == STANDS
    world.later(hours=1)
    correct(world)
    assert standing(notice) == FALLEN


# --- Money and rights ---


def test_an_invoice_is_done_when_it_is_paid_in_full() -> None:
    world = worlds.funded()
    invoice = invoiced(world)
    assert standing(invoice.document) == STANDS
    pay(world, invoice, str(invoice.entry.amount_minor // 200))
    assert standing(invoice.document) == STANDS
    pay(world, invoice, str((invoice.entry.amount_minor - invoice.entry.amount_minor // 200 * 100) / 100))
    assert standing(invoice.document) == DONE


def test_a_statement_of_a_penalty_falls_with_a_later_day_or_a_decision_and_not_with_another_debtors() -> None:
    world = late()
    to_a, to_d = state(world, "A").document, state(world, "D").document
    assert (standing(to_a), standing(to_d)) == (STANDS, STANDS)
    world.later(hours=1)
    decide(world)
    assert (standing(to_a), standing(to_d)) == (FALLEN, STANDS)


def test_a_proxy_letter_falls_with_its_meeting() -> None:
    world = acts.reached()
    meeting = acts.called(world)
    world.day(2026, 3, 11)
    acts.direct(world, meeting)
    letter = acts.write_letter(world, meeting)
    assert standing(letter.document) == STANDS
    set_aside_meeting(meeting=meeting, reason="called off", **world.as_("clerk1"))
    assert standing(letter.document) == FALLEN
