"""Row-level security: a query without a filter shows a person his own agreements' rows, and with nothing told it shows none."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.core import checks
from django.db import ProgrammingError, connection, transaction

from documents.database import row_level
from documents.database.reader import HOUSE, NOBODY, VISITOR
from documents.models import Checkpoint, Event, SavedFilter, VerificationRun
from parties.models import CalendarToken, Party, User
from tests.portal.world import Deal
from tests.row_level.served import officer, seen, served
from tests.row_level.two_deals import Rows
from tranches.models import CalendarDay, EscrowAgreement, Posting, Report, Tranche

pytestmark = pytest.mark.postgres_only
HOUSE_ONLY = (
    "django_admin_log",
    "documents_checkpoint",
    "documents_timestamp",
    "documents_taskrun",
    "documents_verificationrun",
)


# Sessions and late forms are found by a secret that is their key, before anybody is known.
BY_THEIR_SECRET = {"parties_accountsession", "parties_keptform"}


def test_a_bare_query_of_each_table_shows_a_person_his_own_rows_only(both: list[Rows]) -> None:
    mine, foreign = both
    tables, readers = 0, {"mine": mine.reader, "foreign": foreign.reader}
    for model in row_level.placed():
        table = model._meta.db_table
        if table in BY_THEIR_SECRET:
            continue
        a, b = mine.keys[model], foreign.keys[model]
        with served(readers["mine"]):
            by_mine = seen(model)
        with served(readers["foreign"]):
            by_foreign = seen(model)
        with served(HOUSE):
            by_house = seen(model)
        with served(NOBODY):
            by_nobody = seen(model)
        assert {a, b} <= by_house, table
        assert by_nobody == set(), table
        if table.startswith(HOUSE_ONLY):
            assert by_mine == by_foreign == set(), table
        elif issubclass(model, CalendarDay) or table == "tranches_historicalcalendarday":
            assert by_mine == by_foreign == by_house, table
        else:
            assert a in by_mine, table
            assert b not in by_mine, table
            assert b in by_foreign, table
            assert a not in by_foreign, table
        tables += 1
    assert tables > 140


def test_the_count_is_that_of_the_persons_own_agreement(roles: None, deal: Deal, other: Deal) -> None:
    deal.submitted()
    other.submitted()
    reader_of_a = officer(deal)
    own = {
        Event: Event.objects.filter(binder__in=reader_of_a.binders).count(),
        Posting: Posting.objects.filter(agreement=deal.agreement).count(),
        Report: Report.objects.filter(tranche__agreement=deal.agreement).count(),
        EscrowAgreement: 1,
    }
    everything = {model: model._default_manager.count() for model in own}
    with served(reader_of_a):
        assert {model: len(seen(model)) for model in own} == own
    with served():
        assert {model: len(seen(model)) for model in own} == everything
    assert all(0 < own[model] < everything[model] for model in own)


def test_a_visitor_sees_accounts_and_nothing_else(both: list[Rows]) -> None:
    open_to_him = {
        "parties_user",
        "parties_historicaluser",
        "mfa_authenticator",
        "account_emailaddress",
        "account_emailconfirmation",
        "tranches_calendarday",
        "tranches_historicalcalendarday",
        "parties_signin",
        "parties_linkmail",
        *BY_THEIR_SECRET,
    }
    with served(VISITOR):
        assert {model._meta.db_table for model in row_level.placed() if seen(model)} == open_to_him


def test_a_person_writes_no_row_into_anothers_agreement(both: list[Rows]) -> None:
    mine, foreign = both
    with served(mine.reader), connection.cursor() as cursor:
        for of, changed in ((mine, 1), (foreign, 0)):
            cursor.execute("UPDATE tranches_tranche SET state = state WHERE id = %s", [of.keys[Tranche]])
            assert cursor.rowcount == changed
            cursor.execute("SELECT id FROM tranches_tranche WHERE id = %s FOR UPDATE", [of.keys[Tranche]])
            assert len(cursor.fetchall()) == changed
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SavedFilter.objects.create(
                user_id=foreign.keys[User],
                page="x",
                name="x",
                query="x",
                saved_at=mine.deal.agreement.loaded_at,
            )


DAMAGES = (
    ("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", "is switched off"),
    ("CREATE POLICY open ON {table} USING (true)", "none of ours"),
    ("ALTER POLICY reader ON {table} USING (true)", "was altered"),
    ("DROP POLICY reader ON {table}; CREATE POLICY reader ON {table} FOR SELECT USING (true)", "was altered"),
)


def test_without_its_policy_a_table_shows_foreign_rows_and_the_check_names_it(both: list[Rows]) -> None:
    """The negative control."""
    mine, foreign = both
    reader = mine.reader
    assert row_level.findings(connection) == []
    for model in (Report, Event, Party):
        table = model._meta.db_table
        for damage, words in DAMAGES:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(damage.format(table=table))
                with served(reader):
                    assert foreign.keys[model] in seen(model)
                found = checks.run_checks(tags=["database"], databases=["default"])
                assert [words in str(message.msg) and table in str(message.msg) for message in found] == [
                    True
                ], damage
                transaction.set_rollback(True)
    assert row_level.findings(connection) == []


def test_a_missing_policy_closes_the_table_and_is_named(both: list[Rows]) -> None:
    row_level.remove(connection)
    with served(both[0].reader):
        assert seen(Report) == seen(Event) == set()
    with served(HOUSE):
        assert seen(Report) == set()
    assert sum("is missing" in sentence for sentence in row_level.findings(connection)) > 140
    row_level.install(connection)


def test_the_database_uses_its_indexes_under_the_policies(both: list[Rows]) -> None:
    mine, _ = both
    with served(mine.reader), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for table, column in (
            ("tranches_posting", "agreement_id"),
            ("documents_event", "binder_id"),
            ("tranches_approval", "id"),
        ):
            cursor.execute(f"EXPLAIN SELECT * FROM {table} WHERE {column} = 7")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert f"Index Cond: ({column} = 7)" in plan, plan
        # What is asked of the settings is asked once a query, not once a row.
        cursor.execute("EXPLAIN SELECT * FROM tranches_posting")
        plan = "\n".join(line for (line,) in cursor.fetchall())
        assert plan.count("InitPlan") == 2, plan


# --- Every table has its place -------------------------------------------------------------------


def test_a_table_that_nobody_placed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert row_level.unplaced() == []
    for model in (CalendarDay, Checkpoint, VerificationRun, EscrowAgreement):
        with monkeypatch.context() as patch:
            patch.delitem(row_level._ways, model)
            assert model in row_level.unplaced()
            found = [message for message in checks.run_checks() if message.id == "desk.E006"]
            assert any(model._meta.label in str(message.msg) for message in found)


def test_what_hangs_on_an_account_is_placed_too() -> None:
    assert {LogEntry, CalendarToken, User} <= set(row_level.placed())
