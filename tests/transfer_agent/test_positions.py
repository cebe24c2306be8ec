"""The transfer agent's position beside the ledger: it agrees, or every break is named, explained by another, or resolved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from documents import vault
from documents.days import day_words
from documents.errors import RuleViolation
from tests import worlds
from tests.services.test_authorisation import tick
from tests.services.test_transfer import refuse
from tests.transfer_agent.road import back, check, claim, load
from tests.unchanged import nothing_changes, refused
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World, pdf
from tranches.positions.models import BreakExplanation, PositionBreak, PositionStatement
from tranches.positions.selectors.positions import ledger_on, newest_position, why_not_reconciled
from tranches.positions.services.positions import explain_break, make_reconciliation
from tranches.selectors.docket.docket import docket_of
from tranches.selectors.release.checklist import checklist_gaps
from tranches.services.agreement.agreements import record_deposit
from tranches.statements.services import make_statement

STAGE = worlds.sent
ALL = 15_000_000
DUE = 2_706_766
SHARES = "Class A ordinary shares"
AGENT = '"AUTOA2A, LTD."'


def breaks(statement: PositionStatement) -> list[tuple[str, int]]:
    return [(row.kind, row.difference) for row in statement.breaks.all()]


def explain(world: World, row: PositionBreak, by: str = "clerk2", reason: str = "seen") -> BreakExplanation:
    return explain_break(position_break=row, reason=reason, **world.as_(by))


def file(world: World, *rows: str, day: int = 0) -> str:
    on = (world.today() + timedelta(days=day)).isoformat()
    return "\n".join(("date,holder,security,shares", *(f"{on},{row}" for row in rows)))


def test_position_that_agrees_has_no_break(world: World) -> None:
    statement = world.position()
    assert (statement.stated_shares, statement.ledger_shares, breaks(statement)) == (ALL, ALL, [])
    assert why_not_reconciled(world.agreement, world.today()) == ""


def test_ledger_is_that_of_the_end_of_the_statements_day(world: World) -> None:
    """Confirmed on the third day: the position of the second is still all of it, whenever it is loaded."""
    first = world.today()
    world.later(days=2)
    world.confirm()
    assert ledger_on(world.agreement, first + timedelta(days=1)) == ALL
    assert ledger_on(world.agreement, world.today()) == ALL - DUE
    assert breaks(world.position(ALL, as_of=first + timedelta(days=1))) == []
    assert breaks(world.position(ALL - DUE)) == []


def test_letter_without_an_answer_is_the_likely_cause(world: World) -> None:
    statement = world.position(ALL - DUE)
    assert breaks(statement) == [("letter_out", -DUE)]
    assert "R-1" in statement.breaks.get().text


def test_confirmation_later_than_the_statements_day_is_the_likely_cause(world: World) -> None:
    day = world.today()
    world.later(days=2)
    world.confirm()
    assert breaks(world.position(ALL - DUE, as_of=day)) == [("answered_later", -DUE)]
    assert breaks(world.position(ALL)) == [("not_booked", DUE)]


@pytest.mark.django_db
def test_deposit_that_is_only_assumed_is_the_likely_cause() -> None:
    world = worlds.loaded(reference="KX-ASSUMED")
    world.day(2025, 12, 15)
    for shares, assumed in ((9_000_000, False), (6_000_000, True)):
        record_deposit(
            agreement=world.agreement,
            shares=shares,
            deposited_on=world.today(),
            is_assumed=assumed,
            reference="" if assumed else "TA-1",
            paper=None if assumed else pdf("deposit"),
            **world.as_("clerk1"),
        )
    assert breaks(world.position(9_000_000)) == [("assumed_deposit", -6_000_000)]
    paper = make_statement(agreement=world.agreement, **world.as_("clerk1"))
    text = vault.read(paper.sha256).decode("utf-8", "replace")
    assert text.count(", assumed") == 1, (
        "the statement says of the one lot that it is assumed, and not of the other"
    )


def test_two_causes_at_once_are_two_breaks(world: World) -> None:
    world.confirm()
    recovery = back(world, claim(world, 1_000), 1_000)
    statement = world.position(ALL - DUE + 1_000)
    assert breaks(statement) == [("came_back", 1_000)]
    assert breaks(world.position(ALL + 1_000)) == [("not_booked", DUE), ("came_back", 1_000)]
    check(world, recovery)
    assert breaks(world.position(ALL - DUE + 1_000)) == []


def test_difference_that_nothing_adds_up_to_says_what_is_on_record(world: World) -> None:
    statement = world.position(ALL - 7)
    assert breaks(statement) == [("unknown", -7)]
    assert "nothing on record adds up to it. On record: The letter R-1" in statement.breaks.get().text


def test_break_is_explained_by_another_person_and_then_the_position_counts(world: World) -> None:
    row = world.position(ALL - 7).breaks.get()
    with refused("needs_second_person"):
        explain(world, row, "clerk1")
    with refused("missing"):
        explain(world, row, reason="  ")
    assert "1 open break." in why_not_reconciled(world.agreement, world.today())
    explain(world, row)
    assert why_not_reconciled(world.agreement, world.today()) == ""
    with refused("explained_already"):
        explain(world, row, "supervisor")


def test_new_statement_resolves_the_breaks_of_the_one_before(world: World) -> None:
    row = world.position(ALL - 7).breaks.get()
    world.position()
    assert why_not_reconciled(world.agreement, world.today()) == ""
    with refused("statement_overtaken"):
        explain(world, row)


def test_position_is_overtaken_by_an_entry_into_its_day(world: World) -> None:
    world.position()
    world.later(hours=2)
    world.confirm()
    newest = newest_position(world.agreement)
    assert newest is not None
    assert (newest.word, newest.is_reconciled) == ("overtaken by a later entry", False)
    assert "Load a statement of a later day" in why_not_reconciled(world.agreement, world.today())


# --- The checklist -------------------------------------------------------------------------------


def test_checklist_takes_only_a_reconciled_position_that_is_young_enough(world: World) -> None:
    refuse(world)
    world.later(days=20)

    def gap() -> str:
        return next(each for each in checklist_gaps(world.instruction(), world.today()) if "Position" in each)

    assert "older than 10 days" in gap()
    with refused("position_not_reconciled"):
        tick(world, "position")
    row = world.position(ALL - 7).breaks.get()
    with refused("position_not_reconciled"):
        tick(world, "position")
    explain(world, row)
    found = tick(world, "position", paper=None, note_text="")
    assert found.note == f"PS-2 as of {day_words(world.today())}: explained"
    assert found.document == row.statement.document
    assert not any("Position" in each for each in checklist_gaps(world.instruction(), world.today()))
    world.position(ALL - 8)
    assert "1 open break." in gap()


def test_release_is_not_authorised_on_a_position_that_broke_after_its_tick(world: World) -> None:
    refuse(world)
    world.tick_all(world.instruction())
    world.position(ALL - 7)
    with refused("checklist_incomplete"):
        world.authorise(world.instruction(), "clerk2")


# --- Bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("future_date", {"days": 1}),
        ("dates_out_of_order", {"days": -900}),
        ("other_security", {"security": "Class B"}),
        ("other_security", {"security": ""}),
        ("shares_unusable", {"shares": -1}),
        ("shares_unusable", {"shares": 10**15}),
        ("not_permitted", {"by": "officer_a"}),
        ("not_permitted", {"by": "compliance"}),
    ],
)
def test_position_that_cannot_be_is_refused(world: World, code: str, changes: dict[str, Any]) -> None:
    given = dict(changes)
    as_of = world.today() + timedelta(days=given.pop("days", 0))
    by = world.as_(given.pop("by", "clerk1"))
    with refused(code):
        world.position(given.pop("shares", ALL), as_of=as_of, **(given | by))


def test_table_is_loaded_with_byte_order_mark_and_any_line_ends(world: World) -> None:
    text = file(world, f"{AGENT},{SHARES},14999000", "Autoa2a Ltd,CLASS A ORDINARY SHARES,1000")
    statement = load(world, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    assert (statement.stated_shares, statement.lines.count(), breaks(statement)) == (ALL, 2, [])
    assert statement.document == statement.table


def test_shares_in_another_name_do_not_count_and_are_a_break(world: World) -> None:
    statement = load(world, file(world, f"{AGENT},{SHARES},{ALL}", f"Stranger Ltd,{SHARES},500"))
    assert (statement.stated_shares, breaks(statement)) == (ALL, [("other_name", 500)])
    assert [line.is_agents for line in statement.lines.all()] == [True, False]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        ("line 2: “-5” is no whole number of shares", [f"{AGENT},{SHARES},-5"]),
        ("line 2: “1.5” is no whole number", [f"{AGENT},{SHARES},1.5"]),
        ("line 2: In “10,00” a comma or point", [f'{AGENT},{SHARES},"10,00"']),
        ("line 2: ", [f"{AGENT},{SHARES},{'0' * 20}{'9' * 25}"]),
        ("line 2: ", [f"{AGENT},{SHARES},{'0' * 5_000}"]),
        ("line 2: ", [f"{AGENT},{SHARES},{'9' * 45}"]),
        ("line 2: “=cmd|x!A1” looks like a formula", [f"=cmd|x!A1,{SHARES},5"]),
        ("line 2: “@SUM(A1)” looks like a formula", [f"@SUM(A1),{SHARES},5"]),
        ("line 2: “Class B ordinary shares” is not Class A", [f"{AGENT},Class B ordinary shares,5"]),
        ("line 3: the same as line 2", [f"{AGENT},{SHARES},5", f"{AGENT},{SHARES},5"]),
        ("line 3: the holder of line 2 again", [f"{AGENT},{SHARES},5", f"{AGENT},{SHARES},6"]),
        ("line 2: 5 cells in place of 4", [f"{AGENT},{SHARES},5,x"]),
        ("line 2: the holder must have from 1", [f",{SHARES},5"]),
        ("from 1 to 5,000 rows", []),
    ],
)
def test_wrong_line_is_named_and_nothing_is_loaded(world: World, sentence: str, rows: list[str]) -> None:
    with nothing_changes(), pytest.raises(RuleViolation) as caught:
        load(world, file(world, *rows))
    assert caught.value.code == "rows_wrong"
    assert sentence in caught.value.sentence


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("heading_wrong", b"day,holder\n"),
        ("heading_wrong", b""),
        ("file_unreadable", b"\xff\xfe\x00d"),
        ("file_unreadable", b'date,holder,security,shares\n"unclosed'),
        ("file_too_large", b"x" * 1_000_001),
    ],
)
def test_file_that_is_no_such_table_is_refused(world: World, code: str, content: bytes) -> None:
    with refused(code):
        load(world, content)


def test_table_of_tomorrow_or_of_two_days_is_refused(world: World) -> None:
    with refused("rows_wrong"):
        load(world, file(world, f"{AGENT},{SHARES},5", day=1))
    two = file(world, f"{AGENT},{SHARES},5") + f"\n{world.today() - timedelta(days=1)},Stranger,{SHARES},5"
    with refused("rows_wrong"):
        load(world, two)


# --- Paper, docket, walls ------------------------------------------------------------------------


def test_open_break_and_silent_letter_stand_in_the_docket(world: World) -> None:
    world.position(ALL - 7)
    found = {entry.about: entry for entry in docket_of(world.agreement, world.today())}
    assert found["R-1"].move == "Transfer agent: its answer."
    newest = newest_position(world.agreement)
    assert newest is not None
    assert "explain each break" in found[f"statement {newest.statement}"].move
    later = {entry.about: entry for entry in docket_of(world.agreement, world.today() + timedelta(days=12))}
    assert later["R-1"].is_late
    assert later["R-1"].move == "Escrow agent: ask after it, no answer for 12 days."


def test_reconciliation_is_made_with_breaks_claims_and_letters(world: World) -> None:
    statement = world.position(ALL - 7)
    explain(world, statement.breaks.get(), reason="seven shares are in transit")
    made = make_reconciliation(statement=statement, **world.as_("clerk1"))
    assert (made.kind, made.reference) == ("reconciliation", "KX-2025/RC-1")


def test_database_refuses_an_explanation_by_who_loaded(world: World) -> None:
    row = world.position(ALL - 7).breaks.get()

    def write() -> None:
        BreakExplanation.objects.create(
            agreement=world.agreement,
            position_break=row,
            reason="x",
            explained_on=world.today(),
            person=world.users["clerk1"].person,
            recorded_at=world.now,
        )

    with refused_by_database("another person than who loaded"):
        write()
    with without_walls("wall_break_second_person"):
        write()
    assert why_not_reconciled(world.agreement, world.today()) == "", "without its wall one person is enough"
