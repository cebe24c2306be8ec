"""The letter to the transfer agent, and its answers (EA 3.2)."""

from typing import Any

from django import forms

from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.models import Release
from tranches.selectors.release.confirmed import standing_of, unanswered
from tranches.services.release.transfer import (
    record_confirmation,
    record_recall,
    record_refusal,
    request_recall,
    send_release,
)


class _OfRelease(ActForm):
    """An act on a release whose letter is on its way."""

    release = Pick(label="Release")

    states: tuple[str, ...] = ("sent",)

    def prepare(self) -> None:
        rows = [row for row in self.scene.open_releases if row.state in self.states]
        self.fields["release"].offer(rows, label=_label)  # type: ignore[attr-defined]
        if "seen_open" in self.fields:
            self.initial["seen_open"] = " ".join(f"{row.pk}:{standing_of(row).open}" for row in rows)
        for name in ("sent_on", "answered_on", "requested_on"):
            if name in self.fields:
                self.initial[name] = self.scene.today


def _label(release: Release) -> str:
    standing = standing_of(release)
    return f"{release} of {release.instruction}" + (f": {standing.words}" if standing.delivered else "")


class _Answering(_OfRelease):
    """An answer to a letter; it is entered over what the page showed as open, so that of two clerks one is told."""

    seen_open = forms.CharField(widget=forms.HiddenInput, max_length=4000, required=False)

    def seen(self) -> dict[str, Any]:
        """The answers of the form with the open shares that were shown of the release that was picked."""
        shown = dict(each.split(":", 1) for each in self.cleaned_data["seen_open"].split() if ":" in each)
        figure = shown.get(str(self.cleaned_data["release"].pk), "")
        return self.cleaned_data | {"seen_open": int(figure) if figure.isdecimal() else None}


class SendReleaseForm(_OfRelease):
    """Record that the letter went out."""

    event = "send_release"
    refused = "The sending was not recorded"
    button = "Record the sending"
    then = ("The release is “sent”; the shares stay reserved until the transfer agent answers.",)
    states = ("authorised",)

    sent_on = DayField(label="Sent on")
    how = forms.CharField(
        label="How", max_length=200, help_text="Courier and number, or the transfer agent’s own channel."
    )

    def perform(self) -> str:
        self.do(send_release, **self.cleaned_data)
        return f"The letter of {self.cleaned_data['release']} was sent."


class RecordConfirmationForm(_Answering):
    """Record what the transfer agent confirmed: all that is open, or fewer of a line."""

    event = "record_confirmation"
    refused = "The confirmation was not recorded"
    button = "Record the confirmation"
    then = (
        "Confirmed shares are released; the rest stays reserved until it is confirmed, refused or recalled.",
        "With every line confirmed the tranche is released, or deducted where shares are kept.",
    )

    answered_on = DayField(label="Answered on")
    reference = forms.CharField(label="Transfer agent’s reference", max_length=120, required=False)
    paper = PaperField(label="The confirmation", required=False)

    def prepare(self) -> None:
        super().prepare()
        for release in self.scene.open_releases:
            if release.state != "sent":
                continue
            for line in release.lines.all():
                self.fields[f"line_{line.pk}"] = SharesField(
                    label=f"{release}: shares confirmed for tranche {line.instruction_line.tranche.number}",
                    help_text=f"Open: {unanswered(line):,}. Fewer is a confirmation in part.",
                    initial=unanswered(line),
                )

    def perform(self) -> str:
        given = self.cleaned_data
        release = given["release"]
        rest = {line.pk: unanswered(line) for line in release.lines.all()}
        confirmed = {pk: given[f"line_{pk}"] for pk in rest}
        self.do(
            record_confirmation,
            release=release,
            confirmed=None if confirmed == rest else confirmed,
            seen_open=self.seen()["seen_open"],
            answered_on=given["answered_on"],
            reference=given["reference"],
            paper=given["paper"],
        )
        return f"The transfer agent’s confirmation of {release} was recorded."


class _WithReason(_Answering):
    reason = WordsField(label="Reason given")


class RecordRefusalForm(_WithReason):
    """Record that the transfer agent refused."""

    event = "record_refusal"
    refused = "The refusal was not recorded"
    button = "Record the refusal"
    then = (
        "The reservation of all that is open is put back.",
        "The instruction stands, and its next attempt needs a new checklist and two persons.",
    )

    answered_on = DayField(label="Answered on")
    paper = PaperField(label="The transfer agent’s answer", required=False)

    def perform(self) -> str:
        self.do(record_refusal, **self.seen())
        return f"The refusal of {self.cleaned_data['release']} was recorded."


class RequestRecallForm(_OfRelease):
    """Record that the transfer agent was asked to stop."""

    event = "request_recall"
    refused = "The request was not recorded"
    button = "Record the request"
    then = ("The letter is still with the transfer agent until it answers.",)
    destructive = True

    reason = WordsField(label="Reason")
    requested_on = DayField(label="Asked on")

    def perform(self) -> str:
        self.do(request_recall, **self.cleaned_data)
        return f"The request to stop {self.cleaned_data['release']} was recorded."


class RecordRecallForm(_WithReason):
    """Record that the letter was called back before anything was transferred."""

    event = "record_recall"
    refused = "The recall was not recorded"
    button = "Record the recall"
    then = ("The reservation of all that is open is put back.",)
    states = ("authorised", "sent")
    destructive = True

    answered_on = DayField(label="Recalled on")
    paper = PaperField(label="The transfer agent’s answer", required=False)

    def perform(self) -> str:
        self.do(record_recall, **self.seen())
        return f"{self.cleaned_data['release']} was recalled."
