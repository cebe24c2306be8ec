"""What the papers about dividends and votes share: the portions of the record date in words."""

from collections.abc import Iterable

from documents.papers.present import ACCOUNTS
from documents.papers.rights import RightsPortion
from documents.sentences import small
from tranches.papers.naming import tranche_name, tranche_name_zh
from tranches.terms.rights import Portion


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
