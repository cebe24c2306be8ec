"""Authorising a release: checklist, two different persons of the agent, reservation and letter in one act (EA 3.2)."""

from datetime import date

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from tranches.models import (
    Account,
    Authorisation,
    ChecklistTick,
    Instruction,
    InstructionLine,
    InstructionState,
    Posting,
    Release,
    ReleaseLine,
    TrancheState,
)
from tranches.positions.selectors.positions import newest_position, why_not_reconciled
from tranches.selectors.amendment.terminations import overtaken_by_termination
from tranches.selectors.assessment.assessments import rests_on_corrected
from tranches.selectors.delivery.delivery import why_attached, why_no_delivery, why_old_account
from tranches.selectors.dispute.holds import held_back, standing_holds
from tranches.selectors.docket.completeness import complete_on, transfer_due
from tranches.selectors.instruction.approvals import missing_approvals
from tranches.selectors.ledger.balances import balances
from tranches.selectors.read_once import reading_once
from tranches.selectors.release.checklist import POSITION, checklist_gaps
from tranches.selectors.release.confirmed import delivering, open_shares
from tranches.selectors.release.going_out import free_shares, reservable
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.act import act, agent_of
from tranches.services.assessment.firms import require_standing_approvals
from tranches.services.common import (
    acting_person,
    acting_user,
    next_number,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.instruction.instructions import require_whole
from tranches.services.instruction.signed import authorisation_meaning, signature_facts
from tranches.services.ledger import Why, posting_facts
from tranches.services.release.authorisers import check_authoriser
from tranches.services.release.evidence import check_evidence
from tranches.services.release.outcome import finish_if_carried_out
from tranches.services.release.renditions import sign_after_commit
from tranches.terms.agreement_terms import ChecklistItem


@act("tick_checklist")
def tick_checklist(
    deed: Deed,
    *,
    instruction: Instruction,
    item: str,
    note_text: str = "",
    paper: Intake | None = None,
    checked_on: date,
    valid_until: date | None = None,
) -> ChecklistTick:
    """Tick one item of the release checklist with its evidence, for the current attempt.

    Refuses an item the deal does not have, one without the evidence it asks for (`evidence.py`), and ticking before the
    instruction stands.
    """
    agreement = instruction.agreement
    items = {entry.key: entry for entry in terms_of(agreement).checklist}
    if item not in items:
        raise RuleViolation(
            "unknown_item", "This item is not on the checklist of the deal. Reload the page.", field="item"
        )
    if instruction.state != InstructionState.APPROVED:
        raise RuleViolation(
            "not_instructed",
            f"{instruction} is {instruction.get_state_display().lower()}; its checklist opens when it stands.",
        )
    not_in_future(agreement, checked_on, deed.now, "checked_on")
    check_evidence(
        items[item],
        instruction,
        note_text,
        has_paper=paper is not None,
        checked_on=checked_on,
        valid_until=valid_until,
        today=deed.today,
    )
    note_text = note_text.strip()
    document = None
    if items[item].evidence == POSITION:
        document, note_text = _reconciled(instruction, items[item], checked_on, note_text)
    elif paper is not None:
        document = deed.file(
            paper,
            about=instruction,
            kind="checklist_evidence",
            title=f"{items[item].label} ({instruction})",
            dated_on=checked_on,
        )
    tick = deed.create(
        ChecklistTick(
            instruction=instruction,
            attempt=instruction.attempt,
            item=item,
            note=note_text,
            document=document,
            checked_on=checked_on,
            valid_until=valid_until if items[item].expires else None,
            account=instruction.delivery_account if items[item].evidence == "delivery_account" else None,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=item,
    )
    deed.note(
        "checklist.ticked",
        instruction,
        effective_on=checked_on,
        after={"item": items[item].label},
        facts={"attempt": instruction.attempt, "note": note_text, "valid_until": tick.valid_until},
        documents=(document,) if document else (),
    )
    return tick


def _reconciled(
    instruction: Instruction, item: ChecklistItem, day: date, note_text: str
) -> tuple[Document | None, str]:
    """The statement behind the item and the words that name it. Refuses one that does not agree, with what to do (EA 4.1)."""
    why = why_not_reconciled(instruction.agreement, day, item)
    newest = newest_position(instruction.agreement)
    if why or newest is None:
        raise RuleViolation("position_not_reconciled", why, field="item", clause=item.clause)
    row = newest.statement
    named = f"{row} as of {day_words(row.as_of)}: {newest.word}"
    return row.document, f"{named}. {note_text}".strip() if note_text.strip() else named


@act("authorise_release")
def authorise_release(deed: Deed, *, instruction: Instruction, seen_digest: str) -> Authorisation:
    """Authorise the release of the digest that was seen. The last person needed reserves the shares and makes the letter.

    Who prepared the instruction may be the first, never all. Over zero shares nothing is reserved and no letter is made: the
    instruction is carried out at once and the tranche is `deducted`. Refuses an incomplete checklist, a disputed tranche, a
    person who has authorised already, an approver, and more than the ledger holds. What a hold on part of a tranche keeps back
    stays, and goes out by a later attempt.
    """
    day = deed.today
    if instruction.is_return:
        raise RuleViolation(
            "is_return",
            f"{instruction} returns shares to the issuer. Authorise it on the page of the agreement.",
        )
    with reading_once():  # under the lock, before anything is written: every check looks at the same figures
        _check_authorisable(instruction, seen_digest, day)
    authorisation, is_last = give_authorisation(deed, instruction, seen_digest, "release.authorised", day=day)
    if not is_last:
        return authorisation
    if sum(open_shares(line) for line in instruction.lines.all()) == 0:
        finish_if_carried_out(deed, instruction, day=day)
    else:
        reserve(deed, instruction, day=day)
    return authorisation


def give_authorisation(
    deed: Deed, instruction: Instruction, seen_digest: str, kind: str, *, day: date
) -> tuple[Authorisation, bool]:
    """Record the authorisation of one person and say whether it is the last one needed.

    Refuses whoever has another hand in it (`authorisers.py`).
    """
    agreement, person_id, user_id = instruction.agreement, acting_person(deed.actor), acting_user(deed.actor)
    check_authoriser(instruction, person_id, deed.now)
    authorisation = deed.create(
        Authorisation(
            instruction=instruction,
            attempt=instruction.attempt,
            person_id=person_id,
            user_id=user_id,
            digest=seen_digest,
            factor=deed.actor.factor,
            effective_on=day,
            recorded_at=deed.now,
        ),
        why="authorised",
    )
    given = Authorisation.objects.filter(instruction=instruction, attempt=instruction.attempt).count()
    wanted = terms_of(agreement).authorising_persons
    deed.note(
        kind,
        instruction,
        effective_on=day,
        before={"authorised_by": f"{given - 1} of {wanted}"},
        after={"authorised_by": f"{given} of {wanted}"},
        facts={
            "attempt": instruction.attempt,
            **signature_facts(
                agent_of(agreement),
                person=deed.actor.name,
                capacity=deed.actor.capacity,
                meaning=authorisation_meaning(instruction),
                factor=deed.actor.factor,
                digest=seen_digest,
                at=deed.now,
            ),
        },
    )
    return authorisation, given >= wanted


def check_stands(instruction: Instruction, seen_digest: str) -> None:
    """Refuse another digest than the instruction's, one that is not approved, and a second letter for the same attempt."""
    if seen_digest != instruction.digest:
        raise RuleViolation(
            "digest_moved", "The instruction is not the one you read: its digest differs. Read it once more."
        )
    if instruction.state != InstructionState.APPROVED:
        raise RuleViolation(
            "not_instructed",
            f"{instruction} is {instruction.get_state_display().lower()}; only an approved instruction is authorised.",
            clause=terms_of(instruction.agreement).clause("transfer"),
        )
    if instruction.releases.filter(attempt=instruction.attempt).exists():
        raise RuleViolation(
            "already_authorised", "This release is authorised already. Its letter is on file."
        )


def _check_authorisable(instruction: Instruction, seen_digest: str, day: date) -> None:
    check_stands(instruction, seen_digest)
    if rests_on_corrected(instruction):
        raise RuleViolation(
            "overtaken",
            f"A report behind {instruction} was corrected after the parties approved it. Withdraw it and prepare it again.",
        )
    if overtaken_by_termination(instruction):
        raise RuleViolation(
            "overtaken",
            f"All parties have ended the agreement since {instruction} was prepared. Have the termination checked; it governs now.",
        )
    require_whole(instruction)
    if missing_approvals(instruction):
        raise RuleViolation(
            "approval_revoked", f"An approval of {instruction} was revoked. It waits for its signers again."
        )
    # The firm's approval must stand when the instruction takes effect; what is revoked later stops nothing (SPA 4.2).
    require_standing_approvals(instruction, complete_on(instruction) or day, day)
    lines = list(instruction.lines.select_related("tranche__agreement"))
    again = delivering(instruction.releases.all()).exists()
    for line in lines:
        # A line over nothing was carried out with the first delivery; a delivery that came back does not ask for it again.
        if open_shares(line) or not (line.shares or again):
            _check_line(line)
    _check_reservable(lines)
    _check_delivery(instruction, lines)
    gaps = checklist_gaps(instruction, day)
    if gaps:
        raise RuleViolation("checklist_incomplete", "The checklist is not complete. " + " ".join(gaps))


def _check_line(line: InstructionLine) -> None:
    tranche = line.tranche
    clause = terms_of(tranche.agreement).clause("dispute")
    if tranche.state == TrancheState.DISPUTED or (
        standing_holds(tranche.agreement).filter(tranche=tranche, shares__isnull=True).exists()
    ):
        raise RuleViolation(
            "tranche_disputed",
            f"Tranche {tranche.number} is disputed. Nothing of it is released until the hold is lifted.",
            clause=clause,
        )
    own = line.origin == InstructionLine.Origin.OWN
    if own and tranche.state != TrancheState.INSTRUCTED:
        raise RuleViolation(
            "not_instructed",
            f"Tranche {tranche.number} is {tranche.get_state_display().lower()}, not instructed: "
            "report and joint written instruction must both be at hand.",
            clause=terms_of(tranche.agreement).clause("instruction"),
        )
    inside = free_shares(tranche, balances(tranche.agreement)) + held_back(tranche)
    if open_shares(line) > inside:
        raise RuleViolation(
            "more_than_held",
            f"Tranche {tranche.number} has {inside:,} shares in escrow, not {open_shares(line):,}. Record the missing deposit.",
            clause=clause,
        )


def _check_reservable(lines: list[InstructionLine]) -> None:
    """Refuse when a hold keeps back everything that is open."""
    if any(open_shares(line) for line in lines) and not any(
        reservable(line, balances(line.tranche.agreement)) for line in lines
    ):
        raise RuleViolation(
            "held_back",
            "A hold keeps back all that is left of this instruction. It goes out when the hold is lifted.",
            clause=terms_of(lines[0].tranche.agreement).clause("dispute"),
        )


def _check_delivery(instruction: Instruction, lines: list[InstructionLine]) -> None:
    """Refuse while delivery to the recipient is stopped, to an account of before, and what an attachment keeps."""
    agreement = instruction.agreement
    held = sum(
        min(reservable(line, balances(agreement)), balances(agreement).of(Account.HELD, line.tranche.number))
        for line in lines
    )
    for code, why in (
        ("delivery_stopped", why_no_delivery(agreement)),
        ("old_delivery_account", why_old_account(instruction)),
        ("attached", why_attached(agreement, held)),
    ):
        if why:
            raise RuleViolation(code, why, clause=terms_of(agreement).clause("disposition"))


def reserve(deed: Deed, instruction: Instruction, *, day: date) -> Release:
    """Create the release, move the shares to `reserved` (of a return: to `reserved_return`) and make the letter."""
    agreement = instruction.agreement
    number = next_number(Release, agreement=agreement)
    release = deed.create(
        Release(
            agreement=agreement,
            instruction=instruction,
            number=number,
            attempt=instruction.attempt,
            authorised_at=deed.now,
            due_on=transfer_due(instruction).due_on,
        ),
        why="authorised",
    )
    postings: list[Posting] = []
    for line in instruction.lines.select_related("tranche__agreement"):
        shares = reservable(line, balances(agreement))
        if shares:
            part = deed.create(
                ReleaseLine(release=release, instruction_line=line, shares=shares), why="authorised"
            )
            postings += _draw(deed, line, shares, Why(f"{release}", release_line=part), day=day)
    deed.note(
        "release.created",
        release,
        effective_on=day,
        after={"state": release.state, "shares": sum(posting.shares for posting in postings)},
        facts={
            "instruction": str(instruction),
            "postings": posting_facts(postings),
            "due_on": release.due_on,
        },
    )
    release.letter = paperwork.file_release_letter(deed, release)
    deed.update(release, "letter", why="letter on file")
    sign_after_commit(deed, release.letter)
    return release


def _draw(deed: Deed, line: InstructionLine, shares: int, why: Why, *, day: date) -> list[Posting]:
    """Reserve from what is held, then from what is kept; a return takes what is kept alone."""
    tranche, returned = line.tranche, line.origin == InstructionLine.Origin.RETURN
    agreement, postings = tranche.agreement, []
    target = Account.RESERVED_RETURN if returned else Account.RESERVED
    for account in (Account.KEPT,) if returned else (Account.HELD, Account.KEPT):
        part = min(shares, balances(agreement).of(account, tranche.number))
        if part:
            postings.append(
                deed.post(
                    Posting.Kind.RESERVATION,
                    part,
                    source=(account, tranche),
                    target=(target, tranche),
                    why=why,
                    effective_on=day,
                )
            )
            shares -= part
    if shares:
        raise RuleViolation(
            "more_than_held",
            f"Tranche {tranche.number} does not hold the shares of its line. Nothing was posted.",
        )
    return postings
