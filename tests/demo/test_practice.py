"""The practice cases: each waits where its title says, and each of the cast finds something to do in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from escrow_site.demo.cast import CAST
from escrow_site.demo.play import load_live
from escrow_site.demo.practice import CASES, _deal, _year_just_missed, play_practice
from parties.authority import actor_of
from parties.models import Role, User
from parties.selectors.entries import waiting_for
from tests.demo.conftest import PASSWORDS
from tests.desk.helpers import flowing
from tests.unpaged import leave_layout_out
from tranches.models import EscrowAgreement, Instruction, Tranche
from tranches.selectors.access import agreements_of, now_for
from tranches.selectors.desk.worklist import worklist
from tranches.selectors.docket.practice import shown_of
from tranches.terms.deadlines import release_due_spa

NOW = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)
"""A Sunday, early: nothing of a case may lie ahead of it."""


@pytest.fixture(scope="module")
def practice(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        override_settings(VAULT_ROOT=tmp_path_factory.mktemp("vault")),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr("tranches.simulation.stage.key_or_none", lambda: None)
        leave_layout_out(patch)
        load_live(PASSWORDS, now=NOW)
        assert play_practice(now=NOW) == len(CASES)
        assert play_practice(now=NOW) == 0
        yield
        transaction.set_rollback(True)


@pytest.fixture
def cases(practice: None, db: None) -> dict[int, EscrowAgreement]:
    rows = EscrowAgreement.objects.filter(is_simulation=True).select_related("binder")
    return {int(row.reference[-2:]): row for row in rows}


def state(agreement: EscrowAgreement) -> str:
    return Tranche.objects.get(agreement=agreement, number=1).state


def test_each_case_is_where_its_title_says(cases: dict[int, EscrowAgreement]) -> None:
    assert set(cases) == {case.number for case in CASES}
    assert {number: state(agreement) for number, agreement in cases.items()} == {
        **dict.fromkeys((1, 9, 10, 11, 12), "pending"),
        **dict.fromkeys((2, 3, 4, 8), "report_received"),
        **dict.fromkeys((5, 6, 7), "instructed"),
    }
    approvals = {
        number: Instruction.objects.get(agreement=cases[number]).approvals.count() for number in (3, 4, 5, 8)
    }
    assert approvals == {3: 0, 4: 1, 5: 2, 8: 1}


def test_nothing_lies_ahead_and_every_case_says_that_it_is_practice(
    cases: dict[int, EscrowAgreement],
) -> None:
    for agreement in cases.values():
        assert agreement.title.startswith("Practice ")
        assert agreement.is_simulation
        assert agreement.binder.events.latest("number").recorded_at < NOW
        names = agreement.agreement_parties.values_list("party__name", flat=True)
        assert all(name.endswith("(practice)") for name in names)


WAITS = {"officer-a1": 3, "officer-a2": 3, "officer-b": 4, "seller": 10}
"""In which case each of those who come by the portal finds a question."""


def test_each_of_the_cast_finds_something_to_do(cases: dict[int, EscrowAgreement], client: Client) -> None:
    for member in CAST:
        user = User.objects.select_related("person").get(username=member.username)
        if member.username in WAITS:
            client.force_login(user)
            page = flowing(client.get("/portal/"))
            assert cases[WAITS[member.username]].reference in page, member.username
        elif member.role != Role.COMPLIANCE:  # which reviews; nothing waits there
            actor = actor_of(user, now=NOW, factor="password")
            mine = worklist([(row, now_for(row)) for row in agreements_of(actor)], actor).mine
            assert mine or waiting_for(actor, NOW), member.username


def test_what_has_happened_in_practice_is_left_out_where_there_is_a_real_case(
    cases: dict[int, EscrowAgreement], client: Client
) -> None:
    """The switch says how many; what waits is never left out."""
    for name, door in (("clerk1", "/desk/"), ("seller", "/portal/")):
        client.force_login(User.objects.get(username=name))
        without = flowing(client.get(door))
        assert f"{len(CASES)} practice and simulated agreements are left out here." in without
        assert "Practice 1: " not in without
        assert "PRACTICE-10" in without  # the dividend, the votes
        whole = flowing(client.get(door, {"practice": "shown"}))
        assert "left out here" not in whole
        assert all(case.title in whole for case in CASES)
    only = list(cases.values())
    assert shown_of(only).hidden == 0
    assert shown_of(only).agreements == only


@pytest.mark.parametrize(
    "today", [date(2026, 11, 29), date(2028, 2, 29), date(2026, 10, 8), date(2027, 3, 1), date(2026, 1, 2)]
)
def test_the_missed_day_is_behind_us_and_no_later_year_has_it_so(today: date) -> None:
    case = next(case for case in CASES if case.misses_release)
    _, terms = _deal(case, today - timedelta(days=case.year_ended))
    year_end = _year_just_missed(terms, today)
    _, terms = _deal(case, year_end)
    assert terms.tranche(1).ends_on == year_end
    assert release_due_spa(terms, year_end).due_on < today
    assert release_due_spa(terms, year_end + timedelta(days=1)).due_on >= today
