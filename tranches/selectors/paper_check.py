"""What can be said of a paper to whoever holds its very bytes: ours or not, signed or not, by whom approved, whether it still stands.

The answer repeats what the paper itself prints, and says whether it was overtaken; nothing else of the deal leaves the house by it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from documents.models import Document, Event, SignedRendition
from documents.reader import as_house
from tranches.models import (
    Amendment,
    AmendmentAnswer,
    AmendmentState,
    Approval,
    Disposition,
    DispositionEnd,
    Instruction,
    InstructionState,
    Release,
    ReleaseState,
)
from tranches.selectors.access import INTERNAL_KINDS
from tranches.selectors.amendments import signatures
from tranches.selectors.approvals import missing_approvals

SIGNED = "_signed"
_ENDED = (InstructionState.WITHDRAWN, InstructionState.REJECTED, InstructionState.SUPERSEDED)
_REPLACED_BY_LATER = ("statement", "closing_statement", "reconciliation", "readings")


@dataclass(frozen=True)
class Signatory:
    """A person whom the paper names as having approved or authorised it: when (UTC), for whom, and how he proved who he is."""

    name: str
    capacity: str
    at: datetime
    how: str


@dataclass(frozen=True)
class CheckedPaper:
    """A paper of ours and how it stands. `overtaken` says in a sentence why it no longer stands, empty while it does.

    `document` is the one with the bytes asked for, `paper` the unsigned one behind a signed rendition (else the same).
    `printed_count` is the number of events under the head that it prints, `count` that of today.
    """

    document: Document
    paper: Document
    rendition: SignedRendition | None
    signatories: list[Signatory]
    overtaken: str
    printed_count: int
    count: int

    @property
    def is_signed(self) -> bool:
        return self.document.pk != self.paper.pk


@as_house  # a paper in the hand is not of the asker's agreements
def find_paper(sha256: str) -> CheckedPaper | None:
    """The paper that was made here and has these very bytes; None for every other digest, of a filed document too."""
    rows = Document.objects.filter(sha256=sha256, made_here=True).exclude(kind__in=INTERNAL_KINDS)
    document = rows.select_related("binder", "rendition_of__paper", "signed_rendition").order_by("id").first()
    if document is None:
        return None
    own: SignedRendition | None = getattr(document, "rendition_of", None)
    paper = own.paper if own else document
    filed = Event.objects.filter(
        binder=document.binder_id, kind="paper.made", subject_reference=str(paper.public_id)
    )
    number = filed.values_list("number", flat=True).first() or 1
    return CheckedPaper(
        document, paper, own or getattr(document, "signed_rendition", None), _signatories(paper), _overtaken(paper),
        number - 1, Event.objects.filter(binder=document.binder_id).count(),
    )  # fmt: skip


def _signatories(paper: Document) -> list[Signatory]:
    """Those the paper prints: the approvals on a certificate, the authorisations on a letter."""
    release = Release.objects.filter(letter=paper).select_related("instruction").first()
    if release is not None:
        given = release.instruction.authorisations.filter(attempt=release.attempt)
        return [
            Signatory(row.person.name, "for the escrow agent", row.recorded_at, row.factor)
            for row in given.select_related("person").order_by("id")
        ]
    disposition = _disposition_of(paper)
    if disposition is not None and paper.kind == "disposition_letter":
        return [
            Signatory(row.person.name, "for the escrow agent", row.recorded_at, row.factor)
            for row in disposition.authorisations.select_related("person").order_by("id")
        ]
    amendment = _amendment_of(paper)
    if amendment is not None and paper.kind == "amendment_executed":
        return [_signatory(row) for row in signatures(amendment).order_by("party__letter", "id")]
    instruction = _instruction_of(paper)
    if instruction is None or not paper.kind.endswith("_executed"):
        return []
    approvals = Approval.objects.filter(
        instruction=instruction, answer=Approval.Answer.APPROVE, recorded_at__lte=paper.filed_at
    ).exclude(revocation__recorded_at__lt=paper.filed_at)
    return [_signatory(row) for row in approvals.select_related("person", "party__party").order_by("id")]


def _signatory(row: Approval | AmendmentAnswer) -> Signatory:
    return Signatory(
        row.person.name, f"for {row.party.party.name} (Party {row.party.letter})", row.recorded_at,
        row.factor or row.get_via_display(),
    )  # fmt: skip


def _disposition_of(paper: Document) -> Disposition | None:
    """The disposition that a notice or letter is about."""
    about = Q(letter__document=paper) | Q(legal_check__notice=paper)
    return Disposition.objects.filter(about).select_related("end", "legal_check").first()


def _amendment_of(paper: Document) -> Amendment | None:
    return Amendment.objects.filter(Q(proposal=paper) | Q(executed_paper=paper)).first()


def _instruction_of(paper: Document) -> Instruction | None:
    """The instruction a proposal or certificate is about, by the reference that the paper was filed under."""
    if paper.subject_type != "instruction":
        return None
    reference, _, name = paper.subject_reference.rpartition("/")
    rows = Instruction.objects.filter(agreement__binder=paper.binder_id, agreement__reference=reference)
    return next((row for row in rows.select_related("agreement") if str(row) == name), None)


def _overtaken(paper: Document) -> str:
    release = Release.objects.filter(letter=paper).select_related("instruction__agreement").first()
    if release is not None:
        return _letter_overtaken(release)
    disposition = _disposition_of(paper)
    if disposition is not None:
        return _disposition_overtaken(disposition)
    amendment = _amendment_of(paper)
    if amendment is not None and amendment.state in (AmendmentState.REJECTED, AmendmentState.WITHDRAWN):
        return f"The {amendment.get_kind_display().lower()} was {amendment.get_state_display().lower()}."
    if "_instruction_" in paper.kind:
        instruction = _instruction_of(paper)
        return _instruction_overtaken(paper, instruction) if instruction else ""
    if paper.kind in _REPLACED_BY_LATER:
        later = Document.objects.filter(
            binder=paper.binder_id, kind=paper.kind, made_here=True, id__gt=paper.pk
        )
        newest = later.order_by("-id").first()
        return f"A later paper of this kind was made on {newest.dated_on:%d %B %Y}." if newest else ""
    return ""


def _letter_overtaken(release: Release) -> str:
    if release.state in (ReleaseState.RECALLED, ReleaseState.REFUSED):
        return f"The letter was {release.get_state_display().lower()}; it is not to be carried out."
    if release.state in (ReleaseState.CONFIRMED, ReleaseState.PARTLY_CONFIRMED):
        return ""
    if release.recall_requests.exists():
        return "The escrow agent has asked that the letter is not carried out."
    return _revoked(release.instruction)


def _instruction_overtaken(paper: Document, instruction: Instruction) -> str:
    if instruction.state in _ENDED:
        return f"The instruction was {instruction.get_state_display().lower()}."
    if paper.kind.endswith("_executed") and instruction.executed_paper_id != paper.pk:
        return "A later certificate of the same instruction was made."
    return _revoked(instruction) if paper.kind.endswith("_executed") else ""


def _disposition_overtaken(disposition: Disposition) -> str:
    """A letter or notice that the transfer agent refused, or the agent set aside, is not to be carried out."""
    ended: DispositionEnd | None = getattr(disposition, "end", None)
    if ended is None or ended.kind == DispositionEnd.Kind.CONFIRMED:
        return ""
    return f"What it is about was {ended.get_kind_display().lower()}; it is not to be carried out."


def _revoked(instruction: Instruction) -> str:
    missing = instruction.is_signed and bool(missing_approvals(instruction))
    return "An approval behind it was revoked." if missing else ""
