"""What you see is what you sign: every act that somebody signs, or that a second person does, shows what it is about.

The list comes from the policy's table, so an act that is added there and shows nothing fails here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

import tranches
from documents.acting import Acting
from documents.seen import MOVED
from tests import worlds
from tests.amendments import road as amending
from tests.corporate import road as corporate
from tests.desk.conftest import Enter
from tests.desk.helpers import Fields, act_page, agreement_act, done, page, paper, refused, standing
from tests.ways import steps
from tests.worlds import World, pdf
from tranches.admin.forms import FORMS
from tranches.admin.forms.base import ActForm, Pick
from tranches.models import AuthorityPaper, CorporateAction, Hold, Instruction
from tranches.policy import POLICY
from tranches.selectors import seen
from tranches.services import act as act_module
from tranches.services.agreement.agreements import record_portal_consent
from tranches.services.assessment.governed import prepare_governed_instruction
from tranches.services.dispute.holds import confirm_hold, propose_hold
from tranches.services.instruction.approvals import file_paper_signature
from tranches.services.instruction.instructions import LineSpec

# Signed in the portal, over the digest or the marks of its own page (tests/portal, tests/rights, tests/amendments).
IN_THE_PORTAL = {
    "approve_instruction",
    "reject_instruction",
    "revoke_approval",
    "open_suspension",
    "lift_own_suspension",
    "sign_amendment",
    "reject_amendment",
    "give_direction",
}
# Of compliance, on the page of retention (tests/keeping).
IN_THE_REVIEW = {"lift_legal_hold"}
SHOWN = re.compile(r'what-is-signed"[^>]*data-digest="([0-9a-f]{64})"')


def decided() -> set[str]:
    """The acts of the policy's table that are a signature or a second person's."""
    return {
        event
        for event, line in POLICY.items()
        if line.signs or "second person" in line.who or "Two different" in line.who
    }


def shows_what_it_decides(form: type[ActForm]) -> bool:
    picks = [field for field in form.base_fields.values() if isinstance(field, Pick) and field.is_decided_on]
    return bool(picks) or form.decides_on is not ActForm.decides_on


@pytest.mark.parametrize("event", sorted(decided() - IN_THE_PORTAL - IN_THE_REVIEW))
def test_every_act_that_is_signed_names_what_it_decides_on(event: str) -> None:
    assert shows_what_it_decides(FORMS[event])


def syntax_of(*folders: str) -> list[ast.AST]:
    """All that is written in these packages of the agreements' app."""
    root = Path(tranches.__file__).parent
    files = [file for folder in folders for file in sorted(root.rglob(f"{folder}/**/*.py"))]
    return [each for file in files for each in ast.walk(ast.parse(file.read_text()))]


@pytest.mark.parametrize("event", sorted(IN_THE_PORTAL | IN_THE_REVIEW))
def test_every_page_outside_the_desk_hands_on_the_marks_of_what_it_showed(event: str) -> None:
    """Its form calls the service, and what a form carries goes with the answers."""
    calls = [each for each in syntax_of("portal", "review") if isinstance(each, ast.Call)]
    named = [call for call in calls if event in map(ast.unparse, [call.func, *call.args])]
    assert named
    assert all(ast.unparse(call.func).endswith(".do") for call in named)
    assert "marks" in Acting.carried


def acts_that_ask_for_another() -> set[str]:
    """The acts whose services refuse whoever had the first hand in it: found by script, not listed."""
    return {
        ast.literal_eval(line.args[0])
        for function in syntax_of("services")
        if isinstance(function, ast.FunctionDef)
        and {"same_person", "needs_second_person"}
        & {each.value for each in ast.walk(function) if isinstance(each, ast.Constant)}
        for line in function.decorator_list
        if isinstance(line, ast.Call) and ast.unparse(line.func) == "act"
    }


def test_no_act_of_a_second_person_is_left_out() -> None:
    found = acts_that_ask_for_another()
    assert {"lift_legal_hold", "confirm_hold", "authorise_corporate_action"} <= found
    assert found <= decided()


def test_an_act_of_one_person_shows_nothing_to_compare() -> None:
    assert not shows_what_it_decides(FORMS["record_report"])


# --- The pages --------------------------------------------------------------------------------------


def _hold(world: World, **changes: Any) -> Hold:
    given: dict[str, Any] = {
        "ground": "dispute",
        "reason": "The report leaves out a subsidiary.",
        "shares": 5_000,
    }
    return propose_hold(
        tranche=world.tranche(1),
        opened_on=world.today(),
        paper=pdf("objection"),
        **(given | changes),
        **world.as_("clerk1"),
    )


def _signature(world: World) -> None:
    instruction = world.instruction()
    file_paper_signature(
        instruction=instruction,
        party=world.part("A"),
        person=world.users["officer_a"].person,
        signed_on=world.today(),
        received_on=world.today(),
        seen_digest=instruction.digest,
        paper=pdf("scan"),
        **world.as_("clerk1"),
    )


def _award(world: World) -> None:
    lines = [LineSpec(tranche=world.tranche(1), origin="governed", shares=2_000_000, offset_by=None)]
    prepare_governed_instruction(
        agreement=world.agreement,
        basis="award",
        lines=lines,
        paper=pdf("award"),
        dated_on=world.today(),
        received_on=world.today(),
        signed_by=[],
        forum="HKIAC",
        case_reference="A-1",
        **world.as_("clerk1"),
    )


def _ready(world: World) -> None:
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    world.tick_all(world.instruction())


def _standing_hold(world: World) -> None:
    confirm_hold(hold=_hold(world), **world.as_("clerk2"))


def _consent(world: World) -> None:
    record_portal_consent(
        agreement=world.agreement, dated_on=world.today(), paper=pdf("consent"), **world.as_("clerk1")
    )


def _amendment(world: World) -> None:
    amending.submit(world, amending.prepare(world))


Walk = Callable[[World], Any]
# By act: from which world, by which steps, on which page, typed beside what the page proposes, and words of the content.
PAGES: dict[str, tuple[Callable[[], World], Walk, Callable[..., str], dict[str, Any], tuple[str, ...]]] = {
    "confirm_hold": (
        worlds.reported,
        _hold,
        act_page,
        {},
        ("The report leaves out a subsidiary.", "5,000 shares"),
    ),
    "lift_hold": (
        worlds.reported,
        _standing_hold,
        act_page,
        {"exit": "withdrawal", "reason": "C withdrew.", "paper": paper("withdrawal")},
        ("The report leaves out a subsidiary.",),
    ),
    "check_paper_signature": (
        worlds.submitted,
        _signature,
        act_page,
        {"compared": "on"},
        ("JWI-1", "Computed", "Instructed"),
    ),
    "check_authority": (worlds.reported, _award, act_page, {"finding": "final"}, ("HKIAC", "2,000,000")),
    "authorise_release": (worlds.submitted, _ready, act_page, {"read": "on"}, ("JWI-1", "Instructed")),
    "check_portal_consent": (worlds.loaded, _consent, agreement_act, {}, ("on paper only",)),
    "authorise_corporate_action": (
        worlds.funded,
        lambda world: corporate.prepared(world, 10, 1),
        agreement_act,
        {"read": "on"},
        ("10 for 1", "All shares in escrow", "Afterwards"),
    ),
    "sign_amendment_for_agent": (
        worlds.funded,
        _amendment,
        agreement_act,
        {"read": "on"},
        ("700,000,000", "As amended"),
    ),
    "check_disposition": (
        worlds.funded,
        steps.ordered,
        agreement_act,
        {"is_effective": "yes", "finding": "seal seen"},
        ("Creditor Ltd.", "1,000"),
    ),
    "authorise_disposition": (
        worlds.funded,
        lambda world: steps.checked(world, steps.ordered(world)),
        agreement_act,
        {"read": "on"},
        ("Creditor Ltd.", "Legal check"),
    ),
    "verify_successor_details": (
        worlds.funded,
        lambda world: steps.details(world, steps.stopped(world)),
        agreement_act,
        {"how": "called"},
        ("Heir Lai", "account 5511"),
    ),
}


def _opened(enter: Enter, event: str) -> tuple[Client, str, str, dict[str, Any]]:
    begin, walk, address, typed, _ = PAGES[event]
    world = begin()
    walk(world)
    client, url = enter("supervisor"), address(world, event)
    text = page(client.get(url))
    form = Fields(url)
    form.feed(text)
    return client, url, text, form.values | typed


@pytest.mark.parametrize("event", sorted(PAGES))
def test_the_form_shows_the_content_with_its_digest_and_refuses_what_changed(
    event: str, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client, url, text, sent = _opened(enter, event)
    digest = SHOWN.search(text)
    assert digest, text
    for words in PAGES[event][-1]:
        assert words in text
    name, _, mark = sent["marks"].partition(":")
    assert len(mark) == 64
    before = standing()
    other = client.post(url, sent | {"marks": f"{name}:{'0' * 64}"})
    again = refused(other, MOVED, before)
    assert digest[1] in again
    files = {name: paper("again") for name in sent if name == "paper"}
    done(client.post(url, sent | files))


@pytest.mark.parametrize("model", [CorporateAction, Instruction, Hold])
def test_what_is_decided_on_has_a_view(model: type) -> None:
    assert model in seen.VIEWS


def test_without_the_guard_a_changed_content_would_be_signed(
    enter: Enter, clock: time_machine.Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    client, url, _, sent = _opened(enter, "check_authority")
    monkeypatch.setattr(act_module, "require_same", lambda *_: None)
    answer = client.post(url, sent | {"marks": f"x:{'0' * 64}"})
    assert answer.status_code == 302
    assert AuthorityPaper.objects.get().check_record.finding == "final"
