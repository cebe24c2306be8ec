"""The played deal against figures made by hand, and against every other place that computes them."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from documents.models import Document, Event
from escrow_site.demo.cast import CAST, DEMO, SELLER
from parties.models import Person, User
from tests.demo.conftest import LOADED, PASSWORDS
from tests.desk.helpers import flowing
from tranches.models import (
    Account,
    Approval,
    Closing,
    DepositLot,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionState,
    Release,
    ReleaseState,
    TrancheState,
)
from tranches.selectors.ledger.balances import balances
from tranches.selectors.terms import terms_of

DEAL, SIMULATED = "KX-2025", "KX-2025-SIM"
BASE, MILLION = 3_000_000, 10**6

# By hand, from reading.md's arithmetic, in millions of RMB and shares.
DEDUCTED_1 = Fraction(BASE) * (665 - 600) / 665
RESTORED_3_1 = (
    Fraction(900 - 805, 2) / 805 * BASE
)  # the whole credit of year three: 47.5, less than the shortfall of 65
RESTORED_5_1 = (
    Fraction(65 - Fraction(95, 2)) / 974 * BASE
)  # the 17.5 left of that shortfall; year five's 113 cover them
SETTLED_4 = 2_500_000
RESTORED_5_4 = (Fraction(1200 - 974, 2) - Fraction(35, 2)) / 974 * BASE  # the 95.5 left of year five's credit
ENTITLED = {
    1: int(BASE - DEDUCTED_1 + RESTORED_3_1 + RESTORED_5_1),
    2: BASE,
    3: BASE,
    4: int(SETTLED_4 + RESTORED_5_4),
    5: BASE,
}
STATES = {1: "deducted", 2: "released", 3: "released", 4: "deducted", 5: "released"}

pytestmark = pytest.mark.usefixtures("played")


def simulated() -> EscrowAgreement:
    return EscrowAgreement.objects.get(reference=SIMULATED)


def test_hand_computed_figures_are_those_of_the_reading() -> None:
    assert int(BASE - DEDUCTED_1) == 2_706_766
    assert int(BASE - DEDUCTED_1 + RESTORED_3_1) - 2_706_766 == 177_019
    assert ENTITLED == {1: 2_937_686, 2: BASE, 3: BASE, 4: 2_794_147, 5: BASE}


def test_every_tranche_ends_where_the_hand_computed_figures_put_it() -> None:
    agreement, standing = simulated(), balances(simulated())
    for number, entitled in ENTITLED.items():
        found = {name: shares for name, shares in standing.by_tranche(number).items() if shares}
        wanted = {"recipient": entitled}
        assert found == {name: shares for name, shares in wanted.items() if shares}, number
    assert {row.number: row.state for row in agreement.tranches.all()} == STATES
    assert standing.deposited == 15_000_000
    assert standing.in_escrow == standing.total(Account.RETURNED) == 0
    assert standing.total(Account.CANCELLED) == 5 * BASE - sum(ENTITLED.values())
    assert standing.total(Account.CANCELLED) + standing.total(Account.RECIPIENT) == 15_000_000


@pytest.mark.parametrize("number", [1, 2, 4, 5])
def test_page_of_a_tranche_is_headed_by_its_own_figure_and_says_what_went_out(number: int) -> None:
    """Never by the total of an instruction over several tranches, which may be more than the tranche has."""
    client = Client()
    client.force_login(User.objects.get(username="clerk1"), "django.contrib.auth.backends.ModelBackend")
    tranche = simulated().tranches.get(number=number)
    text = flowing(client.get(reverse("admin:tranches_tranche_change", args=(tranche.pk,))))
    headed = re.findall(rf"(?:Computed|Instructed) for tranche {number}\b.*?([\d,]{{5,}}|0)</p>", text)
    assert headed
    assert all(int(each.replace(",", "")) <= BASE for each in headed), headed
    assert f"{ENTITLED[number]:,}" in text, "what was released of it, whatever its state is called"


def test_every_release_moved_what_its_year_yields() -> None:
    moved = {
        (release.number, line.instruction_line.tranche.number): (line.shares, release.state)
        for release in Release.objects.filter(agreement=simulated())
        for line in release.lines.all()
    }
    confirmed = ReleaseState.CONFIRMED
    assert moved == {
        (1, 1): (2_706_766, confirmed),
        (2, 2): (BASE, ReleaseState.REFUSED),
        (3, 2): (BASE, confirmed),
        (4, 3): (BASE, confirmed),
        (4, 1): (177_019, confirmed),
        (5, 4): (SETTLED_4, confirmed),
        (6, 5): (BASE, confirmed),
        (6, 1): (ENTITLED[1] - 2_706_766 - 177_019, confirmed),
        (6, 4): (ENTITLED[4] - SETTLED_4, confirmed),
        (7, 1): (BASE - ENTITLED[1], confirmed),
        (7, 4): (BASE - ENTITLED[4], confirmed),
    }


def test_assess_gives_exactly_the_figures_of_the_account() -> None:
    out = io.StringIO()
    call_command("assess", SIMULATED, "--format", "json", stdout=out)
    answer = json.loads(out.getvalue())
    (scenario,) = answer["scenarios"]
    standing = balances(simulated())
    assert answer["deal"] == SIMULATED
    assert {row["number"]: row["entitled"] for row in scenario["tranches"]} == ENTITLED
    for row in scenario["tranches"]:
        assert row["entitled"] == standing.of(Account.RECIPIENT, row["number"])
    assert scenario["released"] == standing.total(Account.RECIPIENT)
    assert scenario["kept"] == standing.total(Account.CANCELLED)
    assert [(row["from"], row["to"], Fraction(row["exact"])) for row in scenario["offsets"]] == [
        (3, 1, RESTORED_3_1),
        (5, 1, RESTORED_5_1),
        (5, 4, RESTORED_5_4),
    ]


def test_verify_finds_nothing() -> None:
    call_command("verify", stdout=io.StringIO())


def test_the_side_roads_were_taken() -> None:
    instructions = Instruction.objects.filter(agreement=simulated()).order_by("number")
    assert [(row.basis, row.state, row.attempt) for row in instructions] == [
        ("joint", InstructionState.EXECUTED, 1),
        ("joint", InstructionState.EXECUTED, 2),
        ("joint", InstructionState.EXECUTED, 1),
        ("joint", InstructionState.SUPERSEDED, 1),
        ("settlement", InstructionState.EXECUTED, 1),
        ("joint", InstructionState.EXECUTED, 1),
        ("return", InstructionState.EXECUTED, 1),
    ]
    on_paper = Approval.objects.filter(via=Approval.Via.PAPER).select_related("paper_signature")
    assert {row.instruction.number for row in on_paper} == {3}
    assert all(row.checked_person_id != row.paper_signature.filed_person_id for row in on_paper)  # type: ignore[union-attr]
    hold = Hold.objects.get(agreement=simulated())
    assert (hold.shares, hold.lift.exit) == (None, "settlement")
    assert hold.confirmation.person_id != hold.opened_person_id
    walked = [
        (event.before["state"], event.after["state"])
        for event in Event.objects.filter(kind="tranche.moved", subject_reference=f"{SIMULATED}/4").order_by(
            "number"
        )
    ]
    assert walked == [
        (TrancheState.PENDING, TrancheState.REPORT_RECEIVED),
        (TrancheState.REPORT_RECEIVED, TrancheState.DISPUTED),
        (TrancheState.DISPUTED, TrancheState.INSTRUCTED),
        (TrancheState.INSTRUCTED, TrancheState.DEDUCTED),
    ]


def test_the_simulated_deal_is_closed_with_nothing_left() -> None:
    closing = Closing.objects.get(agreement=simulated())
    assert (closing.expired_on, closing.closed_on) == (date(2030, 12, 27), date(2031, 1, 29))
    (release,) = Release.objects.filter(instruction__basis="return")
    answer = release.answers.get()
    assert (answer.answered_on, release.cancellation.cancelled_on) == (
        date(2031, 1, 21),
        date(2031, 1, 27),
    )
    assert release.cancellation.shares == 5 * BASE - sum(ENTITLED.values())


def test_the_deal_by_its_real_dates_only_assumes_its_deposit() -> None:
    agreement = EscrowAgreement.objects.get(reference=DEAL)
    lot = DepositLot.objects.get(agreement=agreement)
    assert (lot.shares, lot.is_assumed, lot.deposited_on, lot.recorded_at) == (
        15_000_000,
        True,
        date(2025, 12, 23),
        LOADED,
    )
    assert not agreement.is_simulation
    assert agreement.effective_on == date(2025, 12, 2)
    assert terms_of(agreement).tranche(1).ends_on == date(2026, 11, 30)
    assert {row.state for row in agreement.tranches.all()} == {TrancheState.PENDING}
    assert balances(agreement).total(Account.HELD) == 15_000_000
    assert not Instruction.objects.filter(agreement=agreement).exists()


def test_the_simulation_is_marked_on_every_paper_made_for_it(vault_of_the_play: Path) -> None:
    agreement = simulated()
    assert agreement.is_simulation
    papers = Document.objects.filter(binder=agreement.binder, made_here=True)
    assert {row.kind for row in papers} == {
        "closing_statement",
        "deduction_notice",
        "governed_instruction_executed",
        "governed_instruction_proposal",
        "joint_instruction_executed",
        "joint_instruction_proposal",
        "release_letter",
        "return_notice",
        "statement",
    }
    for row in Document.objects.filter(binder=agreement.binder).exclude(kind="terms"):
        content = (vault_of_the_play / row.sha256[:2] / row.sha256).read_bytes()
        assert b"simulat" in content.lower(), row.title


def test_the_journal_of_the_play_goes_forward_only() -> None:
    moments = list(
        Event.objects.filter(binder=simulated().binder)
        .order_by("number")
        .values_list("recorded_at", flat=True)
    )
    assert moments == sorted(moments)
    assert moments[-1].year == 2031


def test_the_cast_is_who_the_issue_asks_for_and_is_marked_as_demo() -> None:
    assert sorted((member.part, member.role.value) for member in CAST) == [
        ("escrow_agent", "clerk"),
        ("escrow_agent", "clerk"),
        ("escrow_agent", "compliance"),
        ("escrow_agent", "supervisor"),
        ("escrow_agent", "supervisor"),
        ("issuer", "officer"),
        ("issuer", "officer"),
        ("purchaser", "officer"),
        ("seller", "seller"),
    ]
    assert {person.note for person in Person.objects.filter(users__isnull=False)} == {DEMO, SELLER}
    for user in User.objects.all():
        assert user.check_password(PASSWORDS[user.username])
        assert not user.is_superuser
        assert user.person is not None
        assert user.get_full_name() == user.person.name
