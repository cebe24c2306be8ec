"""The transfer agent's side of a release: sent, confirmed, confirmed in part, refused, recalled (EA 3.2)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from documents.services.recorded import add_history
from tranches.models import (
    Account,
    Instruction,
    InstructionLine,
    Posting,
    RecallRequest,
    Release,
    ReleaseLine,
    ReleaseState,
    TransferAgentAnswer,
)
from tranches.models.answers import LetterAnswer
from tranches.selectors.delivery.delivery import why_no_delivery
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.release.confirmed import portions_of, standing_of, unanswered
from tranches.services.act import act
from tranches.services.common import local_day, needed, not_in_future
from tranches.services.deed import Deed
from tranches.services.instruction.approvals import void_if_revoked
from tranches.services.ledger import Why, posting_facts
from tranches.services.release.answers import (
    LetterOut,
    require_as_seen,
    require_new,
    require_proof,
    shares_covered,
)
from tranches.services.release.outcome import finish_if_carried_out
from tranches.services.release.recalls import ask_back
from tranches.services.telling.telling import tell_confirmed

Answer = LetterAnswer.Kind
OPEN = (ReleaseState.AUTHORISED, ReleaseState.SENT)
# The edge of an answer that puts back what is open.
EDGES = {Answer.REFUSED: "refuse", Answer.RECALLED: "recall"}


@act("send_release")
def send_release(deed: Deed, *, release: Release, sent_on: date, how: str) -> Release:
    """Record that the letter went to the transfer agent, when and by which way."""
    how = needed(how, "Say how the letter was sent (courier and number, or e-mail address).", "how")
    _check_day(release, sent_on, deed.now, "sent_on")
    if release.recall_requests.exists():
        raise RuleViolation(
            "recall_requested",
            f"{release} is called back. Record the recall; the letter must not go out any more.",
        )
    stopped = "" if release.instruction.is_return else why_no_delivery(release.agreement)
    if stopped:
        raise RuleViolation("delivery_stopped", stopped)
    before, after = deed.move(release, "send", why=how)
    deed.note(
        "release.sent",
        release,
        effective_on=sent_on,
        before={"state": before},
        after={"state": after},
        facts={"how": how},
        documents=(release.letter,) if release.letter else (),
    )
    return release


@act("record_confirmation")
def record_confirmation(
    deed: Deed,
    *,
    release: Release,
    confirmed: Mapping[int, int] | None = None,
    answered_on: date,
    reference: str = "",
    paper: Intake | None = None,
    seen_open: int | None = None,
) -> TransferAgentAnswer:
    """Record the transfer agent's confirmation: `reserved → released` for what it confirmed, per release line (by default all that
    is open).

    Of a return it confirms that the shares left the escrow account (`reserved_return → returned`); the issuer confirms their
    cancellation (`record_cancellation`).

    After a confirmation in part the rest stays reserved, and the letter open, until it is confirmed, refused or recalled. Refuses
    more than is open, zero (that is a refusal), a confirmation without reference or paper, the same confirmation twice, and one
    entered over another state of the letter than it has (`seen_open`: the open shares that the page showed).
    """
    require_proof(reference, paper)
    _check_answerable(release, seen_open)
    _check_day(release, answered_on, deed.now, "answered_on")
    _check_unit(release, answered_on)
    lines = list(release.lines.select_related("instruction_line__tranche__agreement"))
    letter = _letter_out(release, lines)
    shares = shares_covered(letter, confirmed)
    total = sum(shares.values())
    require_new(letter, total, answered_on, reference, paper)
    whole = total == sum(letter.rest.values())
    kind = Answer.CONFIRMED if whole else Answer.PARTLY_CONFIRMED
    document = _file(deed, release, paper, kind, answered_on)
    answer = _answer(deed, release, kind, total, answered_on, document, reference=reference.strip())
    postings = [_hand_over(deed, line, shares[line.pk], answered_on) for line in lines if shares[line.pk]]
    _conclude(
        deed,
        release,
        "confirm" if whole else "",
        answer,
        postings,
        reason=reference or "confirmation on file",
    )
    if whole:
        _after_the_last(deed, release, answered_on)
    tell_confirmed(deed, release)
    return answer


def _after_the_last(deed: Deed, release: Release, day: date) -> None:
    """Nothing of the letter is open any more: the instruction is carried out, or what is left of it goes out by the next attempt.

    Only now do the ticks and authorisations of this attempt end; they were made for this letter.
    """
    instruction = Instruction.objects.select_related("agreement__binder").get(pk=release.instruction_id)
    confirmed = deed.act == "record_confirmation"  # what is refused or recalled carries nothing out
    if confirmed and finish_if_carried_out(deed, instruction, day=day):
        return
    next_attempt(deed, instruction, day=day)
    void_if_revoked(deed, instruction, day=day)


@act("record_refusal")
def record_refusal(
    deed: Deed,
    *,
    release: Release,
    reason: str,
    answered_on: date,
    paper: Intake | None = None,
    seen_open: int | None = None,
) -> TransferAgentAnswer:
    """Record that the transfer agent refused all that is open of the letter: its reservation goes back, and the next attempt can be
    authorised."""
    return _unwind(deed, release, Answer.REFUSED, reason, answered_on, paper, seen_open)


@act("request_recall")
def request_recall(deed: Deed, *, release: Release, reason: str, requested_on: date) -> RecallRequest:
    """Ask the transfer agent not to carry out a letter. The shares stay reserved until it answers."""
    reason = needed(reason, "Say why the transfer agent shall stop.", "reason")
    _check_day(release, requested_on, deed.now, "requested_on")
    if release.state not in OPEN:
        raise RuleViolation("release_answered", f"{release} is answered already; there is nothing to recall.")
    return ask_back(deed, release, reason, day=requested_on)


@act("record_recall")
def record_recall(
    deed: Deed,
    *,
    release: Release,
    reason: str,
    answered_on: date,
    paper: Intake | None = None,
    seen_open: int | None = None,
) -> TransferAgentAnswer:
    """Record that what is open of a letter was called back before the transfer agent acted on it: its reservation goes back."""
    return _unwind(deed, release, Answer.RECALLED, reason, answered_on, paper, seen_open)


def _unwind(
    deed: Deed,
    release: Release,
    kind: Answer,
    reason: str,
    answered_on: date,
    paper: Intake | None,
    seen_open: int | None,
) -> TransferAgentAnswer:
    reason = needed(reason, "Give the reason as the transfer agent stated it.", "reason")
    _check_answerable(release, seen_open, unsent=kind == Answer.RECALLED)
    _check_day(release, answered_on, deed.now, "answered_on")
    lines = list(release.lines.select_related("instruction_line__tranche__agreement"))
    rest = sum(unanswered(line) for line in lines)
    document = _file(deed, release, paper, kind, answered_on)
    answer = _answer(deed, release, kind, rest, answered_on, document, reason=reason)
    delivered = standing_of(release).delivered
    postings = [posting for line in lines for posting in _put_back(deed, line, unanswered(line), answered_on)]
    edge = "confirm_partly" if delivered else EDGES[kind]
    _conclude(deed, release, edge, answer, postings, reason=reason)
    _after_the_last(deed, release, answered_on)
    return answer


def _answer(
    deed: Deed,
    release: Release,
    kind: Answer,
    shares: int,
    answered_on: date,
    document: Document | None,
    *,
    reference: str = "",
    reason: str = "",
) -> TransferAgentAnswer:
    confirmed = kind in (Answer.CONFIRMED, Answer.PARTLY_CONFIRMED)
    return deed.create(
        TransferAgentAnswer(
            release=release,
            line=current_line(release.agreement),
            kind=kind,
            confirmed_shares=shares if confirmed else 0,
            back_shares=0 if confirmed else shares,
            reference=reference,
            reason=reason,
            answered_on=answered_on,
            document=document,
            recorded_at=deed.now,
        ),
        why=reason or reference or kind,
    )


def _hand_over(deed: Deed, line: ReleaseLine, shares: int, day: date) -> Posting:
    """What is confirmed goes to the recipient; of a return, to the issuer, where it waits for its cancellation."""
    tranche = line.instruction_line.tranche
    kind, source, target = Posting.Kind.RELEASE, Account.RESERVED, Account.RECIPIENT
    if line.instruction_line.origin == InstructionLine.Origin.RETURN:
        kind, source, target = Posting.Kind.RETURN, Account.RESERVED_RETURN, Account.RETURNED
    return deed.post(
        kind,
        shares,
        source=(source, tranche),
        target=(target, tranche),
        why=Why(str(line.release), release_line=line),
        effective_on=day,
    )


def _put_back(deed: Deed, line: ReleaseLine, shares: int, day: date) -> list[Posting]:
    """Undo a reservation, last drawn first: kept shares go back to kept, held ones to held."""
    postings: list[Posting] = []
    for portion in reversed(portions_of(line)):
        part = min(shares, portion.open)
        if part:
            tranche = line.instruction_line.tranche
            postings.append(
                deed.post(
                    Posting.Kind.RESERVATION_BACK,
                    part,
                    source=(portion.account, tranche),
                    target=(portion.drawn_from, tranche),
                    why=Why(str(line.release), release_line=line),
                    effective_on=day,
                )
            )
            shares -= part
    return postings


def _conclude(
    deed: Deed,
    release: Release,
    edge: str,
    answer: TransferAgentAnswer,
    postings: list[Posting],
    *,
    reason: str,
) -> None:
    """Walk the release's edge (of a confirmation in part: none, the letter stays sent) and note the answer with what is open."""
    left = standing_of(release).open
    moved = deed.move(release, edge, why=reason) if edge else None
    states = ({"state": moved[0]}, {"state": moved[1]}) if moved else ({}, {})
    deed.note(
        f"release.{answer.kind}",
        release,
        effective_on=answer.answered_on,
        before=states[0] | {"open": left + answer.confirmed_shares + answer.back_shares},
        after=states[1] | {"open": left},
        facts={
            "confirmed": answer.confirmed_shares,
            "put_back": answer.back_shares,
            "postings": posting_facts(postings),
        },
        documents=(answer.document,) if answer.document else (),
        reason=reason,
    )


def next_attempt(deed: Deed, instruction: Instruction, *, day: date) -> None:
    """Earlier authorisations and ticks count no more; the guarded UPDATE names the attempt that ends."""
    ended = instruction.attempt
    changed = Instruction.objects.filter(pk=instruction.pk, attempt=ended).update(attempt=ended + 1)
    if changed != 1:
        raise RuleViolation(
            "moved_meanwhile", "Somebody else has just recorded an answer. Reload the page and look again."
        )
    instruction.attempt = ended + 1
    add_history(instruction, actor=deed.actor, now=deed.now, reason=f"attempt {ended} ended")
    deed.note(
        "instruction.next_attempt",
        instruction,
        effective_on=day,
        before={"attempt": ended},
        after={"attempt": ended + 1},
    )


def _check_answerable(release: Release, seen_open: int | None, *, unsent: bool = False) -> None:
    """Refuse an answer to a letter that never left or of which nothing is open, and one entered over another state than it has."""
    standing = standing_of(release)
    if release.state not in OPEN:
        raise RuleViolation(
            "release_answered",
            f"{release} is answered already: {release.get_state_display().lower()} ({standing.words}). Nothing was changed.",
        )
    if release.state == ReleaseState.AUTHORISED and not unsent:
        raise RuleViolation(
            "not_sent",
            f"The letter of {release} is not recorded as sent. Record when and how it went out first.",
        )
    require_as_seen(_letter_out(release, ()), seen_open)


def _letter_out(release: Release, lines: Sequence[ReleaseLine]) -> LetterOut:
    return LetterOut(
        str(release),
        standing_of(release),
        release.answers.all(),
        {line.pk: unanswered(line) for line in lines},
        {line.pk: f"tranche {line.instruction_line.tranche.number}" for line in lines},
    )


def _check_unit(release: Release, day: date) -> None:
    """Refuse a transfer of a day before the open line began: the shares of the letter have been converted since."""
    line = current_line(release.agreement)
    if line.opened_by is not None and day < line.opened_on:
        raise RuleViolation(
            "before_conversion",
            f"The shares of {release} were converted by {line.opened_by} with effect from {line.opened_on.day} "
            f"{line.opened_on:%B %Y}. Enter what the transfer agent confirms in {line.instrument}, as of that day or later.",
            field="answered_on",
        )


def _file(deed: Deed, release: Release, paper: Intake | None, kind: Answer, day: date) -> Document | None:
    if paper is None:
        return None
    return deed.file(
        paper,
        about=release,
        kind="transfer_agent_answer",
        title=f"Transfer agent’s answer to {release}: {kind.label.lower()}",
        dated_on=day,
    )


def _check_day(release: Release, day: date, now: datetime, field: str) -> None:
    not_in_future(release.agreement, day, now, field)
    if day < local_day(release.agreement, release.authorised_at):
        raise RuleViolation(
            "dates_out_of_order",
            "This cannot have happened before the release was authorised. Check the date.",
            field=field,
        )
