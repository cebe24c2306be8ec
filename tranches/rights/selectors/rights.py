"""Whose dividends and votes the shares in escrow carry on a record date, by the ledger of that day (SPA 3.2, EA 1.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from parties.authority import in_force, signatories_on
from parties.models import Membership, Party, Person, Role
from tranches.models import Account, AgreementParty, EscrowAgreement, SecurityLine
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.ledger.balances import IN_ESCROW, balances, current_line, postings_of
from tranches.selectors.terms import terms_of
from tranches.terms.sums import rights
from tranches.terms.sums.rights import Portion

# The accounts in the order in which shares walk through them; those of no tranche last.
ACCOUNTS = tuple(account.value for account in (*IN_ESCROW[1:], IN_ESCROW[0]))
READING = "kept_rights"
EVER = datetime(9999, 12, 31, tzinfo=UTC)
"""As known at: whatever is on record, whenever it was recorded."""


@dataclass(frozen=True)
class Standing:
    """What stood in the agent's name at the end of a record date, portion by portion, in units of one security line."""

    line: SecurityLine
    portions: tuple[Portion, ...]

    @property
    def in_name(self) -> int:
        return rights.in_name(self.portions)

    @property
    def entitled(self) -> int:
        return rights.entitled(self.portions)


def rights_on(agreement: EscrowAgreement, record_on: date, *, known_at: datetime | None = None) -> Standing:
    """The shares of the record date with whose rights they carry; `known_at` as it was known then.

    Shares count until they leave escrow: a reserved one is the recipient's here until the transfer agent has moved it. Unallocated
    shares stand in the agent's name like all others.
    """
    terms = terms_of(agreement, record_on)
    seen = AsOf(record_on, known_at or EVER, record_on)
    standing = balances(agreement, seen)
    posting = postings_of(agreement, seen).select_related("line").order_by("-number").first()
    line = posting.line if posting else current_line(agreement)
    kept = rights.kept_shares_count(
        terms.settings.text(READING),
        record_on=record_on,
        assessment_ends_on=max(entry.ends_on for entry in terms.tranches),
    )
    return Standing(line, rights.portions(standing.shares, ACCOUNTS, kept_count=kept))


def as_rows(portions: Iterable[Portion]) -> list[dict[str, Any]]:
    """Portions as they are stored and recorded."""
    return [
        {"tranche": row.tranche, "account": row.account, "shares": row.shares, "counts": row.counts}
        for row in portions
    ]


def portions_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Portion, ...]:
    """Portions as they were stored."""
    return tuple(Portion(row["account"], row["tranche"], row["shares"], row["counts"]) for row in rows)


def account_label(account: str) -> str:
    return str(Account(account).label)


def recipient_part(agreement_id: int, party_ids: set[int]) -> AgreementParty | None:
    """The recipient's part, where one of these parties is the recipient."""
    rows = AgreementParty.objects.filter(agreement_id=agreement_id, is_recipient=True, party_id__in=party_ids)
    return rows.select_related("party").first()


def who_directs(recipient: AgreementParty, day: date) -> list[Person]:
    """Who can direct the recipient's votes on the day: its signatories, and who acts in his own name as the seller himself."""
    found = {row.person_id: row.person for row in signatories_on(recipient.party, day)}
    if recipient.party.kind == Party.Kind.PERSON:
        own = Membership.objects.filter(in_force(day), party=recipient.party, role=Role.SELLER)
        found |= {row.person_id: row.person for row in own.select_related("person")}
    return sorted(found.values(), key=lambda person: person.name)


def recipient_of(agreement: EscrowAgreement) -> AgreementParty | None:
    """The party whose dividends and votes they are."""
    rows = AgreementParty.objects.filter(agreement=agreement, is_recipient=True)
    return rows.select_related("party").first()
