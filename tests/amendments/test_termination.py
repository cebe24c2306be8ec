"""Termination by all parties: signed like an amendment, carried out like a settlement, and at the end the agreement is closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from documents import vault
from documents.models import Event, OutboxMessage
from tests.amendments import road
from tests.closing import road as ending
from tests.deadlines.conftest import reachable
from tests.desk.conftest import Enter, clock, enter
from tests.desk.helpers import agreement_act, done, fill, page
from tests.journal.test_rebuild import followed
from tests.services.test_holds import stand
from tests.unchanged import refused
from tests.walls.tools import refused_by_database, run, without_walls
from tests.ways.steps import ordered
from tests.worlds import World, pdf, released
from tranches.models import Account, Amendment, AuthorityPaper, Closing, Instruction
from tranches.rebuild import rebuild
from tranches.selectors.amendment.amendment_acts import acts_on_terms
from tranches.selectors.amendment.amendment_todos import amendment_todos
from tranches.selectors.amendment.terminations import Split, to_split
from tranches.selectors.docket.docket import clocks_of
from tranches.selectors.instruction.changed import changed_for
from tranches.selectors.ledger.balances import balances
from tranches.services.agreement.agreements import record_deposit
from tranches.services.amendment.amendments import withdraw_amendment
from tranches.services.amendment.terminations import prepare_termination
from tranches.services.assessment.governed import check_authority
from tranches.services.ending.returns import prepare_return
from tranches.verification.present import past_events

__all__ = ["clock", "enter"]
# What the recipient is given of what stands in escrow after year one: of what was kept, of a whole tranche, and of none.
GIVEN = {1: 93_234, 2: 3_000_000, 3: 0, 4: 1_000_000, 5: 0}
STAGE = released


def splits(world: World, given: dict[int, int] | None = None) -> list[Split]:
    wanted = GIVEN if given is None else given
    return [
        Split(tranche, wanted[tranche.number], shares - wanted[tranche.number])
        for tranche, shares in to_split(world.agreement).items()
        if tranche.number in wanted
    ]


def prepared(world: World, **changes: Any) -> Amendment:
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "splits": splits(world),
        "effective_on": world.today(),
        "reason": "The parties end the earn-out.",
        **world.as_("clerk1"),
    }
    return prepare_termination(**(arguments | changes))


def signed(world: World, **changes: Any) -> Amendment:
    amendment = road.submit(world, prepared(world, **changes))
    for who, letter in road.SIGNERS:
        road.sign(world, amendment, who, letter)
    road.sign_for_agent(world, amendment)
    amendment.refresh_from_db()
    return amendment


def in_force(world: World, **changes: Any) -> Amendment:
    return road.bring(world, signed(world, **changes))


def checked(world: World, who: str = "clerk2") -> Instruction:
    check_authority(instruction=world.instruction(), finding="signed by all four", **world.as_(who))
    return world.instruction()


def carried_out(world: World) -> None:
    """From the termination in force to the closing."""
    world.carry_out(checked(world))
    world.later(days=1)
    prepare_return(agreement=world.agreement, **world.as_("clerk1"))
    world.submit(world.instruction())
    ending.notify(world)
    ending.approve(world)
    ending.authorise(world)
    world.send()
    world.confirm()
    ending.cancel(world)
    ending.close(world)


def test_what_all_parties_agreed_is_released_returned_and_the_agreement_is_closed(world: World) -> None:
    with followed() as follower:
        follower.pasts[world.agreement.pk] = rebuild(past_events(world.agreement))
        amendment = in_force(world)
        assert balances(world.agreement).in_escrow == 12_293_234, "by itself it moves nothing"
        carried_out(world)
    standing = balances(world.agreement)
    assert (standing.in_escrow, standing.total(Account.CANCELLED)) == (0, 8_200_000)
    to_recipient = {n: standing.of(Account.RECIPIENT, n) for n in GIVEN}
    assert to_recipient == {1: 2_706_766 + 93_234, 2: 3_000_000, 3: 0, 4: 1_000_000, 5: 0}
    closing = Closing.objects.get()
    assert closing.way == "terminated"
    text = vault.read(closing.document.sha256).decode("utf-8", "replace")
    assert f"All parties ended the agreement by {amendment}" in text
    assert road.wrong(world) == []


def waits_for(world: World) -> tuple[str, str, str]:
    """What the docket says of the termination: clock, day in words, whose move."""
    (found,) = [
        row for row in clocks_of(world.agreement, world.today()) if row.name.startswith("termination")
    ]
    assert found.clause, "the clause that the deal names for it"
    return found.name, str(found.due_on), found.move


def test_it_is_called_a_termination_everywhere_and_waits_in_the_docket_until_all_is_returned(
    world: World,
) -> None:
    reachable(world)
    amendment = road.submit(world, prepared(world))
    today = str(world.today())
    assert waits_for(world)[:2] == ("termination", today)
    lines = acts_on_terms(world.agreement, world.actor("clerk2"), world.today())
    open_acts = [line for line in lines if not line.event.startswith("prepare_")]
    assert {"Withdraw the termination", "Bring the termination into force"} <= {
        row.label for row in open_acts
    }
    assert not [row for row in open_acts if "mendment" in row.label + row.why_not]
    titles = [todo.title for todo, _ in amendment_todos(world.agreement, None, world.today())]
    assert "Party B: sign termination AM-1" in titles
    for who, letter in road.SIGNERS:
        road.sign(world, amendment, who, letter)
    road.sign_for_agent(world, amendment)
    road.bring(world, amendment)
    told = Event.objects.filter(binder=world.agreement.binder_id, subject_type="amendment").order_by("number")
    kinds = [event.kind for event in told]
    assert kinds[0] == "termination.prepared"
    assert kinds[-1] == "termination.in_force"
    assert kinds.count("termination.signed") == 4
    mails = OutboxMessage.objects.filter(purpose__startswith="amendment/")
    assert mails
    said = [re.sub(r"https?://\S+", "", f"{mail.subject} {mail.body}") for mail in mails]
    assert not [text for text in said if "mendment" in text or "修订" in text]
    assert all("termination AM-1" in mail.subject for mail in mails)
    assert waits_for(world)[2].startswith("The escrow agent: first the release")
    world.carry_out(checked(world))
    assert waits_for(world) == (
        "termination_return",
        "None",
        "The escrow agent: prepare the return of the 8,200,000 shares that are kept.",
    )
    world.later(days=1)
    prepare_return(agreement=world.agreement, **world.as_("clerk1"))
    assert waits_for(world)[2] == "The escrow agent: put the return JWI-3 before its signers."
    world.submit(world.instruction())
    assert (
        waits_for(world)[2]
        == "Party A: its approval of the return JWI-3. Party B: its approval of the return JWI-3."
    )
    ending.notify(world)
    ending.approve(world)
    names = {row.name for row in clocks_of(world.agreement, world.today())}
    assert "transfer" in names
    assert "termination_return" not in names


def test_an_amendment_and_what_was_withdrawn_keep_their_own_words(world: World) -> None:
    """A termination that is taken back is told as one; an amendment after it as an amendment."""
    amendment = road.submit(reachable(world), prepared(world))
    withdraw_amendment(amendment=amendment, reason="not now", **world.as_("clerk1"))
    mail = OutboxMessage.objects.filter(purpose__contains="/withdrawn").first()
    assert mail is not None
    assert mail.subject.endswith("termination AM-1 was withdrawn")
    (changed,) = changed_for(world.actor("officer_b"), [world.agreement], world.now)
    assert "the termination, was withdrawn" in changed.happened
    second = road.submit(world, road.prepare(world))
    assert (second.noun, second.called) == ("amendment", "AM-2")
    with refused("digest_moved"):
        road.sign(world, second, "officer_b", "B", seen_digest="0" * 64)


def test_certificate_is_the_governing_paper_and_ends_holds_and_the_year(world: World) -> None:
    stand(world, 2, shares=5)
    amendment = in_force(world)
    assert AuthorityPaper.objects.get().document == amendment.executed_paper
    with refused("needs_second_person"):
        checked(world, "clerk1")
    checked(world)
    assert [world.tranche(n).state for n in GIVEN] == ["deducted", *["instructed"] * 4]
    with refused("agreement_ended"):
        world.report(2, 900_000_000)
    with refused("agreement_ended"):
        record_deposit(
            agreement=world.agreement,
            shares=1,
            deposited_on=world.today(),
            reference="x",
            paper=pdf("late"),
            **world.as_("clerk1"),
        )
    with refused("agreement_ended"):
        road.prepare(world)


def test_what_an_offset_restored_is_due_no_more_and_an_earlier_instruction_releases_nothing(
    world: World,
) -> None:
    """Year one was deducted and year three restores to it; the parties then give the recipient year three alone."""
    world.play_year(2, 732_000_000, (2027, 12, 18))
    world.day(2028, 12, 18)
    world.report(3, 900_000_000)
    earlier = world.instruct(3)
    assert (earlier.state, [line.shares for line in earlier.lines.all()]) == (
        "approved",
        [3_000_000, 177_019],
    )
    world.tick_all(earlier)
    in_force(world, splits=splits(world, {1: 0, 3: 3_000_000, 4: 0, 5: 0}))
    with refused("overtaken"):
        world.authorise(earlier, "clerk1")
    carried_out(world)
    standing = balances(world.agreement)
    assert (standing.in_escrow, standing.of(Account.RECIPIENT, 1)) == (0, 2_706_766)
    assert Closing.objects.get().way == "terminated"
    assert road.wrong(world) == []


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("not_all_shares", {1: 93_234, 2: 3_000_000}),
        ("not_all_shares", GIVEN | {1: 93_235, 2: 3_000_001}),
        ("negative_shares", GIVEN | {3: -1}),
    ],
)
def test_splits_that_are_not_what_stands_are_refused(world: World, code: str, given: dict[int, int]) -> None:
    wrong = splits(world, given)
    if given.get(2) == 3_000_001:
        wrong = [Split(each.tranche, each.to_recipient, 0) for each in wrong]
    with refused(code):
        prepared(world, splits=wrong)


def test_day_before_today_open_amendment_and_open_disposition_are_refused(world: World) -> None:
    with refused("reaches_back"):
        prepared(world, effective_on=world.today() - timedelta(days=1))
    with refused("missing"):
        prepared(world, reason=" ")
    ordered(world)
    with refused("matter_open"):
        prepared(world)


def test_never_while_a_letter_is_out_even_if_signed_before(world: World) -> None:
    amendment = signed(world, effective_on=date(2027, 12, 20))
    world.day(2027, 12, 18)
    world.report(2, 732_000_000)
    instruction = world.instruct(2)
    world.tick_all(instruction)
    world.authorise(instruction)
    world.send()
    world.day(2027, 12, 20)
    with refused("letter_out"):
        road.bring(world, amendment)
    with refused_by_database("letter is with the transfer agent|with the version"):
        run("UPDATE tranches_amendment SET state = 'in_force' WHERE id = %s", amendment.pk)
    world.confirm()
    with refused("overtaken"):
        road.bring(world, amendment)


def test_paper_of_an_amendment_governs_no_release_and_other_figures_are_found(world: World) -> None:
    amendment = signed(world)
    with refused_by_database("termination in force"):
        run(
            "INSERT INTO tranches_authoritypaper (instruction_id, document_id, forum, case_reference, dated_on, received_on,"
            " signed_by, filed_person_id, recorded_at, recorded_reason) VALUES (%s, %s, '', '', %s, %s, '[]', %s, %s, '')",
            world.instruction().pk,
            amendment.executed_paper_id,
            world.today(),
            world.today(),
            world.users["clerk1"].person_id,
            world.now,
        )
    road.bring(world, amendment)
    with without_walls():
        run(
            "UPDATE tranches_instructionline SET shares = shares + 1 WHERE instruction_id = %s AND tranche_id = %s",
            world.instruction().pk,
            world.tranche(4).pk,
        )
    assert any("gives the recipient 1,000,000" in sentence for _, sentence in road.wrong(world))


def test_termination_is_prepared_at_the_desk_and_read_in_the_portal(
    world: World, enter: Enter, clock: Callable[[datetime], None]
) -> None:
    clock(world.now)
    first = enter("clerk1")
    typed = {f"to_recipient_{number}": f"{shares:,}" for number, shares in GIVEN.items()} | {
        "reason": "The end."
    }
    wrong = fill(
        first, agreement_act(world, "prepare_termination"), **(typed | {"to_recipient_1": "293,235"})
    )
    assert "has 293,234 shares in escrow, not 293,235" in page(wrong)
    done(fill(first, agreement_act(world, "prepare_termination"), **typed))
    amendment = Amendment.objects.get()
    assert [line["to_issuer"] for line in amendment.content["lines"]] == [
        200_000,
        0,
        3_000_000,
        2_000_000,
        3_000_000,
    ]
    road.submit(world, amendment)
    text = page(enter("seller").get(reverse("portal:amendment", args=[amendment.public_id])))
    assert "termination of the agreements" in text
    assert "Back to the issuer" in text
