"""Amendments of the terms: prepared, put before all parties, withdrawn (SPA 5.3, 11.2). Signing and coming into force are apart."""

from datetime import date, datetime
from typing import Any

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from tranches.models import Amendment, AmendmentState, EscrowAgreement
from tranches.selectors.amendment.amendment_effects import effects_of
from tranches.selectors.amendment.amendments import contracting_parties, open_amendment, terms_in
from tranches.selectors.amendment.terminations import check_still_fits
from tranches.selectors.terms import terms_of, version_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.agreement.agreements import check_followed
from tranches.services.common import acting_person, local_day, needed, next_number
from tranches.services.deed import Deed
from tranches.services.telling.telling import tell_amendment
from tranches.services.telling.telling_changes import tell_amendment_withdrawn
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal.differences import changes_between

FORM = "amendment/1"
LONGEST_REASON = 900  # what a paper takes in one place, with room to spare


@act("prepare_amendment")
def prepare_amendment(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    terms: AgreementTerms,
    effective_on: date,
    reason: str,
    source: Intake | None = None,
) -> Amendment:
    """Prepare an amendment to these terms, whole and checked as a deal file is, and file the proposal all parties will read.

    `source` is the deal file they were read from, if they were. Refuses while another amendment is open, a day before today (a
    change does not reach back), terms that this desk does not follow, a change of what a year was assessed by, and quantities
    that do not fit the shares in escrow.
    """
    reason = check_preparable(agreement, effective_on, reason, deed.now)
    check_followed(terms)
    effects_of(agreement, terms_of(agreement), terms)
    return draft(
        deed,
        agreement,
        Amendment.Kind.AMENDMENT,
        terms,
        effective_on=effective_on,
        reason=reason,
        source=source,
    )


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
    deed: Deed,
    agreement: EscrowAgreement,
    kind: Amendment.Kind,
    terms: AgreementTerms,
    *,
    effective_on: date,
    reason: str,
    source: Intake | None = None,
    more: dict[str, Any] | None = None,
) -> Amendment:
    """Create the draft with its content under a digest, and file its proposal. `more` is what a kind signs beside the terms."""
    version, day = version_of(agreement), deed.today
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
    amendment = deed.create(
        Amendment(
            agreement=agreement,
            number=number,
            kind=kind,
            based_on=version,
            effective_on=effective_on,
            content=content,
            digest=digest_of(content, form=FORM),
            terms_digest=terms_digest,
            prepared_by_id=deed.actor.user_id,
            prepared_person_id=acting_person(deed.actor),
            prepared_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        f"{amendment.noun}.prepared",
        amendment,
        effective_on=day,
        after={"state": amendment.state, "digest": amendment.digest},
        facts={
            "changes": [f"{change['label']}: {change['was']} → {change['now']}" for change in changes],
            "takes_effect_on": effective_on,
            "changes_version": version.number,
        },
        reason=reason,
    )
    made = ["proposal"]
    if source is not None:
        amendment.source = deed.file(
            source,
            about=amendment,
            kind="amendment_terms",
            title=f"Terms as {amendment} makes them (deal file)",
            dated_on=day,
            reference=f"{agreement.reference}/{amendment}",
        )
        made.append("source")
    amendment.proposal = paperwork.file_amendment(deed, amendment, executed=False)
    return deed.update(amendment, *made, why="proposal on file")


@act("submit_amendment")
def submit_amendment(deed: Deed, *, amendment: Amendment) -> Amendment:
    """Put a draft before all parties. Refuses one that no longer fits what stands, or whose effective date has passed unseen."""
    day = deed.today
    if amendment.effective_on < day and amendment.state == AmendmentState.DRAFT:
        raise RuleViolation(
            "reaches_back",
            f"{amendment} was to take effect on {amendment.effective_on:%d %B %Y}, before any party has read it. "
            "Withdraw it and prepare it with a later day.",
        )
    if amendment.state == AmendmentState.DRAFT:
        check_fits(amendment)
    walk(deed, amendment, "submit", f"{amendment.noun}.submitted", day=day)
    tell_amendment(deed, amendment, "is before all parties", "已提交各方签署")
    return amendment


@act("withdraw_amendment")
def withdraw_amendment(
    deed: Deed, *, amendment: Amendment, reason: str, paper: Intake | None = None
) -> Amendment:
    """Take an amendment back. Once all have signed it is theirs: then only on the parties' paper."""
    reason = needed(reason, f"Say why the {amendment.noun} is withdrawn; the parties will read it.", "reason")
    day = deed.today
    if amendment.state == AmendmentState.SIGNED and paper is None:
        raise RuleViolation(
            "withdrawal_without_paper",
            f"All parties have signed this {amendment.noun}. Attach their paper that takes it back.",
            field="paper",
        )
    was_before_parties = amendment.state != AmendmentState.DRAFT
    document = None
    if paper is not None:
        document = deed.file(
            paper, about=amendment, kind="withdrawal", title=f"Withdrawal of {amendment}", dated_on=day
        )
    walk(
        deed, amendment, "withdraw", f"{amendment.noun}.withdrawn", day=day, reason=reason, document=document
    )
    if was_before_parties:
        tell_amendment_withdrawn(deed, amendment)
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
    deed: Deed,
    amendment: Amendment,
    edge: str,
    kind: str,
    *,
    day: date,
    reason: str = "",
    document: Any = None,
    facts: dict[str, Any] | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """Walk an edge of the amendment and record it."""
    before, after = deed.move(amendment, edge, why=reason or kind, also=also)
    deed.note(
        kind,
        amendment,
        effective_on=day,
        before={"state": before},
        after={"state": after},
        reason=reason,
        facts=facts,
        documents=(document,) if document else (),
    )
