"""Signatures under an amendment: every party's, in the portal, on paper or at the desk, each over the digest that was read."""

from datetime import date

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from parties.authority import may_bind
from parties.models import Person
from tranches.models import (
    AgreementParty,
    Amendment,
    AmendmentAnswer,
    AmendmentPaperSignature,
    AmendmentState,
)
from tranches.selectors.amendment.amendments import contracting_parties, missing_signatures, signatures
from tranches.selectors.instruction.approvals import portal_signing_agreed
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.act import act, agent_of
from tranches.services.amendment.amendments import require_whole, walk
from tranches.services.common import acting_person, acting_user, local_day, needed, not_in_future
from tranches.services.deed import Deed
from tranches.services.instruction.signed import signature_facts
from tranches.services.telling.telling import tell_amendment

Via, Answer = AmendmentAnswer.Via, AmendmentAnswer.Answer


@act("sign_amendment")
def sign_amendment(
    deed: Deed, *, amendment: Amendment, party: AgreementParty, seen_digest: str
) -> AmendmentAnswer:
    """Sign the digest that was read, for one party, in the portal. With the last missing signature the amendment is signed.

    Refuses without authority that day, over another digest, twice for a party, and portal signing nobody consented to.
    """
    if not portal_signing_agreed(amendment.agreement):
        raise RuleViolation(
            "no_portal_consent",
            "The parties’ consent to signing in the portal is not on file. Sign the paper and send it to the escrow agent.",
            clause=terms_of(amendment.agreement).clause("amendment"),
        )
    return _sign(deed, amendment, party, seen_digest, Via.PORTAL)


@act("sign_amendment_for_agent")
def sign_amendment_for_agent(deed: Deed, *, amendment: Amendment, seen_digest: str) -> AmendmentAnswer:
    """Sign for the escrow agent, at the desk: its supervisor, who did not prepare it."""
    party = agent_of(amendment.agreement)
    return _sign(deed, amendment, party, seen_digest, Via.DESK)


@act("reject_amendment")
def reject_amendment(
    deed: Deed, *, amendment: Amendment, party: AgreementParty, seen_digest: str, reason: str
) -> AmendmentAnswer:
    """Say no for one party, also after its own signature, until all have signed. Nothing changes then; another can be prepared."""
    reason = needed(
        reason, "Say why you reject; the other parties and the escrow agent are told your reason.", "reason"
    )
    day = deed.today
    person_id = acting_person(deed.actor)
    _check_signer(amendment, party, person_id, day)
    _check_open(amendment, seen_digest)
    answer = deed.create(
        AmendmentAnswer(
            amendment=amendment,
            party=party,
            person_id=person_id,
            user_id=acting_user(deed.actor),
            answer=Answer.REJECT,
            via=Via.PORTAL,
            digest=seen_digest,
            meaning=f"I reject {amendment} for Party {party.letter}.",
            reason=reason,
            factor=deed.actor.factor,
            effective_on=day,
            recorded_at=deed.now,
        ),
        why=reason,
    )
    walk(
        deed,
        amendment,
        "reject",
        f"{amendment.noun}.rejected",
        day=day,
        reason=reason,
        facts={"party": party.letter},
    )
    tell_amendment(deed, amendment, "was rejected", "已被拒绝")
    return answer


@act("file_amendment_signature")
def file_amendment_signature(
    deed: Deed,
    *,
    amendment: Amendment,
    party: AgreementParty,
    person: Person,
    signed_on: date,
    received_on: date,
    seen_digest: str,
    paper: Intake,
) -> AmendmentPaperSignature:
    """File the scan of a signature on the printed amendment. It counts once a second person has checked it against the register.

    `seen_digest` is the one printed on the paper. Refuses a person who could not bind the party on the day of signing.
    """
    agreement = amendment.agreement
    not_in_future(agreement, received_on, deed.now, "received_on")
    if received_on < signed_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The paper cannot have come in before it was signed. Check both dates.",
            field="signed_on",
        )
    prepared_on = local_day(agreement, amendment.prepared_at)
    if signed_on < prepared_on:
        raise RuleViolation(
            "signed_too_early",
            f"{amendment} was prepared on {day_words(prepared_on)}; nobody can have signed its digest before. "
            "Check the date.",
            field="signed_on",
        )
    _check_signer(amendment, party, person.pk, signed_on)
    _check_answerable(amendment, party, seen_digest)
    document = deed.file(
        paper,
        about=amendment,
        kind="signed_amendment",
        title=f"{amendment} signed for Party {party.letter}",
        dated_on=signed_on,
    )
    signature = deed.create(
        AmendmentPaperSignature(
            amendment=amendment,
            party=party,
            person=person,
            signed_on=signed_on,
            received_on=received_on,
            digest=seen_digest,
            document=document,
            filed_person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why="signature on paper",
    )
    deed.note(
        f"{amendment.noun}.signature_filed",
        amendment,
        effective_on=received_on,
        facts={
            "party": party.letter,
            "signed_by": person.name,
            "signed_on": signed_on,
            "digest": seen_digest,
        },
        documents=(document,),
    )
    return signature


@act("check_amendment_signature")
def check_amendment_signature(deed: Deed, *, signature: AmendmentPaperSignature) -> AmendmentAnswer:
    """Check a filed signature against the register: a second person, who thereby makes it count."""
    amendment, party = signature.amendment, signature.party
    amendment.refresh_from_db()
    person_id = acting_person(deed.actor)
    if person_id in (signature.filed_person_id, signature.person_id):
        raise RuleViolation(
            "needs_second_person",
            "A second person checks the signature: neither who filed the paper nor who signed it.",
        )
    if hasattr(signature, "accepted"):
        raise RuleViolation("already_checked", "This signature is checked already. Nothing was changed.")
    _check_signer(amendment, party, signature.person_id, signature.signed_on)
    _check_answerable(amendment, party, signature.digest)
    _check_persons(amendment, signature.person_id)
    answer = deed.create(
        AmendmentAnswer(
            amendment=amendment,
            party=party,
            person=signature.person,
            answer=Answer.SIGN,
            via=Via.PAPER,
            digest=signature.digest,
            meaning=meaning(amendment, party),
            factor="signature on paper",
            effective_on=signature.received_on,
            recorded_at=deed.now,
            paper_signature=signature,
            checked_person_id=person_id,
        ),
        why="signature checked against the register",
    )
    _record(deed, answer)
    return answer


def meaning(amendment: Amendment, party: AgreementParty) -> str:
    """The sentence recorded with a signature."""
    day = amendment.effective_on
    what = "the termination of the agreement" if amendment.is_termination else "the amendment of the terms"
    return f"I sign {amendment}, {what} with effect from {day_words(day)}, for Party {party.letter}."


def _sign(
    deed: Deed, amendment: Amendment, party: AgreementParty, seen_digest: str, via: AmendmentAnswer.Via
) -> AmendmentAnswer:
    day, person_id = deed.today, acting_person(deed.actor)
    if via != Via.DESK:  # the policy has asked for the supervisor, who binds the agent
        _check_signer(amendment, party, person_id, day)
    _check_answerable(amendment, party, seen_digest)
    _check_persons(amendment, person_id)
    answer = deed.create(
        AmendmentAnswer(
            amendment=amendment,
            party=party,
            person_id=person_id,
            user_id=acting_user(deed.actor),
            answer=Answer.SIGN,
            via=via,
            digest=seen_digest,
            meaning=meaning(amendment, party),
            factor=deed.actor.factor,
            effective_on=day,
            recorded_at=deed.now,
        ),
        why="signed",
    )
    _record(deed, answer)
    return answer


def _record(deed: Deed, answer: AmendmentAnswer) -> None:
    """Note the signature; with the last one the amendment is signed by all, and its certificate is made."""
    amendment, parties = answer.amendment, contracting_parties(answer.amendment.agreement)
    given = signatures(amendment).count()
    deed.note(
        f"{amendment.noun}.signed",
        amendment,
        effective_on=answer.effective_on,
        before={"signatures": f"{given - 1} of {len(parties)}"},
        after={"signatures": f"{given} of {len(parties)}"},
        facts={
            "party": answer.party.letter,
            "via": answer.via,
            **signature_facts(
                answer.party,
                person=answer.person.name,
                meaning=answer.meaning,
                factor=answer.factor,
                digest=answer.digest,
                at=deed.now,
                capacity=deed.actor.capacity if answer.via == Via.DESK else "",
                by_hand=answer.paper_signature,
            ),
        },
        documents=[document for document in (amendment.proposal,) if document],
    )
    if missing_signatures(amendment):
        return
    day = deed.today
    walk(
        deed,
        amendment,
        "complete",
        f"{amendment.noun}.completed",
        day=day,
        reason="every party has signed the same digest",
    )
    amendment.executed_paper = paperwork.file_amendment(deed, amendment, executed=True)
    deed.update(amendment, "executed_paper", why="executed certificate on file")
    tell_amendment(deed, amendment, "is signed by all parties", "已由各方签署")


def _check_signer(amendment: Amendment, party: AgreementParty, person_id: int, day: date) -> None:
    if party.agreement_id != amendment.agreement_id or party not in contracting_parties(amendment.agreement):
        raise RuleViolation(
            "not_a_signing_party",
            f"{party.party.name} is no party to the agreements and signs no {amendment.noun}.",
        )
    if not may_bind(person_id, party.party_id, day):
        raise RuleViolation(
            "no_authority",
            f"No authority to sign alone for {party.party.name} on {day_words(day)} is on the register. Ask the escrow agent "
            "to record the certificate, or let a signatory who signs alone sign.",
            clause=terms_of(amendment.agreement).clause("amendment"),
        )


def _check_open(amendment: Amendment, seen_digest: str) -> None:
    require_whole(amendment)
    if seen_digest != amendment.digest:
        raise RuleViolation(
            "digest_moved",
            f"The {amendment.noun} is not the one you read: its digest differs. Open it again and read it once more.",
        )
    if amendment.state != AmendmentState.SUBMITTED:
        raise RuleViolation(
            "not_open_for_signing",
            f"{amendment} is {amendment.get_state_display().lower()} and takes no answer now. Nothing was recorded.",
        )


def _check_answerable(amendment: Amendment, party: AgreementParty, seen_digest: str) -> None:
    _check_open(amendment, seen_digest)
    if signatures(amendment).filter(party=party).exists():
        raise RuleViolation(
            "already_signed", f"Party {party.letter} has signed {amendment} already. Nothing was changed."
        )


def _check_persons(amendment: Amendment, person_id: int) -> None:
    """The preparer does not sign; one person for two parties only where the deal allows it (I10)."""
    if person_id == amendment.prepared_person_id:
        raise RuleViolation(
            "own_preparation", f"Who prepared {amendment} does not sign it. Another person must."
        )
    allowed = terms_of(amendment.agreement).signing.same_person_allowed
    if not allowed and signatures(amendment).filter(person_id=person_id).exists():
        raise RuleViolation(
            "same_person_twice",
            "The agreement asks for different persons. Another person must sign for this party.",
        )
