"""What a process loads before it is asked for anything: the libraries that papers, signatures and copies need come when first used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLOW = ("weasyprint", "fontTools", "pyhanko", "holidays", "openpyxl", "lxml", "PIL", "icalendar")
"""Each takes longer to load than an ordinary page takes to answer."""
ALL_ADDRESSES = (
    "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
)


def loaded(work: str) -> set[str]:
    """Of the slow libraries those that are in memory when a new process has done the work."""
    code = f"{work}import sys; print(*sorted(set({SLOW!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_all_addresses_of_the_desk_load_none_of_the_slow_libraries() -> None:
    assert loaded(ALL_ADDRESSES) == set()


def test_a_slow_library_comes_when_it_is_needed() -> None:
    first_day = "from tranches.terms.calendar import known_calendar; assert known_calendar('CN'); "
    assert loaded(ALL_ADDRESSES + first_day) == {"holidays"}
