"""Role × event × state: what the table does not list is refused, for everybody, in every state."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from documents.actor import Actor
from documents.errors import RuleViolation
from parties.authority import actor_of
from parties.models import Membership, Party, Role, User
from parties.services.register import end_role, register_party
from tests import worlds
from tests.unchanged import nothing_changes, refused
from tests.walls.tools import planted
from tests.worlds import SINCE, SYSTEM, World
from tranches import wings
from tranches.models import Amendment
from tranches.policy import POLICY, permit, permitted
from tranches.selectors.states import MACHINES, edges, states
from tranches.services.moving import move

STAGE = worlds.sent
NOW = datetime(2026, 12, 18, 2, tzinfo=UTC)

# Typed by hand from the reading and the design: the reviewed half of the comparison.
AGENT = {"clerk", "supervisor"}
EXPECTED: dict[str, set[str]] = {
    "record_deposit": AGENT,
    "allocate": AGENT,
    "record_portal_consent": AGENT,
    "check_portal_consent": AGENT,
    "record_report": AGENT,
    "prepare_instruction": AGENT,
    "submit_instruction": AGENT,
    "withdraw_instruction": AGENT,
    "approve_instruction": {"officer"},
    "reject_instruction": {"officer"},
    "revoke_approval": {"officer"},
    "file_paper_signature": AGENT,
    "check_paper_signature": AGENT,
    "prepare_governed_instruction": AGENT,
    "check_authority": AGENT,
    "tick_checklist": AGENT,
    "authorise_release": AGENT,
    "send_release": AGENT,
    "record_confirmation": AGENT,
    "record_refusal": AGENT,
    "request_recall": AGENT,
    "record_recall": AGENT,
    "receive_dispute_notice": AGENT | {"officer", "seller"},
    "propose_hold": AGENT,
    "confirm_hold": AGENT,
    "lift_hold": AGENT,
    "sign_paper": AGENT,
    "make_statement": AGENT | {"compliance", "officer", "seller"},
    "prepare_return": AGENT,
    "notify_return": AGENT,
    "authorise_return": AGENT,
    "record_cancellation": AGENT,
    "close_agreement": AGENT,
    "send_notice": AGENT,
    "prove_notice": AGENT,
    "change_address": AGENT,
    "make_dossier": frozenset({"supervisor", "compliance"}),
    "make_readings_paper": AGENT | {"officer", "seller"},
    "save_scenario": AGENT | {"officer"},
    "set_aside_scenario": AGENT | {"officer"},
    "raise_fees": AGENT,
    "settle_fee_payer": AGENT,
    "issue_fee_invoice": AGENT,
    "record_fee_payment": AGENT,
    "record_release_cost": AGENT,
    "record_closing_price": AGENT,
    "load_closing_prices": AGENT,
    "record_call_back": AGENT,
    "propose_disclosure": AGENT,
    "record_disclosure_consent": AGENT,
    "make_disclosure": AGENT,
    "record_delivery_claim": AGENT,
    "record_recovery": AGENT,
    "check_recovery": AGENT,
    "settle_claim": AGENT,
    "record_position": AGENT,
    "load_position": AGENT,
    "explain_break": AGENT,
    "load_transfers": AGENT,
    "make_reconciliation": AGENT,
    "decide_delay_reason": AGENT,
    "make_penalty_statement": AGENT,
    "record_dividend": AGENT,
    "set_aside_dividend": AGENT,
    "establish_entitlement": AGENT,
    "record_dividend_receipt": AGENT,
    "pass_on_dividend": AGENT,
    "record_scrip_delivery": AGENT,
    "record_meeting": AGENT,
    "set_aside_meeting": AGENT,
    "give_direction": {"seller"},
    "object_to_entry": {"officer", "seller"},
    "record_direction": AGENT,
    "make_proxy_letter": AGENT,
    "prepare_amendment": AGENT,
    "submit_amendment": AGENT,
    "withdraw_amendment": AGENT,
    "sign_amendment": {"officer", "seller"},
    "reject_amendment": {"officer", "seller"},
    "sign_amendment_for_agent": {"supervisor"},
    "file_amendment_signature": AGENT,
    "check_amendment_signature": AGENT,
    "bring_amendment_into_force": AGENT,
    "prepare_termination": AGENT,
    "open_suspension": {"officer"},
    "lift_own_suspension": {"officer"},
    "record_dispute_stage": AGENT,
    "record_damages_claim": AGENT,
    "end_damages_claim": AGENT,
    "record_shortfall_consent": AGENT,
    "record_disposition": AGENT,
    "record_handover": AGENT,
    "check_disposition": AGENT,
    "make_handover_pack": AGENT,
    "authorise_disposition": AGENT,
    "send_disposition": AGENT,
    "answer_disposition": AGENT,
    "request_disposition_recall": AGENT,
    "set_aside_disposition": AGENT,
    "record_delivery_stop": AGENT,
    "give_successor_details": AGENT,
    "verify_successor_details": AGENT,
    "lift_delivery_stop": AGENT,
    "set_legal_hold": {"supervisor", "compliance"},
    "lift_legal_hold": {"supervisor", "compliance"},
    "prepare_corporate_action": AGENT,
    "authorise_corporate_action": AGENT,
    "withdraw_corporate_action": AGENT,
}

INSIDERS = ("clerk1", "supervisor", "compliance")
EVERYBODY = (
    *INSIDERS,
    "officer_a",
    "officer_b",
    "officer_of_another",
    "clerk_of_another",
    "seller",
    "superuser",
    "nobody",
)


def services() -> dict[str, Callable[..., Any]]:
    """Every service by its act."""
    found = {}
    for name in wings.modules_of("services"):
        for value in vars(importlib.import_module(name)).values():
            if hasattr(value, "event") and callable(value):
                found[value.event] = value
    return found


def people(world: World) -> dict[str, Actor]:
    """One actor for each kind of person, those of another company and of no role included."""
    found = {name: world.actor(name) for name in EVERYBODY if name in world.users}
    stranger = register_party(kind="company", name="Another Ltd.", actor=SYSTEM, now=world.now)
    for name, role in (("officer_of_another", Role.OFFICER), ("clerk_of_another", Role.CLERK)):
        found[name] = _account(world, name, role, stranger)
    found["superuser"] = _account(world, "superuser", None, stranger, is_superuser=True)
    found["nobody"] = _account(world, "nobody", None, stranger)
    return found


def _account(
    world: World, name: str, role: Role | None, party: Party, *, is_superuser: bool = False
) -> Actor:
    person = world.person(name)
    user = planted(User(username=name, person=person, is_staff=True, is_superuser=is_superuser))
    if role is not None:
        planted(Membership(person=person, party=party, role=role, starts_on=SINCE))
    return actor_of(user, now=world.now, factor="password")


def _role(name: str) -> str:
    return {"clerk1": "clerk", "officer_a": "officer", "officer_b": "officer"}.get(name, name)


def _expected(event: str, name: str, letter: str) -> bool:
    """Whether the person may do the act for the party with the letter, by the table typed above."""
    if _role(name) not in EXPECTED[event]:
        return False
    return name in INSIDERS or {"officer_a": "A", "officer_b": "B", "seller": "C"}.get(name) == letter


def test_the_policy_is_the_reviewed_table() -> None:
    assert {event: {str(role) for role in act.roles} for event, act in POLICY.items()} == EXPECTED


def test_every_line_of_the_policy_has_its_service_and_the_reverse() -> None:
    assert set(services()) == set(POLICY)


@pytest.mark.parametrize("letter", ["A", "B", "C", ""])
def test_only_a_listed_role_of_the_right_party_is_permitted(world: World, letter: str) -> None:
    agent_id = world.part("D").party_id
    party_id = world.part(letter).party_id if letter else None
    actors = people(world)
    assert set(actors) == set(EVERYBODY)
    wrong = [
        (event, name, letter)
        for event in POLICY
        for name, actor in actors.items()
        if permitted(event, actor, agent_id=agent_id, party_id=party_id) != _expected(event, name, letter)
    ]
    assert wrong == []


def test_an_act_that_is_not_listed_is_refused_for_everybody(world: World) -> None:
    for actor in people(world).values():
        assert not permitted("release_at_once", actor, agent_id=world.part("D").party_id)
        with refused("no_such_act"):
            permit("release_at_once", actor, agent_id=world.part("D").party_id)


def test_a_role_that_ended_yesterday_permits_nothing_today(world: World) -> None:
    user = world.users["clerk1"]
    assert user.person is not None
    role = user.person.memberships.get()
    end_role(membership=role, ends_on=world.today(), reason="left", **world.as_("supervisor"))
    assert permitted("record_deposit", world.actor("clerk1"), agent_id=world.part("D").party_id)
    world.later(days=1)
    assert not permitted("record_deposit", world.actor("clerk1"), agent_id=world.part("D").party_id)


SUBJECTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "agreement": lambda world: {"agreement": world.agreement},
    "tranche": lambda world: {"tranche": world.tranche(1)},
    "instruction": lambda world: {"instruction": world.instruction()},
    "release": lambda world: {"release": world.release()},
    "approval": lambda world: {"approval": world.instruction().approvals.first()},
}


@pytest.mark.parametrize("event", sorted(POLICY))
@pytest.mark.parametrize("letter", ["A", "C"])
def test_every_service_asks_the_policy_before_it_looks_at_anything_else(
    world: World, event: str, letter: str
) -> None:
    """Called with nothing but its subject: who is not permitted is told so, and not that an argument is missing."""
    actors, service = people(world), services()[event]
    subject = next(iter(SUBJECTS.values()))(world) if event in ("record_deposit", "make_statement") else {}
    subject = subject or SUBJECTS["tranche"](world)
    party = {"party": world.part(letter)}
    outsiders = [name for name in EVERYBODY if not _expected(event, name, letter)]
    strangers = {"superuser", "nobody", "officer_of_another", "clerk_of_another"}
    keeping = ("make_statement", "make_dossier", "set_legal_hold", "lift_legal_hold")
    reading = event in keeping  # compliance does these too
    assert strangers | (set() if reading else {"compliance"}) <= set(outsiders)
    with nothing_changes():
        for name in outsiders:
            with pytest.raises(RuleViolation) as caught:
                service(**subject, **party, actor=actors[name], now=world.now)
            assert caught.value.code == "not_permitted", (event, name, caught.value.code)


def _walks() -> Iterator[tuple[str, str, str, str, bool, bool]]:
    for event, act in POLICY.items():
        for machine in MACHINES:
            sources: dict[str, set[str]] = {}
            for edge in edges(machine):
                sources.setdefault(edge.name, set()).add(edge.source)
            for name, starts in sources.items():
                for state in states(machine):
                    yield event, machine, name, state, f"{machine}.{name}" in act.edges, state in starts


def test_no_act_walks_an_edge_that_is_not_its_own_or_does_not_start_there(world: World) -> None:
    """Every act × edge × state: a mistake of ours ends in an exception, a wrong state in a sentence, neither in a change."""
    rows = {"tranche": world.tranche(1), "instruction": world.instruction(), "release": world.release()}
    rows["amendment"] = Amendment(agreement=world.agreement, number=1)
    tried = refused_by_policy = refused_by_state = 0
    with nothing_changes():
        for event, machine, name, state, listed, starts in _walks():
            subject = rows[machine]
            subject.state = state
            tried += 1
            if listed and starts:
                continue  # the legal ones are walked by the services' tests
            with pytest.raises(RuntimeError if not listed else RuleViolation) as caught:
                move(subject, name, event=event, actor=SYSTEM, now=NOW, reason="matrix")
            if listed:
                assert isinstance(caught.value, RuleViolation)
                assert caught.value.code == "wrong_state"
                refused_by_state += 1
            else:
                refused_by_policy += 1
    assert tried > 2500
    assert refused_by_policy > 2000
    assert refused_by_state > 50


def test_of_two_who_walk_the_same_edge_the_second_is_told(world: World) -> None:
    first, second = world.tranche(1), world.tranche(1)
    move(first, "void_instruction", event="withdraw_instruction", actor=SYSTEM, now=world.now, reason="first")
    with refused("moved_meanwhile"):
        move(
            second,
            "void_instruction",
            event="withdraw_instruction",
            actor=SYSTEM,
            now=world.now,
            reason="second",
        )
