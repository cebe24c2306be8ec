"""A letter of disposition at the transfer agent: listed and reconciled like a release, answered as often as it takes, called back."""

from __future__ import annotations

from datetime import timedelta

from documents.models import Document
from tests import worlds
from tests.transfer_agent.road import listed
from tests.unchanged import refused
from tests.walls.tools import refused_by_database, without_walls
from tests.ways.steps import answered, called_back, out, with_agent
from tests.worlds import World
from tranches.models import DispositionAnswer, DispositionEnd, DispositionLine, DispositionRecall, Posting
from tranches.positions.selectors.positions import causes_on
from tranches.positions.selectors.transfer_desk import letters_of, matching_of
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.delivery.dispositions import earmarked, word_of
from tranches.selectors.docket.docket import clocks_of
from tranches.selectors.ledger.balances import balances, current_line
from tranches.selectors.paper.paper_states import verdict_on
from tranches.services.delivery.dispositions import Taken
from tranches.verification import findings

STAGE = worlds.released
HEAD = "reference,date,shares,to"


def clean(world: World) -> bool:
    return not [found for found in findings([world.agreement]) if not found[0].startswith("I7")]


def clocks(world: World) -> dict[str, Clock]:
    found = clocks_of(world.agreement, world.today())
    return {clock.name: clock for clock in found if clock.about == "LD-1"}


def test_a_letter_of_disposition_stands_in_every_list_of_letters(world: World) -> None:
    disposition = with_agent(
        world, Taken("held", world.tranche(5), 1_000), Taken("kept", world.tranche(1), 200)
    )
    release, letter = letters_of(world.agreement, world.today())  # of one moment: the release first
    assert (str(letter.letter), str(release.letter)) == ("LD-1", "R-1")
    assert (letter.asked, letter.open, letter.word, letter.numbers) == (1_200, 1_200, "Sent", (5, 1))
    assert letter.next_step == "Transfer agent: its answer."
    assert list(clocks(world)) == ["answer"]
    assert clocks(world)["answer"].due_on == letter.answer_due.due_on  # type: ignore[union-attr]
    assert [cause.shares for cause in causes_on(world.agreement, world.today()) if "LD-1" in cause.text] == [
        -1_200
    ]
    answered(world, disposition, "confirmed", 700, 200)
    late = letters_of(world.agreement, world.today() + timedelta(days=60))[1]
    assert late.next_step.startswith(
        "Escrow agent: ask after it, no answer to the 300 shares that are open for"
    )
    listed(world, f"{HEAD}\nTA-77,{world.today()},900,Creditor Ltd.\nTA-78,{world.today()},5,Creditor Ltd.")
    found = matching_of(world.agreement, letters_of(world.agreement, world.today()))
    assert [(str(row.letter or ""), row.problem) for row in reversed(found.entries)] == [
        ("LD-1", ""),
        ("", "no letter of ours asked for it"),
    ]
    assert [str(row.letter) for row in found.unlisted] == ["R-1"]
    answered(world, disposition, reference="TA-79")
    assert [
        str(row.letter)
        for row in matching_of(world.agreement, letters_of(world.agreement, world.today())).unlisted
    ] == [
        "R-1",
        "LD-1",
    ]
    assert not clocks(world)


def test_a_listed_transfer_to_another_than_the_order_names_is_said(world: World) -> None:
    with_agent(world)
    answered(world, with_agent(world, Taken("held", world.tranche(4), 10)))
    listed(world, f"{HEAD}\nTA-77,{world.today()},10,Stranger Ltd")
    found = matching_of(world.agreement, letters_of(world.agreement, world.today()))
    assert found.problems[0].problem == "went to Stranger Ltd; the letter named Creditor Ltd."


def test_a_letter_is_confirmed_in_parts_and_what_is_open_moves_no_other_way(world: World) -> None:
    disposition = with_agent(
        world, Taken("held", world.tranche(5), 1_000), Taken("kept", world.tranche(1), 200)
    )
    answered(world, disposition, "confirmed", 400)
    assert balances(world.agreement).total("disposed") == 400
    assert (earmarked(world.agreement, "held", 5), earmarked(world.agreement, "kept", 1)) == (600, 200)
    assert word_of(disposition) == "letter sent, confirmed 400 of 1,200, 800 open"
    assert clean(world)
    answered(world, disposition, "confirmed", 600, 200, reference="TA-78")
    assert (word_of(disposition), balances(world.agreement).total("disposed")) == ("confirmed", 1_200)
    assert [row.kind for row in disposition.answers.all()] == ["partly_confirmed", "confirmed"]
    assert clean(world)


def test_what_is_refused_after_a_part_is_free_again(world: World) -> None:
    disposition = with_agent(world)
    answered(world, disposition, "confirmed", 400)
    answered(world, disposition, "refused")
    assert (word_of(disposition), earmarked(world.agreement, "held", 5)) == ("confirmed in part", 0)
    assert balances(world.agreement).of("held", 5) == 3_000_000 - 400
    assert verdict_on(Document.objects.get(kind="disposition_letter"))
    assert clean(world)


def test_a_letter_is_called_back_and_keeps_its_shares_until_the_answer(world: World) -> None:
    disposition = with_agent(world)
    called_back(world, disposition)
    assert (list(clocks(world)), earmarked(world.agreement, "held", 5)) == (["recall"], 1_000)
    assert (
        letters_of(world.agreement, world.today())[1].next_step == "Transfer agent: its answer to the recall."
    )
    with refused("recall_requested"):
        called_back(world, disposition)
    answered(world, disposition, "recalled")
    assert (word_of(disposition), earmarked(world.agreement, "held", 5)) == ("recalled", 0)
    with refused("not_sent"):
        called_back(world, disposition)
    assert clean(world)


def test_a_recall_that_comes_too_late_is_confirmed_all_the_same(world: World) -> None:
    disposition = with_agent(world)
    called_back(world, disposition)
    answered(world, disposition)
    assert (word_of(disposition), balances(world.agreement).total("disposed")) == ("confirmed", 1_000)


def test_an_answer_that_cannot_be_is_refused_as_to_a_release(world: World) -> None:
    disposition = with_agent(world)
    for code, answer, shares, changes in (
        ("more_than_asked", "confirmed", (1_001,), {}),
        ("more_than_asked", "confirmed", (-1,), {}),
        ("nothing_confirmed", "confirmed", (0,), {}),
        ("wrong_line", "confirmed", (), {"confirmed": {0: 5}}),
        ("confirmation_without_proof", "confirmed", (), {"reference": " "}),
        ("missing", "refused", (), {"reason": ""}),
        ("missing", "recalled", (), {"reason": " "}),
        ("moved_meanwhile", "confirmed", (), {"seen_open": 999}),
        ("wrong_answer", "partly_confirmed", (5,), {}),
        ("dates_out_of_order", "confirmed", (), {"answered_on": world.today() - timedelta(days=1)}),
        ("future_date", "confirmed", (), {"answered_on": world.today() + timedelta(days=1)}),
    ):
        with refused(code):
            answered(world, disposition, answer, *shares, **changes)
    answered(world, disposition, "confirmed", 5)
    with refused("answer_recorded"):
        answered(world, disposition, "confirmed", 5)
    with refused("dates_out_of_order"):
        called_back(world, disposition, requested_on=world.today() - timedelta(days=1))
    with refused("no_letter"):
        out(world, disposition)


def _answer(world: World, line: DispositionLine, kind: str, confirmed: int, back: int) -> DispositionAnswer:
    return DispositionAnswer(
        disposition=line.disposition,
        line=current_line(world.agreement),
        kind=kind,
        confirmed_shares=confirmed,
        back_shares=back,
        answered_on=world.today(),
        recorded_at=world.now,
    )


def test_the_walls_hold_answers_postings_and_ends_to_the_letter(world: World) -> None:
    from tests.walls.rows import posting

    disposition = with_agent(world)
    line = disposition.lines.get()
    given = {"tranche": world.tranche(5), "disposition_line": line}
    end = DispositionEnd(
        disposition=disposition,
        kind="confirmed",
        ended_on=world.today(),
        person_id=disposition.filed_person_id,
        recorded_at=world.now,
    )
    with refused_by_database("never exceeds it"):
        _answer(world, line, "confirmed", 1_001, 0).save()
    with refused_by_database("what is confirmed goes out"):
        _answer(world, line, "refused", 5, 0).save()
    with refused_by_database("by its answer to all of it"):
        end.save()
    answered(world, disposition, "confirmed", 400)
    with refused_by_database("no more than the transfer agent confirmed"):
        posting(world, "disposition", "held", "disposed", 1, **given)
    with refused_by_database("until it is answered"):
        posting(world, "deduction", "held", "kept", 3_000_000 - 400 - 599, tranche=world.tranche(5))
    answered(world, disposition, "refused")
    with refused_by_database(
        "letter of disposition"
    ):  # two walls refuse it; which speaks first is the database’s
        _answer(world, line, "confirmed", 1, 0).save()
    with refused_by_database("is called back"):
        DispositionRecall(
            disposition=disposition,
            reason="x",
            requested_on=world.today(),
            person_id=disposition.filed_person_id,
            recorded_at=world.now,
        ).save()


def test_without_the_wall_more_than_was_confirmed_leaves_escrow_and_verify_finds_it(world: World) -> None:
    from tests.walls.rows import posting

    disposition = with_agent(world)
    answered(world, disposition, "confirmed", 400)
    with without_walls("wall_disposition_within_answers"):
        posting(
            world,
            "disposition",
            "held",
            "disposed",
            1,
            tranche=world.tranche(5),
            disposition_line=disposition.lines.get(),
        )
    assert Posting.objects.filter(kind="disposition").count() == 2
    assert any(
        "LD-1: shares left escrow without the transfer agent’s" in said
        for _, said in findings([world.agreement])
    )
