"""Meetings: called, directed on paper, voted by the proxy letter (SPA 3.2, EA 1.3)."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from documents.sentences import large
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.rights.models import DirectionVote
from tranches.rights.selectors import rights_acts
from tranches.rights.selectors.meetings import MeetingRow, meeting_rows
from tranches.rights.selectors.rights import recipient_of, who_directs
from tranches.rights.services.meetings import record_meeting, set_aside_meeting
from tranches.rights.services.voting import THE_CHAIR, Vote, make_proxy_letter, record_direction
from tranches.templatetags.desk import day, moment

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


class TimeField(forms.CharField):
    """A time of day, typed as 17:00."""

    widget = forms.TextInput(attrs={"class": "w-date", "placeholder": "HH:MM", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and not _TIME.fullmatch(text):
            raise forms.ValidationError("Enter the time as HH:MM, such as 17:00.", code="invalid")
        return text


class RecordMeetingForm(ActForm):
    """Record a meeting from the issuer's notice."""

    lands_on = "admin:tranches_escrowagreement_rights"

    event = "record_meeting"
    refused = "The meeting was not recorded"
    button = "Record the meeting"
    then = (
        "The parties are told; the recipient directs the votes in the portal until the cut-off.",
        "Without a direction nothing is voted.",
    )

    called = forms.CharField(label="Title of the meeting", max_length=200)
    meeting_on = DayField(label="Date of the meeting")
    record_on = DayField(label="Record date")
    cut_off_on = DayField(label="Directions until")
    cut_off_time = TimeField(label="at")
    resolutions = WordsField(
        label="Resolutions",
        help_text="Each on a line of its own, in the order of the notice.",
        max_length=20_000,
    )
    paper = PaperField(label="The issuer’s notice of the meeting")

    def prepare(self) -> None:
        self.initial["cut_off_time"] = "17:00"
        self.fields["cut_off_time"].help_text = f"By the clocks of {self.scene.time_zone}."

    def perform(self) -> str:
        values = dict(self.cleaned_data)
        values["title"] = values.pop("called")
        hour, minute = (int(part) for part in values.pop("cut_off_time").split(":"))
        until = values.pop("cut_off_on")
        values["cut_off_at"] = datetime(
            until.year, until.month, until.day, hour, minute, tzinfo=ZoneInfo(self.scene.time_zone)
        )
        values["resolutions"] = values["resolutions"].splitlines()
        meeting = self.do(record_meeting, agreement=self.scene.agreement, **values)
        return f"Meeting {meeting} was recorded; directions are taken until {moment(meeting.cut_off_at, self.scene.time_zone)}."


class OnMeetingForm(ActForm):
    """An act on one of the meetings for which it is possible."""

    lands_on = "admin:tranches_escrowagreement_rights"

    def rows(self) -> list[MeetingRow]:
        return meeting_rows(self.scene.agreement, self.scene.today, self.scene.now)

    def offer(self, rows: list[MeetingRow]) -> None:
        field: Any = self.fields["meeting"]
        field.offer(
            [row.meeting for row in rows],
            label=lambda meeting: f"{meeting}: {meeting.title}, {day(meeting.meeting_on)}",
        )


class RecordDirectionForm(OnMeetingForm):
    """Record a direction that came on paper, resolution by resolution."""

    event = "record_direction"
    refused = "The direction was not recorded"
    button = "Record the direction"
    then = (
        "It counts from the moment it is recorded, until the cut-off or a later direction.",
        "Another person of the escrow agent makes the letter.",
    )

    meeting = Pick(label="Meeting")
    person = Pick(label="Signed by")
    received_on = DayField(label="Received on")
    paper = PaperField(label="The signed direction")

    def prepare(self) -> None:
        self.open = rights_acts.to_direct(self.rows())
        self.offer(self.open)
        recipient = recipient_of(self.scene.agreement)
        people = who_directs(recipient, self.scene.today) if recipient else []
        self.fields["person"].offer(people)  # type: ignore[attr-defined]
        self.initial["received_on"] = self.scene.today
        paper = self.fields.pop("paper")
        for row in self.open:
            named = f"{row.meeting}, " if len(self.open) > 1 else ""
            for resolution in row.resolutions:
                name = f"vote_{row.meeting.pk}_{resolution.number}"
                self.fields[name] = forms.ChoiceField(
                    label=f"{named}{resolution.number}. {resolution.text}",
                    required=False,
                    choices=[("", "Choose …"), *DirectionVote.Choice.choices],
                )
                self.fields[f"{name}_shares"] = SharesField(
                    label="with so many votes", required=False, help_text="Empty for all of them."
                )
        self.fields["paper"] = paper

    def perform(self) -> str:
        values = self.cleaned_data
        row = next(row for row in self.open if row.meeting.pk == values["meeting"].pk)
        votes = []
        for resolution in row.resolutions:
            name = f"vote_{row.meeting.pk}_{resolution.number}"
            if values[name]:
                votes.append(Vote(resolution.number, values[name], values[f"{name}_shares"]))
        direction = self.do(
            record_direction,
            meeting=values["meeting"],
            person=values["person"],
            votes=votes,
            received_on=values["received_on"],
            paper=values["paper"],
        )
        return f"{large(str(direction))} for {direction.meeting} was recorded."


class MakeProxyLetterForm(OnMeetingForm):
    """Make the letter that casts the votes as directed."""

    event = "make_proxy_letter"
    refused = "The letter was not made"
    button = "Make the proxy letter"
    then = (
        "The letter is made over the shares of the record date and filed.",
        "A letter of an earlier direction is replaced by it.",
    )

    meeting = Pick(label="Meeting", is_decided_on=True)
    proxy = forms.CharField(label="Proxy", max_length=200)
    how = forms.CharField(label="How it goes to the issuer", max_length=200)

    def prepare(self) -> None:
        self.offer(rights_acts.to_write(self.rows()))
        self.initial["proxy"] = THE_CHAIR

    def perform(self) -> str:
        letter = self.do(make_proxy_letter, **self.cleaned_data)
        return f"{letter} was made and filed: {letter.shares:,} votes at {letter.meeting}."


class SetAsideMeetingForm(OnMeetingForm):
    """Set a meeting aside that was recorded wrongly, put off or called off."""

    event = "set_aside_meeting"
    refused = "The meeting was not set aside"
    button = "Set the meeting aside"
    destructive = True
    then = ("Nothing is voted at it; what was directed stays readable.", "The parties are told.")

    meeting = Pick(label="Meeting")
    reason = WordsField(label="Why")
    paper = PaperField(label="The issuer’s paper", required=False)

    def prepare(self) -> None:
        self.offer([row for row in self.rows() if row.set_aside is None])

    def perform(self) -> str:
        made = self.do(set_aside_meeting, **self.cleaned_data)
        return f"Meeting {made.meeting} is set aside."
