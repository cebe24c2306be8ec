"""Posting to the share ledger. Only services call this; the database walls check every row again."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.actor import Actor
from documents.days import day_words
from documents.errors import RuleViolation
from documents.services.recorded import create
from tranches.models import (
    Account,
    ConversionRow,
    DepositLot,
    DispositionLine,
    EscrowAgreement,
    Posting,
    ReleaseLine,
    SecurityLine,
    Tranche,
)
from tranches.selectors.delivery.dispositions import earmarked
from tranches.selectors.ledger.balances import balances, current_line

Place = tuple[Account, Tranche | None]


@dataclass(frozen=True)
class Why:
    """What a posting comes from: its cause in words, and the lot, the line of a release or disposition, or the row of a
    conversion that it belongs to.
    """

    cause: str
    lot: DepositLot | None = None
    release_line: ReleaseLine | None = None
    disposition_line: DispositionLine | None = None
    conversion: ConversionRow | None = None
    reverses: Posting | None = None


def post(
    agreement: EscrowAgreement,
    kind: Posting.Kind,
    shares: int,
    *,
    source: Place,
    target: Place,
    why: Why,
    effective_on: date,
    actor: Actor,
    now: datetime,
    line: SecurityLine | None = None,
) -> Posting:
    """Move whole shares from one account to another, in the open security line.

    `line` names another one: a corporate action empties the line it closes, and what was returned to the issuer in an earlier
    line is cancelled there. Refuses zero or less, and more than the source holds ("never more than the ledger holds", EA 4.3),
    less what a letter of legal disposition asks for. The caller holds the agreement's lock and records the act.
    """
    if shares <= 0:
        raise RuleViolation("no_shares", "A posting moves at least one whole share. Nothing was posted.")
    account, tranche = source
    line = line or current_line(agreement)
    if line.opened_by_id is not None and effective_on < line.opened_on:
        raise RuleViolation(
            "before_the_line",
            f"The shares in escrow count in {line.instrument} since {day_words(line.opened_on)}. "
            "Enter that day or a later one.",
        )
    if account not in (Account.ISSUER, Account.CONVERTED):
        available = balances(agreement, line=line).of(account, tranche.number if tranche else None)
        if shares > available:
            where = (
                f"{Account(account).label.lower()} of tranche {tranche.number}"
                if tranche
                else account.label.lower()
            )
            raise RuleViolation(
                "more_than_held",
                f"{shares:,} shares are more than the {available:,} that stand in {where}. Nothing was posted.",
            )
        asked = earmarked(agreement, account, tranche.number if tranche else None)
        if why.disposition_line is None and shares > available - asked:
            raise RuleViolation(
                "with_disposition",
                f"{asked:,} of these shares are with the transfer agent by a legal disposition. Record its answer first.",
            )
    newest = (
        Posting.objects.filter(agreement=agreement)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return create(
        Posting(
            agreement=agreement,
            line=line,
            number=(newest or 0) + 1,
            kind=kind,
            from_account=account,
            from_tranche=tranche,
            to_account=target[0],
            to_tranche=target[1],
            shares=shares,
            cause=why.cause,
            lot=why.lot,
            release_line=why.release_line,
            disposition_line=why.disposition_line,
            conversion=why.conversion,
            reverses=why.reverses,
            effective_on=effective_on,
            recorded_at=now,
        ),
        actor=actor,
        now=now,
        reason=why.cause,
    )


def posting_facts(postings: list[Posting]) -> list[dict[str, str | int]]:
    """Postings as they stand in a journal event."""
    return [
        {
            "number": posting.number,
            "kind": posting.kind,
            "from": posting.source,
            "to": posting.target,
            "shares": posting.shares,
            "line": posting.line.number,
        }
        for posting in postings
    ]
