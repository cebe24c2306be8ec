"""An advice of a dividend and a proxy letter that contradict themselves are never made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.papers.samples_rights import ADVICE, PROXY, SCRIP_ADVICE
from tranches.rights.papers.proxy_letter import DirectedVote


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"moved": 0}, "more than nothing"),
        ({"due": ADVICE.due + 1}, "rounded once"),
        ({"moved": 10_332_612}, "more is passed on"),
        ({"withheld": -1}, "printable amount"),
        ({"moved_on": ADVICE.record_on}, "record date"),
    ],
)
def test_advice_must_add_up(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(ADVICE, **changes)


def test_advice_says_what_is_outstanding_and_what_rounding_left() -> None:
    assert (ADVICE.entitled, ADVICE.in_name, ADVICE.outstanding, ADVICE.remainder) == (
        12_000_000,
        12_293_234,
        332_611,
        0,
    )
    assert (SCRIP_ADVICE.outstanding, SCRIP_ADVICE.remainder * 7) == (0, 4)


def test_letter_casts_no_more_votes_than_shares() -> None:
    over = DirectedVote(number=1, text="x", choice="for", cast=12_000_001)
    with pytest.raises(ValueError, match="never more"):
        replace(PROXY, votes=(over,))
    with pytest.raises(ValueError, match="at least one"):
        replace(PROXY, votes=())
    with pytest.raises(ValueError, match="record date"):
        replace(PROXY, meeting_on=dt.date(2026, 12, 19))
    with pytest.raises(ValueError, match="a vote is"):
        replace(over, choice="maybe")
