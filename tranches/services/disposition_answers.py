"""The transfer agent's answers to a letter of disposition, as many as it takes, and asking it not to carry the letter out (EA 4.2).

Held to the same as the answers to a release (`answers`). What is confirmed leaves escrow at once; the rest stays laid hold of until it
is answered, too.
"""

from collections.abc import Mapping
from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import (
    Account,
    Disposition,
    DispositionAnswer,
    DispositionEnd,
    DispositionRecall,
    Posting,
)
from tranches.selectors.delivery.dispositions import END, is_open, letter_standing, open_of, place_of, word_of
from tranches.selectors.ledger.balances import current_line
from tranches.services.act import act
from tranches.services.common import acting_person, needed, not_in_future
from tranches.services.deed import Deed
from tranches.services.ledger import Why, posting_facts
from tranches.services.release.answers import (
    LetterOut,
    require_as_seen,
    require_new,
    require_proof,
    shares_covered,
)
from tranches.services.telling.telling import tell_disposition

Kind = DispositionAnswer.Kind
# What may be recorded; whether a confirmation is one in part follows from its shares.
ANSWERS = (Kind.CONFIRMED, Kind.REFUSED, Kind.RECALLED)


@act("answer_disposition")
def answer_disposition(
    deed: Deed,
    *,
    disposition: Disposition,
    answer: str,
    answered_on: date,
    confirmed: Mapping[int, int] | None = None,
    reference: str = "",
    reason: str = "",
    paper: Intake | None = None,
    seen_open: int | None = None,
) -> DispositionAnswer:
    """Record what the transfer agent confirmed of the letter (by line, all that is open by default), or that it refused all that is
    open, or did not carry it out because it was called back.

    What is confirmed moves to `disposed`; after a confirmation in part the letter stays open. Refused or recalled, what is open is
    free again where it stands. Refuses before the letter was sent, a day before it went out, what `answers` refuses, and a refusal
    or recall without its reason.
    """
    not_in_future(deed.agreement, answered_on, deed.now, "answered_on")
    letter = _letter_at_the_agent(disposition, answered_on)
    if answer not in ANSWERS:
        raise RuleViolation(
            "wrong_answer", "Choose whether it was confirmed, refused or recalled.", field="answer"
        )
    if answer == Kind.CONFIRMED:
        require_proof(reference, paper)
    else:
        reason = needed(reason, "Give the reason as the transfer agent stated it.", "reason")
    require_as_seen(letter, seen_open)
    covered: dict[int, int] = {}
    if answer == Kind.CONFIRMED:
        covered = shares_covered(letter, confirmed)
        require_new(letter, sum(covered.values()), answered_on, reference, paper)
    total, before = sum(covered.values()), letter.standing.open
    kind = Kind.PARTLY_CONFIRMED if 0 < total < before else Kind(answer)
    row = _file_answer(
        deed, disposition, kind, total, before, answered_on, reference=reference, reason=reason, paper=paper
    )
    postings = _dispose(deed, disposition, covered, answered_on)
    if kind != Kind.PARTLY_CONFIRMED:
        _end(deed, disposition, letter, kind, answered_on)
    left = before - row.confirmed_shares - row.back_shares
    deed.note(
        f"disposition.{kind}",
        deed.agreement,
        effective_on=answered_on,
        before={"open": before},
        after={"disposition": f"{disposition}, {row.get_kind_display().lower()}", "open": left},
        facts={
            "reference": row.reference,
            "confirmed": row.confirmed_shares,
            "back": row.back_shares,
            "postings": posting_facts(postings),
        },
        documents=(row.document,) if row.document else (),
        reason=reason,
    )
    tell_disposition(deed, disposition)
    return row


@act("request_disposition_recall")
def request_disposition_recall(
    deed: Deed, *, disposition: Disposition, reason: str, requested_on: date
) -> DispositionRecall:
    """Ask the transfer agent not to carry out what is open of a letter of disposition. Its shares stay laid hold of until it answers.

    Refuses before the letter was sent, once all of it is answered, a day before it went out, and a second request while one waits.
    """
    reason = needed(reason, "Say why the transfer agent shall stop.", "reason")
    not_in_future(deed.agreement, requested_on, deed.now, "requested_on")
    _letter_at_the_agent(disposition, requested_on, "requested_on")
    if disposition.recall_requests.exists():
        raise RuleViolation(
            "recall_requested",
            f"{disposition} is called back already. Record the transfer agent’s answer to the recall.",
        )
    request = deed.create(
        DispositionRecall(
            disposition=disposition,
            reason=reason,
            requested_on=requested_on,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        reason,
    )
    deed.note(
        "disposition.recall_requested",
        deed.agreement,
        effective_on=requested_on,
        after={"recall": f"{disposition}, requested"},
        reason=reason,
    )
    return request


def _letter_at_the_agent(disposition: Disposition, day: date, field: str = "answered_on") -> LetterOut:
    """The letter with what is open of it. Refuses one that is not with the transfer agent, and a day before it went out."""
    if not is_open(disposition) or not hasattr(disposition, "sending"):
        raise RuleViolation(
            "not_sent", f"The letter of {disposition} is not with the transfer agent: {word_of(disposition)}."
        )
    if day < disposition.sending.sent_on:
        raise RuleViolation(
            "dates_out_of_order",
            "This cannot have happened before the letter was sent. Check the date.",
            field=field,
        )
    lines = list(disposition.lines.select_related("tranche").prefetch_related("postings"))
    return LetterOut(
        str(disposition),
        letter_standing(disposition),
        disposition.answers.all(),
        {line.pk: open_of(line) for line in lines},
        {line.pk: place_of(line) for line in lines},
    )


def _file_answer(
    deed: Deed,
    disposition: Disposition,
    kind: DispositionAnswer.Kind,
    confirmed: int,
    asked: int,
    day: date,
    *,
    reference: str,
    reason: str,
    paper: Intake | None,
) -> DispositionAnswer:
    """The row of the answer with its paper; `confirmed` and `asked` (what was open until now) in shares."""
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=deed.agreement,
            kind="disposition_answer",
            title=f"Answer to {disposition}: {kind.label.lower()}",
            dated_on=day,
            reference=reference.strip(),
        )
    return deed.create(
        DispositionAnswer(
            disposition=disposition,
            line=current_line(deed.agreement),
            kind=kind,
            confirmed_shares=confirmed,
            back_shares=0 if confirmed else asked,
            reference=reference.strip(),
            reason=reason.strip(),
            answered_on=day,
            document=document,
            recorded_at=deed.now,
        ),
        reason or reference or kind.label,
    )


def _end(
    deed: Deed, disposition: Disposition, letter: LetterOut, kind: DispositionAnswer.Kind, day: date
) -> None:
    """Nothing of the letter is open any more: confirmed in part, where something went out and the rest did not."""
    in_part = kind != Kind.CONFIRMED and letter.standing.confirmed
    end = END.PARTLY_CONFIRMED if in_part else END(kind)
    deed.create(
        DispositionEnd(
            disposition=disposition,
            kind=end,
            ended_on=day,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        end.label,
    )


def _dispose(deed: Deed, disposition: Disposition, covered: Mapping[int, int], day: date) -> list[Posting]:
    """One posting for each line of which something is confirmed."""
    return [
        deed.post(
            Posting.Kind.DISPOSITION,
            covered[line.pk],
            source=(Account(line.account), line.tranche),
            target=(Account.DISPOSED, None),
            why=Why(str(disposition), disposition_line=line),
            effective_on=day,
        )
        for line in disposition.lines.select_related("tranche__agreement").filter(pk__in=covered)
        if covered[line.pk]
    ]
