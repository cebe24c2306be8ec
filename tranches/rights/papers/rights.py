"""What the papers about dividends and votes share: the portions of the record date in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from documents.papers.parts import require_shares
from documents.sentences import small
from tranches.papers.accounts import ACCOUNTS
from tranches.papers.naming import tranche_name, tranche_name_zh
from tranches.terms.sums.rights import Portion


@dataclass(frozen=True, kw_only=True)
class RightsPortion:
    """The shares of one tranche and account at the end of the record date; `counts`: their rights are the recipient's."""

    label: str
    label_zh: str
    shares: int
    counts: bool

    def __post_init__(self) -> None:
        require_shares(self.shares, self.label)


def counted(portions: tuple[RightsPortion, ...]) -> int:
    return sum(portion.shares for portion in portions if portion.counts)


def portions_shown(rows: Iterable[Portion]) -> tuple[RightsPortion, ...]:
    """Each tranche and account with its shares."""
    return tuple(_shown(row) for row in rows)


def _shown(row: Portion) -> RightsPortion:
    account = ACCOUNTS[row.account]
    where, where_zh = "", ""
    if row.tranche is not None:
        where, where_zh = f"{tranche_name(row.tranche).capitalize()}: ", f"{tranche_name_zh(row.tranche)}："
    label = account.label if not where else small(account.label)
    return RightsPortion(
        label=f"{where}{label}",
        label_zh=f"{where_zh}{account.label_zh}",
        shares=row.shares,
        counts=row.counts,
    )
