"""What can be said of a paper to whoever holds its very bytes: ours or not, signed or not, by whom approved, whether it still stands.

The answer repeats what the paper itself prints, and says whether it was overtaken; nothing else of the deal leaves the house by it.
"""

from dataclasses import dataclass
from datetime import datetime

from documents.database.reader import as_house
from documents.models import Document, Event, SignedRendition
from documents.papers.sheets import APPROVED, AUTHORISED, paper_kinds
from tranches.models import (
    AmendmentAnswer,
    Approval,
    Release,
)
from tranches.selectors.access import INTERNAL_KINDS
from tranches.selectors.amendment.amendments import signatures
from tranches.selectors.paper.paper_states import amendment_of, disposition_of, instruction_of, verdict_on
from tranches.selectors.paper.paper_verdicts import Standing, Verdict

SIGNED = "_signed"


@dataclass(frozen=True)
class Signatory:
    """A person whom the paper names as having approved or authorised it: when (UTC), for whom, and how he proved who he is."""

    name: str
    capacity: str
    at: datetime
    how: str


@dataclass(frozen=True)
class CheckedPaper:
    """A paper of ours and how it stands. `overtaken` says in a sentence why it no longer stands, empty while it does or is done.

    `document` is the one with the bytes asked for, `paper` the unsigned one behind a signed rendition (else the same).
    `printed_count` is the number of events under the head that it prints, `count` that of today.
    """

    document: Document
    paper: Document
    rendition: SignedRendition | None
    signatories: list[Signatory]
    verdict: Verdict
    printed_count: int
    count: int

    @property
    def overtaken(self) -> str:
        return self.verdict.sentence if self.verdict.standing == Standing.FALLEN else ""

    @property
    def names(self) -> str:
        """What the persons did whom it names; empty where it names nobody."""
        return names_in(self.paper)

    @property
    def is_done(self) -> bool:
        """Whether what it is for was done: it stands as a record, and asks for nothing more."""
        return self.verdict.standing == Standing.DONE

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
        document,
        paper,
        own or getattr(document, "signed_rendition", None),
        _signatories(paper),
        verdict_on(paper),
        number - 1,
        Event.objects.filter(binder=document.binder_id).count(),
    )


def names_in(paper: Document) -> str:
    kind = paper_kinds().get(paper.kind)
    return kind.names if kind else ""


def _signatories(paper: Document) -> list[Signatory]:
    """Those the paper prints: the approvals on a certificate, the authorisations on a letter."""
    names = names_in(paper)
    release = Release.objects.filter(letter=paper).select_related("instruction").first()
    if release is not None:
        given = release.instruction.authorisations.filter(attempt=release.attempt)
        return [
            Signatory(row.person.name, "for the escrow agent", row.recorded_at, row.factor)
            for row in given.select_related("person").order_by("id")
        ]
    disposition = disposition_of(paper)
    if disposition is not None and names == AUTHORISED:
        return [
            Signatory(row.person.name, "for the escrow agent", row.recorded_at, row.factor)
            for row in disposition.authorisations.select_related("person").order_by("id")
        ]
    amendment = amendment_of(paper)
    if amendment is not None and names == APPROVED:
        return [_signatory(row) for row in signatures(amendment).order_by("party__letter", "id")]
    instruction = instruction_of(paper)
    if instruction is None or names != APPROVED:
        return []
    approvals = Approval.objects.filter(
        instruction=instruction, answer=Approval.Answer.APPROVE, recorded_at__lte=paper.filed_at
    ).exclude(revocation__recorded_at__lt=paper.filed_at)
    return [_signatory(row) for row in approvals.select_related("person", "party__party").order_by("id")]


def _signatory(row: Approval | AmendmentAnswer) -> Signatory:
    return Signatory(
        row.person.name,
        f"for {row.party.party.name} (Party {row.party.letter})",
        row.recorded_at,
        row.factor or row.get_via_display(),
    )
