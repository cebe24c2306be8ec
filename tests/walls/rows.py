"""Rows written past every service, for the walls to judge."""

from __future__ import annotations

from itertools import count
from typing import Any

from documents.models import Document
from tests.worlds import World
from tranches.models import (
    Account,
    Approval,
    Authorisation,
    AuthorityCheck,
    AuthorityPaper,
    Instruction,
    InstructionLine,
    Posting,
    Release,
    ReleaseLine,
    Tranche,
    TransferAgentAnswer,
)
from tranches.selectors.ledger.balances import current_line

DIGEST = "d" * 64
_numbers = count(500)


def instruction(world: World, tranche: Tranche, shares: int, basis: str = "joint") -> Instruction:
    row = Instruction.objects.create(
        agreement=world.agreement,
        number=next(_numbers),
        basis=basis,
        recipient=world.part("C"),
        content={},
        digest=DIGEST,
        prepared_person=world.users["clerk1"].person,
        prepared_at=world.now,
    )
    origin = "own" if basis == "joint" else "governed"
    InstructionLine.objects.create(
        instruction=row,
        tranche=tranche,
        origin=origin,
        shares=shares,
        computed_shares=shares,
        recorded_at=world.now,
    )
    return row


def approval(world: World, to: Instruction, letter: str, **changes: Any) -> Approval:
    user = world.users[f"officer_{letter.lower()}"] if letter in "AB" else world.users["seller"]
    arguments: dict[str, Any] = {
        "instruction": to,
        "party": world.part(letter),
        "person": user.person,
        "user": user,
        "answer": "approve",
        "via": "portal",
        "digest": to.digest,
        "meaning": "x",
        "effective_on": world.today(),
        "recorded_at": world.now,
    }
    return Approval.objects.create(**(arguments | changes))


def person(world: World, to: Instruction, name: str, **changes: Any) -> Authorisation:
    user = world.users[name]
    arguments: dict[str, Any] = {
        "instruction": to,
        "attempt": to.attempt,
        "person": user.person,
        "user": user,
        "digest": to.digest,
        "effective_on": world.today(),
        "recorded_at": world.now,
    }
    return Authorisation.objects.create(**(arguments | changes))


def paper(world: World, to: Instruction) -> AuthorityPaper:
    return AuthorityPaper.objects.create(
        instruction=to,
        document=Document.objects.filter(binder=world.agreement.binder).first(),
        dated_on=world.today(),
        received_on=world.today(),
        filed_person=world.users["clerk1"].person,
        recorded_at=world.now,
    )


def check(world: World, of: AuthorityPaper) -> AuthorityCheck:
    return AuthorityCheck.objects.create(
        paper=of,
        person=world.users["clerk2"].person,
        finding="x",
        checked_on=world.today(),
        recorded_at=world.now,
    )


def release(world: World, of: Instruction, shares: int) -> ReleaseLine:
    row = Release.objects.create(
        agreement=world.agreement,
        instruction=of,
        number=next(_numbers),
        attempt=of.attempt,
        authorised_at=world.now,
        due_on=world.today(),
    )
    line = of.lines.get()
    return ReleaseLine.objects.create(
        release=row, instruction_line=line, shares=shares, recorded_at=world.now
    )


def answer(
    world: World, to: Release, kind: str = "confirmed", shares: int = 0, back_shares: int = 0
) -> TransferAgentAnswer:
    return TransferAgentAnswer.objects.create(
        release=to,
        line=current_line(world.agreement),
        kind=kind,
        confirmed_shares=shares,
        back_shares=back_shares,
        answered_on=world.today(),
        recorded_at=world.now,
    )


def posting(world: World, kind: str, source: str, target: str, shares: int, **changes: Any) -> Posting:
    """One posting of tranche 1, unless `tranche`, `from_tranche` or `to_tranche` say otherwise."""
    tranche = changes.pop("tranche", None) or world.tranche(1)
    kept_by_tranche = {
        Account.HELD,
        Account.KEPT,
        Account.RESERVED,
        Account.RESERVED_RETURN,
        Account.RETURNED,
        Account.RECIPIENT,
    }
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "line": current_line(world.agreement),
        "number": next(_numbers),
        "kind": kind,
        "from_account": source,
        "from_tranche": tranche if source in kept_by_tranche else None,
        "to_account": target,
        "to_tranche": tranche if target in kept_by_tranche else None,
        "shares": shares,
        "cause": "raw",
        "effective_on": world.today(),
        "recorded_at": world.now,
    }
    return Posting.objects.create(**(arguments | changes))
