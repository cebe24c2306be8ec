"""I4: every signature is over the content of what it names, and is the one that the journal tells of."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import F

from documents.models import Event
from tranches.models import (
    AmendmentAnswer,
    AmendmentPaperSignature,
    Approval,
    Authorisation,
    CorporateActionDecision,
    DispositionAuthorisation,
    EscrowAgreement,
    PaperSignature,
)
from tranches.verification.known import per_agreement

SIGNED = (
    (Approval, "instruction"),
    (PaperSignature, "instruction"),
    (Authorisation, "instruction"),
    (AmendmentAnswer, "amendment"),
    (AmendmentPaperSignature, "amendment"),
    (DispositionAuthorisation, "disposition"),
    (CorporateActionDecision, "action"),
)
KINDS = (
    "instruction.approved",
    "release.authorised",
    "return.authorised",
    "amendment.signed",
    "termination.signed",
    "disposition.authorised",
    "corporate_action.authorised",
)
Told = tuple[str, str, str, str]
"""What was signed, by which account (`paper` for a signature by hand), for whom or at which attempt, over which digest."""


@per_agreement("I4 every signature is over what it names")
def strange_signatures(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each signature over another digest than its content's, and each that journal and tables tell differently."""
    for model, of in SIGNED:
        rows = model._default_manager.filter(**{f"{of}__agreement": agreement}).exclude(digest="")
        for row in rows.exclude(digest=F(f"{of}__digest")).select_related(of, "person").order_by("id"):
            yield f"the signature of {row.person} is over another content than that of {getattr(row, of)}."
    told, stored = Counter(_told(agreement)), Counter(_stored(agreement))
    for what, who, whom, _digest in sorted((stored - told).keys()):
        yield f"a signature under {what} ({whom}, {_by(who)}) is stored, but the journal does not tell of it."
    for what, who, whom, _digest in sorted((told - stored).keys()):
        yield f"the journal tells of a signature under {what} ({whom}, {_by(who)}) that is not stored so."


def _by(who: str) -> str:
    return "on paper" if who == "paper" else f"by {who}"


def _told(agreement: EscrowAgreement) -> Iterator[Told]:
    events = Event.objects.filter(binder=agreement.binder_id, kind__in=KINDS).order_by("number")
    for event in events.iterator(chunk_size=2000):
        facts = event.facts
        what = facts.get("disposition") or facts.get("action") or event.subject_reference.rpartition("/")[2]
        whom = f"Party {facts['party']}" if "party" in facts else f"attempt {facts.get('attempt', 1)}"
        who = "paper" if facts.get("via") == "paper" else event.actor_id_text
        yield what, who, whom, facts.get("digest", "")


def _stored(agreement: EscrowAgreement) -> Iterator[Told]:
    approvals = Approval.objects.filter(
        instruction__agreement=agreement, answer=Approval.Answer.APPROVE
    ).select_related("instruction", "party")
    answers = AmendmentAnswer.objects.filter(
        amendment__agreement=agreement, answer=AmendmentAnswer.Answer.SIGN
    ).select_related("amendment", "party")
    given = Authorisation.objects.filter(instruction__agreement=agreement).select_related("instruction")
    disposed = DispositionAuthorisation.objects.filter(disposition__agreement=agreement)
    converted = CorporateActionDecision.objects.filter(action__agreement=agreement, outcome="authorised")
    for approval in approvals:
        yield str(approval.instruction), _account(approval), f"Party {approval.party.letter}", approval.digest
    for answer in answers:
        yield str(answer.amendment), _account(answer), f"Party {answer.party.letter}", answer.digest
    for row in given:
        yield str(row.instruction), f"user:{row.user_id}", f"attempt {row.attempt}", row.digest
    for order in disposed.select_related("disposition"):
        yield str(order.disposition), f"user:{order.user_id}", "attempt 1", order.digest
    for decision in converted.select_related("action"):
        yield str(decision.action), f"user:{decision.user_id}", "attempt 1", decision.digest


def _account(row: Approval | AmendmentAnswer) -> str:
    return "paper" if row.via == "paper" else f"user:{row.user_id}"
