"""A sheet that contradicts itself is never made."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest

from documents.papers.parts import Approval, Line, Metric
from documents.papers.sheets import canonical
from tests.papers import samples
from tests.papers.samples_account import LETTER, NOTICE, STATEMENT
from tests.papers.samples_instructions import APPROVALS, EXECUTED, FRAME, LINES, PROPOSAL, SETTLEMENT, digest


def test_sheet_cannot_be_changed_after_it_was_made() -> None:
    with pytest.raises(FrozenInstanceError):
        PROPOSAL.version = 2  # type: ignore[misc]


def test_executed_rendition_needs_approvals_and_proposal_has_none() -> None:
    with pytest.raises(ValueError, match="executed"):
        replace(PROPOSAL, executed=True)
    with pytest.raises(ValueError, match="executed"):
        replace(PROPOSAL, approvals=APPROVALS)


def test_approval_of_another_digest_is_refused() -> None:
    stray = replace(APPROVALS[1], digest=digest("another content"))
    with pytest.raises(ValueError, match="another digest"):
        replace(EXECUTED, approvals=(APPROVALS[0], stray))


def test_difference_needs_its_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        replace(PROPOSAL, difference_reason="")


def test_offset_line_needs_the_readings_it_follows() -> None:
    with pytest.raises(ValueError, match="readings"):
        replace(PROPOSAL, readings=())
    own_year_only = replace(PROPOSAL, lines=LINES[:1], readings=(), difference_reason="")
    assert not own_year_only.has_offset


def test_release_needs_its_recipient_and_settlement_its_document() -> None:
    with pytest.raises(ValueError, match="recipient"):
        replace(PROPOSAL, recipient=None)
    with pytest.raises(ValueError, match="document"):
        replace(SETTLEMENT, basis_document=None)
    with pytest.raises(ValueError, match="document"):
        replace(PROPOSAL, basis_document=SETTLEMENT.basis_document)


def test_letter_needs_two_different_persons_and_a_share() -> None:
    first = LETTER.authorisers[0]
    for authorisers in ((), (first,), (first, first)):
        with pytest.raises(ValueError, match="two different persons"):
            replace(LETTER, authorisers=authorisers)
    with pytest.raises(ValueError, match="at least one share"):
        replace(LETTER, lines=(replace(LINES[0], instructed=0),))


def test_notice_and_statement_must_add_up() -> None:
    with pytest.raises(ValueError, match="do not make"):
        replace(NOTICE, kept=293_233)
    with pytest.raises(ValueError, match="deduction"):
        replace(NOTICE, deducted_exact=Fraction(0))
    with pytest.raises(ValueError, match="add up"):
        replace(STATEMENT, deposited=15_000_001)
    with pytest.raises(ValueError, match="last movement"):
        replace(STATEMENT, in_escrow=9_293_233)


@pytest.mark.parametrize("shares", [-1, True, 1_000_000_000_000])
def test_line_takes_only_counts_of_shares(shares: int) -> None:
    with pytest.raises(ValueError, match="count of shares"):
        Line(tranche_number=1, label="Tranche 1", instructed=shares)


def test_frame_takes_only_what_can_be_verified() -> None:
    with pytest.raises(ValueError, match="64"):
        replace(FRAME, head_digest="abc")
    with pytest.raises(ValueError, match="time zone"):
        replace(FRAME, made_at_utc=dt.datetime(2028, 12, 22))  # noqa: DTZ001  (that is what is refused)
    for address in ("", "javascript:alert(1)", "file:///etc/passwd", "https://x/ y"):
        with pytest.raises(ValueError, match="web address"):
            replace(FRAME, verification_url=address)


def test_unknown_origin_way_and_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="origin"):
        replace(LINES[0], origin="gift")
    with pytest.raises(ValueError, match="portal"):
        replace(APPROVALS[0], via="telephone")
    with pytest.raises(ValueError, match="units"):
        Metric(name="profit", currency="USD", scale=0)


def test_canonical_form_tells_any_two_sheets_apart() -> None:
    forms = {canonical(sheet) for sheet in samples.ALL.values()}
    assert len(forms) == len(samples.ALL)
    assert canonical(PROPOSAL) == canonical(replace(PROPOSAL))
    moved: tuple[Approval, ...] = tuple(reversed(APPROVALS))
    assert canonical(EXECUTED) != canonical(replace(EXECUTED, approvals=moved))


def test_canonical_form_does_not_depend_on_the_zone_a_moment_is_written_in() -> None:
    shanghai = dt.timezone(dt.timedelta(hours=8))
    elsewhere = replace(PROPOSAL, frame=replace(FRAME, made_at_utc=FRAME.made_at_utc.astimezone(shanghai)))
    assert canonical(elsewhere) == canonical(PROPOSAL)
