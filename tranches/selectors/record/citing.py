"""Where does the agreement ask for what was done? What an event cites, by the terms that were on record when it was written."""

from collections.abc import Sequence

from documents.journal.kinds import clauses_of
from documents.models import Event
from tranches.models import TermsVersion
from tranches.selectors.terms import read_terms


def clauses_cited(events: Sequence[Event]) -> dict[int, str]:
    """By the event's key in the database; nothing where its deal names no such clause, or where it concerns no one deal.

    A later version of the terms changes what new events cite and no older one. One query, however many events.
    """
    binders = {event.binder_id for event in events if clauses_of(event.kind)}
    versions: dict[int, list[TermsVersion]] = {}
    for version in (
        TermsVersion.objects.filter(agreement__binder__in=binders)
        .select_related("agreement")
        .order_by("number")
    ):
        versions.setdefault(version.agreement.binder_id, []).append(version)
    cited = {}
    for event in events:
        known = versions.get(event.binder_id, [])
        then = [version for version in known if version.recorded_at <= event.recorded_at] or known[:1]
        cited[event.pk] = read_terms(then[-1].content).cited(*clauses_of(event.kind)) if then else ""
    return cited
