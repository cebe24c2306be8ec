"""Looking through the read log."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from documents.days import begins_at
from documents.models import ReadEntry


@dataclass(frozen=True)
class ReadSearch:
    """What is looked for; an empty field asks for nothing. Days are those of the reader's time zone, both included."""

    reader: str = ""
    what: str = ""
    door: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


def search_reads(reads: QuerySet[ReadEntry], search: ReadSearch, *, time_zone: str) -> QuerySet[ReadEntry]:
    """The reads that answer the search, newest first."""
    wanted = {"reader_name": search.reader, "what": search.what, "door": search.door}
    reads = reads.filter(**{name: value for name, value in wanted.items() if value})
    if search.since:
        reads = reads.filter(read_at__gte=begins_at(search.since, time_zone))
    if search.until:
        reads = reads.filter(read_at__lt=begins_at(search.until + timedelta(days=1), time_zone))
    if search.text:
        digest = search.text.replace(" ", "").lower()
        reads = reads.filter(
            Q(title__icontains=search.text)
            | Q(sha256__startswith=digest)
            | Q(reader_capacity__icontains=search.text)
        )
    return reads.select_related("binder", "document").order_by("-read_at", "-id")


def readers_in(reads: QuerySet[ReadEntry]) -> list[str]:
    """The names of everybody who read."""
    return list(reads.order_by("reader_name").values_list("reader_name", flat=True).distinct())
