"""Random histories through the services: whatever is pressed, by whom and in which order, the invariants hold after each step.

`HISTORIES` and `STEPS` in the environment make more and longer ones than the suite has time for.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from documents.errors import RuleViolation
from tests import worlds
from tests.machine import model
from tests.services.papers import checked, recorded
from tests.walls.tools import run, without_walls
from tests.worlds import World, pdf
from tranches.models import Hold, Instruction, Release
from tranches.selectors.release.confirmed import unanswered
from tranches.services.agreement.agreements import record_deposit
from tranches.services.dispute.holds import confirm_hold, propose_hold
from tranches.services.dispute.lifting import lift_hold
from tranches.services.instruction.approvals import reject_instruction, revoke_approval
from tranches.services.instruction.instructions import LineSpec, withdraw_instruction
from tranches.services.release.releases import tick_checklist
from tranches.services.release.transfer import (
    record_confirmation,
    record_recall,
    record_refusal,
    request_recall,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STAGED: dict[str, World] = {}
SEEN: Counter[str] = Counter()

NUMBERS = st.integers(1, 3)
AGENTS = st.sampled_from(["clerk1", "clerk2", "supervisor"])
FIGURES = st.sampled_from([0, 300_000_000, 600_000_000, 665_000_000, 732_000_000, 900_000_000, 1_500_000_000])
SIGNERS = st.sampled_from([("officer_a", "A"), ("officer_b", "B"), ("officer_a2", "A"), ("officer_b2", "B")])


class Desk(RuleBasedStateMachine):
    """One agreement at the desk. A refusal is an answer; any other exception fails the history."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        staged = STAGED["world"]
        self.world = World(staged.agreement, staged.now, dict(staged.users), staged.firm)
        self.world.day(2028, 12, 18)
        self.shares = model.Shares(
            {tranche.number: tranche.shares for tranche in self.world.agreement.tranches.all()}
        )
        self.shares.deposit(9_000_000)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def press(self, name: str, call: Callable[..., Any], **arguments: Any) -> bool:
        """Press a button; count what came of it."""
        try:
            call(**arguments)
        except RuleViolation as violation:
            SEEN[f"{name}: {violation.code}"] += 1
            return False
        SEEN[name] += 1
        return True

    def instruction(self, newest: int) -> Instruction | None:
        rows = Instruction.objects.filter(agreement=self.world.agreement).select_related("agreement__binder")
        return rows.order_by("-number")[newest : newest + 1].first()

    def release(self) -> Release | None:
        rows = Release.objects.filter(agreement=self.world.agreement).select_related("agreement__binder")
        return rows.order_by("-number").first()

    # --- Shares and reports ---

    @rule(shares=st.sampled_from([1, 1_000_000, 3_000_000, 6_000_001]))
    def deposit(self, shares: int) -> None:
        done = self.press(
            "deposit", record_deposit, agreement=self.world.agreement, shares=shares, deposited_on=self.world.today(),
            is_assumed=True, **self.world.as_("clerk1"),
        )  # fmt: skip
        if done:
            assert shares <= self.shares.room()
            self.shares.deposit(shares)

    @rule(number=NUMBERS, figure=FIGURES, reason=st.sampled_from(["", "misprint"]))
    def report(self, number: int, figure: int, reason: str) -> None:
        self.press("report", lambda: self.world.report(number, figure, reason=reason))

    @rule(days=st.sampled_from([1, 12, 40]))
    def wait(self, days: int) -> None:
        self.world.later(days=days)

    # --- Instructions ---

    @rule(number=NUMBERS, shares=st.sampled_from([None, None, None, 0, 1, 2_000_000, 3_000_000]))
    def prepare_and_submit(self, number: int, shares: int | None) -> None:
        lines = None if shares is None else [LineSpec(self.world.tranche(number), "own", shares)]
        if self.press("prepare", lambda: self.world.prepare(number, lines, "as asked")):
            self.press("submit", lambda: self.world.submit(self.world.instruction()))

    @rule(newest=st.integers(0, 1), signer=SIGNERS)
    def approve(self, newest: int, signer: tuple[str, str]) -> None:
        instruction = self.instruction(newest)
        if instruction is not None:
            from tranches.selectors.instruction.approvals import difference_of

            self.press(
                "approve",
                lambda: self.world.approve(instruction, *signer, difference_of(instruction) or None),
            )

    @rule()
    def approve_by_both(self) -> None:
        for signer in (("officer_a", "A"), ("officer_b", "B")):
            self.approve(0, signer)

    @rule(signer=SIGNERS)
    def reject(self, signer: tuple[str, str]) -> None:
        instruction = self.instruction(0)
        if instruction is not None:
            self.press("reject", reject_instruction, instruction=instruction, party=self.world.part(signer[1]),
                       seen_digest=instruction.digest, reason="no", **self.world.as_(signer[0]))  # fmt: skip

    @rule(newest=st.integers(0, 1), signer=SIGNERS)
    def revoke(self, newest: int, signer: tuple[str, str]) -> None:
        instruction = self.instruction(newest)
        approval = instruction.approvals.filter(party__letter=signer[1]).last() if instruction else None
        if approval is not None:
            self.press("revoke", revoke_approval, approval=approval, party=self.world.part(signer[1]), reason="new facts",
                       **self.world.as_(signer[0]))  # fmt: skip

    @rule(newest=st.integers(0, 1))
    def withdraw(self, newest: int) -> None:
        instruction = self.instruction(newest)
        if instruction is not None:
            self.press("withdraw", withdraw_instruction, instruction=instruction, reason="asked for", paper=pdf("letter"),
                       **self.world.as_("clerk1"))  # fmt: skip

    @rule(number=NUMBERS, shares=st.sampled_from([0, 1, 500_000, 3_000_000]), filer=AGENTS, checker=AGENTS)
    def govern(self, number: int, shares: int, filer: str, checker: str) -> None:
        if self.press("govern", lambda: recorded(self.world, {number: shares}, **self.world.as_(filer))):
            self.press("check", lambda: checked(self.world, self.world.instruction(), checker))

    # --- Release ---

    @rule(newest=st.integers(0, 1), who=st.lists(AGENTS, min_size=1, max_size=3))
    def tick_and_authorise(self, newest: int, who: list[str]) -> None:
        instruction = self.instruction(newest)
        if instruction is None:
            return
        self.press("position", self.world.position)
        self.press("call back", lambda: self.world.call_back(instruction))
        until = self.world.today() + timedelta(days=30)
        for item in (
            "delivery_account",
            "identity_and_sanctions",
            "legend_and_opinion",
            "seal",
            "position",
        ):
            done = self.press("tick", tick_checklist, instruction=instruction, item=item, note_text="seen", paper=pdf(item),
                              checked_on=self.world.today(), valid_until=until, **self.world.as_("clerk1"))  # fmt: skip
            if not done:
                break
        for name in who:
            self.press("authorise", lambda name=name: self.world.authorise(instruction, name))

    @precondition(lambda self: self.release() is not None)
    @rule()
    def send(self) -> None:
        self.press("send", self.world.send)

    @precondition(lambda self: self.release() is not None)
    @rule(part=st.sampled_from(["all", "one", "half", "more"]))
    def confirm(self, part: str) -> None:
        release = self.release()
        assert release is not None
        lines = list(release.lines.select_related("instruction_line__tranche"))
        asked = {"all": lambda n: n, "one": lambda n: 1, "half": lambda n: n // 2, "more": lambda n: n + 1}[
            part
        ]
        shares = {line.pk: asked(unanswered(line)) for line in lines}
        done = self.press("confirm", record_confirmation, release=release, confirmed=shares, answered_on=self.world.today(),
                          reference="TA", **self.world.as_("clerk1"))  # fmt: skip
        if done:
            assert part != "more"
            self.shares.confirm({line.instruction_line.tranche.number: shares[line.pk] for line in lines})

    @precondition(lambda self: self.release() is not None)
    @rule(answer=st.sampled_from(["refuse", "ask", "recall"]))
    def other_answer(self, answer: str) -> None:
        arguments: dict[str, Any] = {"release": self.release(), "reason": "no", **self.world.as_("clerk2")}
        if answer == "ask":
            self.press("ask", request_recall, requested_on=self.world.today(), **arguments)
        else:
            service = record_refusal if answer == "refuse" else record_recall
            self.press(answer, service, answered_on=self.world.today(), **arguments)

    # --- Holds ---

    @rule(number=NUMBERS, shares=st.sampled_from([None, None, 1, 500_000]), by=AGENTS, second=AGENTS,
          ground=st.sampled_from(["dispute", "suspension"]))  # fmt: skip
    def hold(self, number: int, shares: int | None, by: str, second: str, ground: str) -> None:
        done = self.press("hold", propose_hold, tranche=self.world.tranche(number), ground=ground, shares=shares, reason="x",
                          paper=pdf("hold"), opened_on=self.world.today(), **self.world.as_(by))  # fmt: skip
        if done:
            newest = Hold.objects.filter(agreement=self.world.agreement).latest("number")
            self.press("stand", confirm_hold, hold=newest, **self.world.as_(second))

    @rule(by=AGENTS)
    def lift(self, by: str) -> None:
        hold = (
            Hold.objects.filter(agreement=self.world.agreement, lift__isnull=True).order_by("number").first()
        )
        if hold is None:
            return
        way_out = (
            "not_confirmed"
            if not hasattr(hold, "confirmation")
            else {"dispute": "withdrawal"}.get(hold.ground, "lifted")
        )
        self.press("lift", lift_hold, hold=hold, exit=way_out, reason="x", paper=pdf("end"), lifted_on=self.world.today(),
                   **self.world.as_(by))  # fmt: skip

    # --- The main road, so that histories go deep ---

    @rule(number=NUMBERS, figure=FIGURES, steps=st.integers(1, 6))
    def advance(self, number: int, figure: int, steps: int) -> None:
        """Take a tranche some steps along its road, from wherever it stands."""
        for _ in range(steps):
            state = self.world.tranche(number).state
            release, instruction = self.release(), self.instruction(0)
            if state == "pending":
                self.report(number, figure, "")
            elif release is not None and release.state == "authorised":
                self.send()
            elif release is not None and release.state == "sent":
                self.confirm("all")
            elif instruction is not None and instruction.state == "approved":
                self.tick_and_authorise(0, ["clerk2", "supervisor"])
            elif instruction is not None and instruction.state == "submitted":
                self.approve_by_both()
            else:
                self.prepare_and_submit(number, None)

    # --- What holds after each step ---

    @invariant()
    def shares_are_conserved(self) -> None:
        model.check_shares(self.world.agreement, self.shares)

    @invariant()
    def nothing_leaves_without_authority(self) -> None:
        model.check_authority(self.world.agreement)

    @invariant()
    def states_are_what_the_record_says(self) -> None:
        model.check_states(self.world.agreement)
        model.check_outcomes(self.world.agreement)

    @invariant()
    def the_chain_is_whole(self) -> None:
        model.check_record(self.world.agreement)


@pytest.fixture
def _desk_is_open() -> None:
    world = worlds.loaded()
    world.day(2025, 12, 15)
    world.deposit(9_000_000)
    world.consent()
    STAGED["world"] = world
    SEEN.clear()


@pytest.fixture
def desk(_desk_is_open: None) -> Iterator[Desk]:
    """The machine as a person would use it; its transaction ends with the test, however that ends."""
    opened = Desk()
    yield opened
    opened.teardown()


@pytest.mark.usefixtures("_desk_is_open")
def test_random_histories_never_break_an_invariant() -> None:
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=int(os.environ.get("HISTORIES", "8")), stateful_step_count=int(os.environ.get("STEPS", "20")),
            deadline=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert any(":" not in name for name in SEEN), f"every act was refused: {SEEN}"


def check_all(desk: Desk) -> None:
    desk.shares_are_conserved()
    desk.nothing_leaves_without_authority()
    desk.states_are_what_the_record_says()
    desk.the_chain_is_whole()


def test_the_machine_reaches_a_release_and_a_second_one_after_a_refusal(desk: Desk) -> None:
    """A machine that only ever collected refusals would prove nothing: its own rules walk the whole road here."""
    desk.advance(1, 600_000_000, 5)
    desk.other_answer("refuse")
    desk.tick_and_authorise(0, ["clerk2", "supervisor"])
    desk.send()
    desk.confirm("half")
    desk.other_answer("refuse")  # the rest
    desk.tick_and_authorise(0, ["clerk2", "supervisor"])
    desk.send()
    desk.confirm("half")
    desk.confirm("all")  # of what is open under the same letter
    check_all(desk)
    assert desk.shares.released[1] == 2_706_766
    assert {"authorise", "send", "confirm", "refuse"} <= set(SEEN)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE tranches_tranche SET state = 'released' WHERE number = 1",
        "UPDATE tranches_posting SET shares = shares + 1 WHERE kind = 'release'",
        "DELETE FROM tranches_authorisation",
        "UPDATE tranches_release SET state = 'refused'",
        "UPDATE documents_event SET reason = 'otherwise' WHERE number = 5",
    ],
)
def test_the_invariants_see_damage_done_behind_the_walls(desk: Desk, damage: str) -> None:
    desk.advance(1, 600_000_000, 6)
    check_all(desk)
    with without_walls():
        assert run(damage) >= 1
        with pytest.raises(AssertionError):
            check_all(desk)
