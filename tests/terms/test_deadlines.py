"""Deadlines of the sample: counted by hand on the calendar of the PRC."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terms.deals import sample
from tranches.terms.calendar import BusinessCalendar
from tranches.terms.deadlines import (
    deposit_due,
    documents_needed_by,
    governing,
    release_due_spa,
    transfer_due,
)

FIRST_YEAR_END = date(2026, 11, 30)


def test_the_deposit_is_due_fifteen_business_days_after_signing() -> None:
    deadline = deposit_due(sample())
    assert (deadline.due_on, deadline.clause, deadline.provisional) == (date(2025, 12, 23), "EA 1.1", False)


def test_the_release_is_due_sixty_days_after_the_year() -> None:
    deadline = release_due_spa(sample(), FIRST_YEAR_END)
    assert (deadline.due_on, deadline.clause, deadline.rolled_from) == (date(2027, 1, 29), "SPA 5.1", None)


def test_a_release_date_on_a_closed_day_rolls_and_says_from_where() -> None:
    """60 days after 30 November 2025 is 29 January 2026, a Thursday; after 2 December it is a Saturday."""
    assert release_due_spa(sample(), date(2025, 11, 30)).due_on == date(2026, 1, 29)
    rolled = release_due_spa(sample(), date(2025, 12, 2))
    assert (rolled.due_on, rolled.rolled_from) == (date(2026, 2, 2), date(2026, 1, 31))
    stays = release_due_spa(sample().with_settings(roll="none"), date(2025, 12, 2))
    assert (stays.due_on, stays.rolled_from) == (date(2026, 1, 31), None)


def test_the_transfer_is_due_ten_business_days_after_the_later_document() -> None:
    """From Friday 6 February 2026 over the Spring Festival (15 to 23): 9 to 14, the Saturday worked, then 24 to 27 February."""
    deadline = transfer_due(sample(), date(2026, 2, 6))
    assert (deadline.due_on, deadline.clause, deadline.provisional) == (date(2026, 2, 27), "EA 3.2", False)


def test_documents_are_needed_so_that_both_periods_can_be_kept() -> None:
    """29 January 2026, less ten business days: 15 January."""
    deadline = documents_needed_by(sample(), date(2025, 11, 30))
    assert deadline.due_on == date(2026, 1, 15)
    assert transfer_due(sample(), deadline.due_on).due_on == date(2026, 1, 29)


def test_a_deadline_in_a_year_without_notice_is_provisional() -> None:
    assert transfer_due(sample(), date(2031, 1, 10)).provisional
    assert documents_needed_by(sample(), date(2030, 11, 30)).provisional
    assert not documents_needed_by(sample(), date(2025, 11, 30)).provisional


def test_a_correction_from_the_register_moves_a_deadline() -> None:
    closed = BusinessCalendar(("CN",), {date(2025, 12, 23): False})
    assert deposit_due(sample(), calendar=closed).due_on == date(2025, 12, 24)


def test_the_earlier_deadline_governs_the_warning() -> None:
    transfer, release = (
        transfer_due(sample(), date(2026, 1, 5)),
        release_due_spa(sample(), date(2025, 11, 30)),
    )
    assert governing(release, transfer) == transfer


@pytest.mark.parametrize("roll", ["following", "none"])
@given(ends_on=st.dates(date(2015, 1, 1), date(2025, 10, 1)))
def test_documents_in_time_keep_both_periods_and_a_business_day_later_do_not(
    roll: str, ends_on: date
) -> None:
    terms = sample().with_settings(roll=roll)
    due = release_due_spa(terms, ends_on).due_on
    needed = documents_needed_by(terms, ends_on).due_on
    calendar = BusinessCalendar.of(terms)
    assert calendar.is_business_day(needed)
    assert transfer_due(terms, needed).due_on <= due
    late = calendar.roll(needed + timedelta(days=1), "following")
    assert transfer_due(terms, late).due_on > due
