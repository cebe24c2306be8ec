"""Carrying out a disposition: two persons, the letter, its sending; or setting it aside (EA 4.2, 3.2)."""

from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import (
    Disposition,
    DispositionAuthorisation,
    DispositionEnd,
    DispositionLetter,
    DispositionSending,
)
from tranches.selectors.delivery.dispositions import END, is_open, pack_of, spots_of, word_of
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.act import act, agent_of
from tranches.services.common import (
    acting_person,
    acting_user,
    needed,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.delivery.dispositions import Taken, check_taken, require_effective
from tranches.services.instruction.signed import signature_facts
from tranches.services.release.authorisers import check_hands
from tranches.services.release.renditions import sign_after_commit


@act("authorise_disposition")
def authorise_disposition(
    deed: Deed, *, disposition: Disposition, seen_digest: str
) -> DispositionAuthorisation:
    """Authorise the digest that was seen. The last person needed makes the letter; from then on its shares move no other way.

    Refuses before the legal check, another digest, a person twice, who recorded it as the last one, more than is free now, and a
    hand-over whose pack is missing or that is not all that stands in escrow any more.
    """
    agreement, day = disposition.agreement, deed.today
    _check_authorisable(disposition, seen_digest)
    person_id, user_id = acting_person(deed.actor), acting_user(deed.actor)
    given = _given_by_others(deed, disposition, person_id)
    authorisation = deed.create(
        DispositionAuthorisation(
            disposition=disposition,
            person_id=person_id,
            user_id=user_id,
            digest=seen_digest,
            factor=deed.actor.factor,
            effective_on=day,
            recorded_at=deed.now,
        ),
        why="authorised",
    )
    wanted, count = max(2, terms_of(agreement).authorising_persons), len(given) + 1
    deed.note(
        "disposition.authorised",
        agreement,
        effective_on=day,
        before={"authorised_by": f"{count - 1} of {wanted}"},
        after={"authorised_by": f"{count} of {wanted}"},
        facts={
            "disposition": str(disposition),
            **signature_facts(
                agent_of(agreement),
                person=deed.actor.name,
                capacity=deed.actor.capacity,
                factor=deed.actor.factor,
                digest=seen_digest,
                meaning=f"I authorise {disposition} for the escrow agent.",
                at=deed.now,
            ),
        },
    )
    if count >= wanted:
        _make_letter(deed, disposition, day=day)
    return authorisation


def _check_authorisable(disposition: Disposition, seen_digest: str) -> None:
    require_effective(disposition)
    if hasattr(disposition, "letter"):
        raise RuleViolation(
            "already_authorised", f"{disposition} is authorised already. Its letter is on file."
        )
    if seen_digest != disposition.digest:
        raise RuleViolation(
            "digest_moved", "This is not the disposition you read: its digest differs. Read it once more."
        )
    lines = [Taken(line.account, line.tranche, line.shares) for line in disposition.lines.all()]
    check_taken(disposition.agreement, lines)
    if disposition.is_handover:
        _check_handover(disposition, lines)


def _given_by_others(deed: Deed, disposition: Disposition, person_id: int) -> set[int]:
    """The persons who have authorised it. Refuses one of them, who recorded the paper as the last one, and a tied hand."""
    given = set(disposition.authorisations.values_list("person_id", flat=True))
    if person_id in given:
        raise RuleViolation(
            "needs_second_person", "You have authorised it already; another person must be the second."
        )
    if given and person_id == disposition.filed_person_id:
        raise RuleViolation(
            "preparer_comes_first",
            "Who recorded the paper may be the first to authorise, not the one after. Another person must.",
        )
    check_hands(disposition.agreement, person_id, relied=given, beside=given, now=deed.now)
    return given


def _make_letter(deed: Deed, disposition: Disposition, *, day: date) -> None:
    document = paperwork.file_disposition_paper(deed, disposition, letter=True)
    deed.create(
        DispositionLetter(disposition=disposition, document=document, made_on=day, recorded_at=deed.now),
        why="letter made",
    )
    deed.note(
        "disposition.letter_made",
        disposition.agreement,
        effective_on=day,
        after={"disposition": f"{disposition}, letter made"},
        documents=(document,),
    )
    sign_after_commit(deed, document)


def _check_handover(disposition: Disposition, lines: list[Taken]) -> None:
    """A hand-over moves everything, and the successor's pack is on file."""
    standing = {spot.pk: spot.shares for spot in spots_of(disposition.agreement)}
    wanted = {f"{line.account}:{line.tranche.number if line.tranche else ''}": line.shares for line in lines}
    if standing != wanted:
        raise RuleViolation(
            "overtaken",
            f"Other shares stand in escrow now than {disposition} hands over. Set it aside and record the hand-over again.",
        )
    if pack_of(disposition) is None:
        raise RuleViolation(
            "no_pack", "The hand-over pack is not made yet. Make it first; the successor receives it."
        )


@act("send_disposition")
def send_disposition(deed: Deed, *, disposition: Disposition, sent_on: date, how: str) -> DispositionSending:
    """Record when and how the letter went to the transfer agent. Refuses before the letter, twice, and a day before it was made."""
    agreement = disposition.agreement
    how = needed(how, "Say how the letter was sent (courier and number, or e-mail address).", "how")
    not_in_future(agreement, sent_on, deed.now, "sent_on")
    if not is_open(disposition) or not hasattr(disposition, "letter") or hasattr(disposition, "sending"):
        raise RuleViolation("no_letter", f"{disposition} has no letter to send: {word_of(disposition)}.")
    if sent_on < disposition.letter.made_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The letter cannot have gone out before it was made. Check the date.",
            field="sent_on",
        )
    sending = deed.create(
        DispositionSending(
            disposition=disposition,
            sent_on=sent_on,
            how=how,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=how,
    )
    deed.note(
        "disposition.sent",
        agreement,
        effective_on=sent_on,
        after={"disposition": f"{disposition}, letter sent"},
        facts={"how": how},
        documents=(disposition.letter.document,),
    )
    return sending


@act("set_aside_disposition")
def set_aside_disposition(
    deed: Deed, *, disposition: Disposition, reason: str, paper: Intake | None = None
) -> DispositionEnd:
    """Set a disposition aside before its letter went out: the order was withdrawn, or what it takes is no longer there.

    Once the letter is with the transfer agent only its answer ends it.
    """
    agreement, day = disposition.agreement, deed.today
    reason = needed(reason, "Write down why it is set aside.", "reason")
    if not is_open(disposition) or hasattr(disposition, "sending"):
        raise RuleViolation(
            "cannot_set_aside",
            f"{disposition} cannot be set aside: {word_of(disposition)}. "
            "What is with the transfer agent ends by its answer.",
        )
    end = _set_aside(deed, disposition, day, reason, paper)
    deed.note(
        "disposition.set_aside",
        agreement,
        effective_on=day,
        after={"disposition": f"{disposition}, set aside"},
        documents=(end.document,) if end.document else (),
        reason=reason,
    )
    return end


def _set_aside(
    deed: Deed, disposition: Disposition, day: date, reason: str, paper: Intake | None
) -> DispositionEnd:
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=disposition.agreement,
            kind="disposition_answer",
            title=f"Answer to {disposition}",
            dated_on=day,
        )
    return deed.create(
        DispositionEnd(
            disposition=disposition,
            kind=END.SET_ASIDE,
            ended_on=day,
            reason=reason.strip(),
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reason,
    )
