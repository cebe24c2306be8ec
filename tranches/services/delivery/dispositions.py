"""Legal disposition: an order of a court or a demand of the law moves shares out of escrow (EA 4.2).

One person records the order with its paper, another checks its effect, all parties are told, two different persons authorise
the digest of what is to move, and the transfer agent's confirmation posts it. A hold between the parties does not stand against it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from tranches.models import (
    DISPOSABLE,
    Disposition,
    DispositionCheck,
    DispositionLine,
    EscrowAgreement,
    Tranche,
)
from tranches.selectors.delivery.dispositions import Spot, is_open, spots_of, word_of
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.services.telling.telling import tell_disposition


@dataclass(frozen=True)
class Taken:
    """Shares to be taken out of one account; `tranche` is None for what stands unallocated."""

    account: str
    tranche: Tranche | None
    shares: int


@act("record_disposition")
def record_disposition(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    ground: str,
    authority: str,
    case_reference: str = "",
    dated_on: date,
    received_on: date,
    to_name: str,
    delivery_account: str,
    reason: str,
    lines: Sequence[Taken],
    paper: Intake,
) -> Disposition:
    """Record the order with its paper and the shares it takes, account by account. Nothing moves before its check and two persons.

    Refuses dates out of order, no shares, a place named twice, more than is free in a place, and an order without its court.
    """
    if ground not in (Disposition.Ground.COURT_ORDER, Disposition.Ground.LAW):
        raise RuleViolation(
            "wrong_ground",
            "Choose a court order or a demand of the law. A successor agent has an act of its own.",
            field="ground",
        )
    authority = needed(authority, "Enter the court or authority that orders it.", "authority")
    return file_disposition(
        deed,
        agreement,
        ground,
        lines,
        {
            "authority": authority,
            "case_reference": case_reference.strip(),
            "signed_by": [],
            "dated_on": dated_on,
            "received_on": received_on,
            "to_name": to_name,
            "delivery_account": delivery_account,
            "reason": reason,
        },
        paper,
    )


def file_disposition(
    deed: Deed,
    agreement: EscrowAgreement,
    ground: str,
    lines: Sequence[Taken],
    said: dict[str, Any],
    paper: Intake,
) -> Disposition:
    """Check and record a disposition on any ground: `said` is what the clerk read off the paper."""
    _check_said(said, agreement, deed.now)
    check_taken(agreement, lines)
    number = next_number(Disposition, agreement=agreement)
    content = _content(agreement, number, ground, lines, said, hashlib.sha256(paper.content).hexdigest())
    label = Disposition.Ground(ground).label
    document = deed.file(
        paper,
        about=agreement,
        kind="disposition_paper",
        title=f"{label} (LD-{number})",
        dated_on=said["dated_on"],
        reference=said["case_reference"],
    )
    disposition = deed.create(
        Disposition(
            agreement=agreement,
            number=number,
            ground=ground,
            **said,
            content=content,
            digest=digest_of(content, form="disposition/1"),
            document=document,
            filed_person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=label,
    )
    for line in lines:
        deed.create(
            DispositionLine(
                disposition=disposition, account=line.account, tranche=line.tranche, shares=line.shares
            ),
            why=label,
        )
    deed.note(
        "disposition.recorded",
        agreement,
        effective_on=said["received_on"],
        after={"disposition": f"{disposition}, recorded"},
        facts={
            "ground": ground,
            "authority": said["authority"],
            "case": said["case_reference"],
            "to": said["to_name"],
            "total_shares": content["total_shares"],
            "lines": content["lines"],
            "digest": disposition.digest,
        },
        documents=(document,),
        reason=said["reason"],
    )
    return disposition


def _check_said(said: dict[str, Any], agreement: EscrowAgreement, now: datetime) -> None:
    """What the clerk read off the paper, without outer white space: nothing missing, and its dates in order."""
    said["to_name"] = needed(said["to_name"], "Enter who receives the shares.", "to_name")
    said["delivery_account"] = needed(
        said["delivery_account"],
        "Enter the account the shares go to, as the paper names it.",
        "delivery_account",
    )
    said["reason"] = needed(
        said["reason"], "Write down what the paper says; it goes to all parties.", "reason"
    )
    not_in_future(agreement, said["received_on"], now, "received_on")
    if said["received_on"] < said["dated_on"]:
        raise RuleViolation(
            "dates_out_of_order",
            "The paper cannot have come in before its own date. Check both dates.",
            field="received_on",
        )


def check_taken(agreement: EscrowAgreement, lines: Sequence[Taken]) -> None:
    """Refuse no line, a place twice, a place outside escrow, another agreement's tranche, and more than is free there."""
    if not lines:
        raise RuleViolation(
            "no_lines", "Enter at least one account and how many shares it gives.", field="shares_1"
        )
    free = {spot.pk: spot.shares for spot in spots_of(agreement)}
    seen: set[str] = set()
    for line in lines:
        if line.tranche is not None and line.tranche.agreement_id != agreement.pk:
            raise RuleViolation(
                "two_agreements", "A line names a tranche of another agreement. Start again from the page."
            )
        spot = Spot(str(line.account), line.tranche, line.shares)
        if line.account not in DISPOSABLE:
            raise RuleViolation(
                "not_disposable",
                "Shares are taken from what is unallocated, held or kept. What a letter has reserved is asked back first.",
            )
        if spot.pk in seen:
            raise RuleViolation("line_twice", f"{spot.label} stands in two lines. Put them together.")
        seen.add(spot.pk)
        if line.shares <= 0:
            raise RuleViolation("no_shares", "A line takes at least one whole share. Correct the number.")
        if line.shares > free.get(spot.pk, 0):
            raise RuleViolation(
                "more_than_held",
                f"{spot.label} has {free.get(spot.pk, 0):,} free shares, not {line.shares:,}. Correct the number.",
            )


@act("check_disposition")
def check_disposition(
    deed: Deed, *, disposition: Disposition, finding: str, is_effective: bool
) -> DispositionCheck:
    """The legal check by another person: is the paper effective, and does it bind the agent? If so, all parties are noticed.

    A paper found without effect ends the disposition. Refuses who recorded it himself, and a second check.
    """
    agreement, day = disposition.agreement, deed.today
    finding = needed(
        finding, "Write down what was checked and why the paper is effective, or is not.", "finding"
    )
    if hasattr(disposition, "legal_check") or not is_open(disposition):
        raise RuleViolation(
            "already_checked", f"{disposition} is checked or ended already. Nothing was changed."
        )
    person_id = acting_person(deed.actor)
    if person_id == disposition.filed_person_id:
        raise RuleViolation(
            "needs_second_person", "Another person does the legal check, not the one who recorded the paper."
        )
    notice = (
        paperwork.file_disposition_paper(deed, disposition, letter=False, finding=finding)
        if is_effective
        else None
    )
    check = deed.create(
        DispositionCheck(
            disposition=disposition,
            person_id=person_id,
            is_effective=is_effective,
            finding=finding,
            notice=notice,
            checked_on=day,
            recorded_at=deed.now,
        ),
        why=finding,
    )
    deed.note(
        "disposition.checked",
        agreement,
        effective_on=day,
        after={"disposition": f"{disposition}, {'effective' if is_effective else 'without effect'}"},
        facts={"finding": finding},
        documents=(disposition.document, *((notice,) if notice else ())),
    )
    if is_effective:
        tell_disposition(deed, disposition)
    return check


def require_effective(disposition: Disposition) -> None:
    """Refuse what is not checked, found without effect, or ended."""
    if not is_open(disposition) or not hasattr(disposition, "legal_check"):
        raise RuleViolation(
            "not_effective",
            f"{disposition} is not open for this: {word_of(disposition)}.",
            clause=terms_of(disposition.agreement).clause("disposition"),
        )


def _content(
    agreement: EscrowAgreement,
    number: int,
    ground: str,
    lines: Sequence[Taken],
    said: dict[str, Any],
    sha256: str,
) -> dict[str, Any]:
    """What the two persons authorise."""
    return {
        "form": "legal disposition/1",
        "agreement": agreement.reference,
        "simulation": agreement.is_simulation,
        "number": number,
        "ground": ground,
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()},
        "paper_sha256": sha256,
        "instrument": current_line(agreement).instrument,
        "lines": [
            {
                "account": str(line.account),
                "tranche": line.tranche.number if line.tranche else None,
                "shares": line.shares,
            }
            for line in lines
        ],
        "total_shares": sum(line.shares for line in lines),
    }
