"""What concerns a tranche: itself, the instructions with a line for it, their releases, and the documents about any of them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from documents.models import Document, Event
from tranches.models import Instruction, Release, Tranche


@dataclass(frozen=True)
class Concern:
    """The rows by key, and how the journal names them."""

    tranche: Tranche
    instructions: frozenset[int]
    releases: frozenset[int]
    subjects: tuple[tuple[str, str], ...]
    documents: frozenset[UUID]

    def events(self) -> Q:
        """The condition on an event: its subject is one of them, or a document about one of them."""
        found = Q(pk__in=())
        for kind in {kind for kind, _ in self.subjects}:
            names = [name for of, name in self.subjects if of == kind]
            found |= Q(subject_type=kind, subject_reference__in=names)
        return found | Q(subject_type="document", facts__about__in=[name for _, name in self.subjects])


def concerning(tranche: Tranche) -> Concern:
    """Three queries, however long the record is."""
    reference = tranche.agreement.reference
    instructions = list(Instruction.objects.filter(lines__tranche=tranche).distinct())
    releases = list(Release.objects.filter(instruction__in=instructions))
    subjects = (
        ("tranche", f"{reference}/{tranche.number}"),
        *(("instruction", f"{reference}/{row}") for row in instructions),
        *(("release", f"{reference}/{row}") for row in releases),
    )
    names = [name for _, name in subjects]
    documents = Document.objects.filter(binder=tranche.agreement.binder_id, subject_reference__in=names)
    return Concern(
        tranche,
        frozenset(row.pk for row in instructions),
        frozenset(row.pk for row in releases),
        subjects,
        frozenset(documents.values_list("public_id", flat=True)),
    )


def events_about(concern: Concern) -> list[Event]:
    """Everything the journal has about the tranche, in the order it was recorded; one query."""
    rows = Event.objects.filter(concern.events(), binder=concern.tranche.agreement.binder_id)
    return list(rows.select_related("binder").order_by("number"))
