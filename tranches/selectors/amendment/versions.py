"""Two versions of the terms side by side, as the pages let one choose them."""

from typing import Any

from tranches.models import TermsVersion
from tranches.selectors.amendment.amendments import difference


def chosen_versions(versions: list[TermsVersion], older: str, newer: str) -> dict[str, Any]:
    """What differs between the two versions asked for by number; without an answer that fits, the newest and the one before.

    `versions` are newest first. With a single version there is nothing to compare.
    """
    by_number = {str(row.number): row for row in versions}
    new = by_number.get(newer, versions[0])
    old = by_number.get(older, versions[min(1, len(versions) - 1)])
    if old.number > new.number:
        old, new = new, old
    return {
        "versions": versions,
        "older": old,
        "newer": new,
        "differences": difference(old, new) if old.number != new.number else (),
    }
