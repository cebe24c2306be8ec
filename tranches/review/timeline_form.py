"""The filter of the timeline: who, what, when, of which source, deal and tranche, with which words."""

from typing import Any

from django import forms

from documents.journal.kinds import registered
from documents.models import Binder, ReadEntry
from tranches.models import Posting, Tranche
from tranches.review.forms import ListFilter, day_field
from tranches.review.registers import plural
from tranches.selectors.record.concern import concerning
from tranches.selectors.record.search import (
    APPROVAL,
    APPROVALS,
    HISTORY,
    JOURNAL,
    POSTING,
    READ,
    SOURCES,
    Reach,
    RecordSearch,
    with_history,
)

Choices = list[tuple[str, str]]


class TimelineFilter(ListFilter):
    """`kind` names its source as well ("posting:release"), so that one list offers the kinds of all."""

    binder = forms.ChoiceField(label="Deal or binder", required=False)
    tranche = forms.ChoiceField(required=False)
    source = forms.ChoiceField(required=False, choices=[("", "All sources"), *SOURCES.items()])
    kind = forms.ChoiceField(required=False)
    who = forms.CharField(required=False, max_length=80, strip=True)
    since = day_field("From")
    until = day_field("To")
    text = forms.CharField(label="Words, number or digest", required=False, max_length=120, strip=True)

    def __init__(self, sent: Any, *, binders: list[Binder], tranches: list[Tranche], reach: Reach) -> None:
        self.tranches = {f"{row.agreement.reference}/{row.number}": row for row in tranches}
        super().__init__(
            sent,
            binders=binders,
            tranche=[("", "All tranches"), *((name, name) for name in self.tranches)],
            kind=[("", "All kinds"), *kinds(reach)],
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        source, kind = given.get("source"), given.get("kind", "")
        if source and kind and kind.partition(":")[0] != source:
            of = SOURCES[kind.partition(":")[0]]
            self.add_error(
                "kind", f"This is a kind of “{of}”, not of “{SOURCES[source]}”. Choose one of the two."
            )
        tranche, binder = (
            self.tranches.get(given.get("tranche", "")),
            self.binders.get(given.get("binder", "")),
        )
        if tranche and binder and tranche.agreement.binder_id != binder.pk:
            self.add_error("tranche", "This tranche is of another deal. Choose one of the two.")
        return given

    @property
    def asked_tranche(self) -> Tranche | None:
        """The tranche asked for, if any."""
        return self.tranches.get(self.cleaned_data.get("tranche", ""))

    def search(self, time_zone: str) -> RecordSearch:
        """What is asked for; a tranche is looked up with everything about it."""
        given = self.cleaned_data
        source, _, kind = given["kind"].partition(":")
        tranche = self.asked_tranche
        return RecordSearch(
            source=source or given["source"],
            kind=kind,
            who=given["who"],
            binder=self.chosen,
            concern=concerning(tranche) if tranche else None,
            since=given["since"],
            until=given["until"],
            text=given["text"],
            time_zone=time_zone,
        )


def kinds(reach: Reach) -> list[tuple[str, Choices]]:
    """Every kind of entry there is, under its source. The same list for every reader, whatever his binders hold."""
    acts = [(f"{JOURNAL}:{kind.name}", kind.title) for kind in registered()]
    reads = [(f"{READ}:{value}", str(label)) for value, label in ReadEntry.What.choices]
    postings = [(f"{POSTING}:{value}", str(label)) for value, label in Posting.Kind.choices]
    approvals = [(f"{APPROVAL}:{model._meta.label_lower}", plural(model)) for model in APPROVALS]
    history = [(f"{HISTORY}:{model._meta.label_lower}", plural(model)) for model in with_history(reach)]
    return [
        (SOURCES[JOURNAL], _by_word(acts)),
        (SOURCES[APPROVAL], _by_word(approvals)),
        (SOURCES[POSTING], postings),
        (SOURCES[HISTORY], _by_word(history)),
        (SOURCES[READ], reads),
    ]


def _by_word(choices: Choices) -> Choices:
    return sorted(choices, key=lambda pair: pair[1])
