"""Amendments of the terms: prepared, put before all parties, withdrawn (SPA 5.3, 11.2). Signing and coming into force are apart."""

from datetime import date, datetime
from typing import Any

from documents.actor import Actor
from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from documents.services.recorded import create, update
from tranches.models import Amendment, AmendmentState, EscrowAgreement
from tranches.selectors.amendment_effects import effects_of
from tranches.selectors.amendments import contracting_parties, open_amendment, terms_in
from tranches.selectors.terminations import check_still_fits
from tranches.selectors.terms import terms_of, version_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.agreements import check_followed
from tranches.services.common import acting_person, file_paper, local_day, needed, next_number
from tranches.services.journal import note
from tranches.services.moving import move
from tranches.services.telling import tell_amendment
from tranches.services.telling_changes import tell_amendment_withdrawn
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.differences import changes_between

FORM = "amendment/1"
LONGEST_REASON = 900  # what a paper takes in one place, with room to spare


@act("prepare_amendment")
def prepare_amendment(
    *,
    agreement: EscrowAgreement,
    terms: AgreementTerms,
    effective_on: date,
    reason: str,
    source: Intake | None = None,
    actor: Actor,
    now: datetime,
) -> Amendment:
    """Prepare an amendment to these terms, whole and checked as a deal file is, and file the proposal all parties will read.

    `source` is the deal file they were read from, if they were. Refuses while another amendment is open, a day before today (a
    change does not reach back), terms that this desk does not follow, a change of what a year was assessed by, and quantities
    that do not fit the shares in escrow.
    """
    reason = check_preparable(agreement, effective_on, reason, now)
    check_followed(terms)
    effects_of(agreement, terms_of(agreement), terms)
    return draft(
        agreement, Amendment.Kind.AMENDMENT, terms, effective_on=effective_on, reason=reason, source=source, actor=actor,
        now=now,
    )  # fmt: skip


def check_preparable(agreement: EscrowAgreement, effective_on: date, reason: str, now: datetime) -> str:
    """The reason as it is kept. Refuses one that is missing or too long, a day before today, and while another is open."""
    day, clause = local_day(agreement, now), terms_of(agreement).clause("amendment")
    reason = needed(reason, "Say what it is for; every party reads it before signing.", "reason")
    if len(reason) > LONGEST_REASON:
        raise RuleViolation(
            "reason_too_long", f"Say it in at most {LONGEST_REASON} characters.", field="reason"
        )
    if effective_on < day:
        raise RuleViolation(
            "reaches_back",
            f"An amendment does not reach back. Enter {day_words(day)} or a later day.",
            field="effective_on",
            clause=clause,
        )
    earlier = open_amendment(agreement)
    if earlier is not None:
        raise RuleViolation(
            "amendment_open",
            f"{earlier} is {earlier.get_state_display().lower()}, and it changes the same terms. Bring it to its end, or withdraw it.",
        )
    return reason


def draft(
    agreement: EscrowAgreement,
    kind: Amendment.Kind,
    terms: AgreementTerms,
    *,
    effective_on: date,
    reason: str,
    source: Intake | None = None,
    more: dict[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> Amendment:
    """Create the draft with its content under a digest, and file its proposal. `more` is what a kind signs beside the terms."""
    version, day = version_of(agreement), local_day(agreement, now)
    changes = [change.to_plain() for change in changes_between(terms_of(agreement), terms)]
    number = next_number(Amendment, agreement=agreement)
    plain = terms.to_plain()
    terms_digest = digest_of(plain, form="terms/1")
    content = {
        "form": FORM,
        "agreement": agreement.reference,
        "simulation": agreement.is_simulation,
        "number": number,
        "kind": str(kind),
        "dated_on": day.isoformat(),
        "effective_on": effective_on.isoformat(),
        "reason": reason,
        "based_on": {"version": version.number, "digest": version.digest},
        "parties": [
            {"part": entry.part, "letter": entry.letter, "name": entry.party.name}
            for entry in contracting_parties(agreement)
        ],
        "changes": changes,
        "terms": plain,
        "terms_digest": terms_digest,
    } | (more or {})
    amendment = create(
        Amendment(
            agreement=agreement, number=number, kind=kind, based_on=version, effective_on=effective_on, content=content,
            digest=digest_of(content, form=FORM), terms_digest=terms_digest, prepared_by_id=actor.user_id,
            prepared_person_id=acting_person(actor), prepared_at=now,
        ),
        actor=actor, now=now, reason=reason,
    )  # fmt: skip
    note(
        agreement, "amendment.prepared", amendment, actor=actor, now=now, effective_on=day,
        after={"state": amendment.state, "digest": amendment.digest},
        facts={
            "changes": [f"{change['label']}: {change['was']} → {change['now']}" for change in changes],
            "takes_effect_on": effective_on, "changes_version": version.number,
        },
        reason=reason,
    )  # fmt: skip
    made = ["proposal"]
    if source is not None:
        amendment.source = file_paper(
            amendment, source, kind="amendment_terms", title=f"Terms as {amendment} makes them (deal file)", dated_on=day,
            actor=actor, now=now, reference=f"{agreement.reference}/{amendment}",
        )  # fmt: skip
        made.append("source")
    amendment.proposal = paperwork.file_amendment(amendment, executed=False, actor=actor, now=now)
    return update(amendment, *made, actor=actor, now=now, reason="proposal on file")


@act("submit_amendment")
def submit_amendment(*, amendment: Amendment, actor: Actor, now: datetime) -> Amendment:
    """Put a draft before all parties. Refuses one that no longer fits what stands, or whose effective date has passed unseen."""
    day = local_day(amendment.agreement, now)
    if amendment.effective_on < day and amendment.state == AmendmentState.DRAFT:
        raise RuleViolation(
            "reaches_back",
            f"{amendment} was to take effect on {amendment.effective_on:%d %B %Y}, before any party has read it. "
            "Withdraw it and prepare it with a later day.",
        )
    if amendment.state == AmendmentState.DRAFT:
        check_fits(amendment)
    walk(amendment, "submit", "amendment.submitted", event="submit_amendment", actor=actor, now=now, day=day)
    tell_amendment(amendment, "is before all parties", "已提交各方签署", actor=actor, now=now)
    return amendment


@act("withdraw_amendment")
def withdraw_amendment(
    *, amendment: Amendment, reason: str, paper: Intake | None = None, actor: Actor, now: datetime
) -> Amendment:
    """Take an amendment back. Once all have signed it is theirs: then only on the parties' paper."""
    reason = needed(reason, "Say why the amendment is withdrawn; the parties will read it.", "reason")
    day = local_day(amendment.agreement, now)
    if amendment.state == AmendmentState.SIGNED and paper is None:
        raise RuleViolation(
            "withdrawal_without_paper",
            "All parties have signed this amendment. Attach their paper that takes it back.",
            field="paper",
        )
    was_before_parties = amendment.state != AmendmentState.DRAFT
    document = None
    if paper is not None:
        document = file_paper(
            amendment, paper, kind="withdrawal", title=f"Withdrawal of {amendment}", dated_on=day, actor=actor, now=now,
        )  # fmt: skip
    walk(
        amendment, "withdraw", "amendment.withdrawn", event="withdraw_amendment", actor=actor, now=now, day=day,
        reason=reason, document=document,
    )  # fmt: skip
    if was_before_parties:
        tell_amendment_withdrawn(amendment, actor=actor, now=now)
    return amendment


def check_fits(amendment: Amendment) -> None:
    """Refuse an amendment that other terms than it was made for are in force under, or that can no longer be carried out."""
    agreement = amendment.agreement
    if version_of(agreement).pk != amendment.based_on_id:
        raise RuleViolation(
            "overtaken",
            f"{amendment} changes version {amendment.based_on.number}, and another is in force now. "
            "Withdraw it and prepare it anew.",
        )
    effects_of(agreement, terms_of(agreement), terms_in(amendment))
    if amendment.is_termination:
        check_still_fits(amendment)


def require_whole(amendment: Amendment) -> None:
    """Stop when the stored content no longer gives its digest: somebody went round the desk (ours, not the user's)."""
    if digest_of(amendment.content, form=FORM) != amendment.digest:
        raise RuntimeError(f"the content of {amendment} does not give its digest")


def walk(
    amendment: Amendment,
    edge: str,
    kind: str,
    *,
    event: str,
    actor: Actor,
    now: datetime,
    day: date,
    reason: str = "",
    document: Any = None,
    facts: dict[str, Any] | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """Walk an edge of the amendment and record it."""
    before, after = move(amendment, edge, event=event, actor=actor, now=now, reason=reason or kind, also=also)
    note(
        amendment.agreement, kind, amendment, actor=actor, now=now, effective_on=day, before={"state": before},
        after={"state": after}, reason=reason, facts=facts, documents=(document,) if document else (),
    )  # fmt: skip
