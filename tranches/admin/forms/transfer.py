"""The letter to the transfer agent, and its answers (EA 3.2)."""

from datetime import datetime

from django import forms

from documents.actor import Actor
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.selectors.confirmed import asked_shares
from tranches.services.transfer import (
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
        self.fields["release"].offer(rows, label=lambda row: f"{row} of {row.instruction}")  # type: ignore[attr-defined]
        for name in ("sent_on", "answered_on", "requested_on"):
            if name in self.fields:
                self.initial[name] = self.scene.today


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

    def perform(self, *, actor: Actor, now: datetime) -> str:
        send_release(actor=actor, now=now, **self.cleaned_data)
        return f"The letter of {self.cleaned_data['release']} was sent."


class RecordConfirmationForm(_OfRelease):
    """Record what the transfer agent confirmed: all shares, or fewer of a line."""

    event = "record_confirmation"
    refused = "The confirmation was not recorded"
    button = "Record the confirmation"
    then = (
        "Confirmed shares are released; what was not confirmed is no longer reserved.",
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
                    help_text=f"Asked for: {asked_shares(line):,}. Fewer is a confirmation in part.",
                    initial=asked_shares(line),
                )

    def perform(self, *, actor: Actor, now: datetime) -> str:
        given = self.cleaned_data
        release = given["release"]
        asked = {line.pk: asked_shares(line) for line in release.lines.all()}
        confirmed = {pk: given[f"line_{pk}"] for pk in asked}
        record_confirmation(
            release=release,
            confirmed=None if confirmed == asked else confirmed,
            answered_on=given["answered_on"],
            reference=given["reference"],
            paper=given["paper"],
            actor=actor,
            now=now,
            key=given["key"],
        )
        return f"The transfer agent’s confirmation of {release} was recorded."


class _WithReason(_OfRelease):
    reason = WordsField(label="Reason given")


class RecordRefusalForm(_WithReason):
    """Record that the transfer agent refused."""

    event = "record_refusal"
    refused = "The refusal was not recorded"
    button = "Record the refusal"
    then = (
        "The reservation is put back.",
        "The instruction stands, and its next attempt needs a new checklist and two persons.",
    )

    answered_on = DayField(label="Answered on")
    paper = PaperField(label="The transfer agent’s answer", required=False)

    def perform(self, *, actor: Actor, now: datetime) -> str:
        record_refusal(actor=actor, now=now, **self.cleaned_data)
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

    def perform(self, *, actor: Actor, now: datetime) -> str:
        request_recall(actor=actor, now=now, **self.cleaned_data)
        return f"The request to stop {self.cleaned_data['release']} was recorded."


class RecordRecallForm(_WithReason):
    """Record that the letter was called back before anything was transferred."""

    event = "record_recall"
    refused = "The recall was not recorded"
    button = "Record the recall"
    then = ("The reservation is put back.",)
    states = ("authorised", "sent")
    destructive = True

    answered_on = DayField(label="Recalled on")
    paper = PaperField(label="The transfer agent’s answer", required=False)

    def perform(self, *, actor: Actor, now: datetime) -> str:
        record_recall(actor=actor, now=now, **self.cleaned_data)
        return f"{self.cleaned_data['release']} was recalled."
