"""The call-back before a release (EA 3.2)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext

from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, WordsField
from tranches.models import CallBack
from tranches.selectors.register_changes import account_standing
from tranches.selectors.release.call_backs import numbers_for
from tranches.services.release.call_backs import record_call_back


class RecordCallBackForm(ActForm):
    """Record a call to the recipient on a number of the register, whatever came of it."""

    event = "record_call_back"
    refused = "The call-back was not recorded"
    button = "Record the call-back"
    then = (
        "Reached and confirmed: the item of the checklist is shown.",
        "Reached and denied: the release is blocked and a hold is proposed.",
        "Nobody reached: the call is on record, and another one is needed.",
    )
    foot = "Whoever calls back is not the first to authorise the release."

    number = Pick(label="Number")
    called_on = DayField(label="Day of the call")
    called_time = forms.TimeField(
        label="Time of the call",
        input_formats=["%H:%M"],
        error_messages={"invalid": "Enter the time as HH:MM, such as 14:30."},
        widget=forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"}),
    )
    outcome = forms.ChoiceField(label="Outcome", choices=[("", "Choose …"), *CallBack.Outcome.choices])
    reached = forms.CharField(label="Whom you reached", max_length=200, required=False)
    note_text = WordsField(
        label="Note", required=False, help_text="What was read out, what was answered. Needed for a denial."
    )

    def prepare(self) -> None:
        scene = self.scene
        states = numbers_for(scene.instruction, scene.today) if scene.instruction else []
        standing = account_standing(scene.instruction) if scene.instruction else None
        if standing is not None:
            self.warning = (
                gettext("Have the recipient read the account out"),
                f"{standing.account.description}: {standing.words}.",
            )
        self.fields["number"].offer([state.row for state in states if state.usable], label=_whose)  # type: ignore[attr-defined]
        others = [state.why_not for state in states if not state.usable]
        known = "From the register only." if states else "No number of the recipient is on the register."
        self.fields["number"].help_text = " ".join([known, *others])
        self.fields["called_time"].help_text = f"{scene.time_zone}."
        self.initial["called_on"] = scene.today
        self.initial["called_time"] = f"{scene.now.astimezone(ZoneInfo(scene.time_zone)):%H:%M}"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day, time = given.pop("called_on", None), given.pop("called_time", None)
        if day and time:
            given["called_at"] = datetime.combine(day, time, tzinfo=ZoneInfo(self.scene.time_zone))
        return given

    def perform(self) -> str:
        call = self.do(record_call_back, instruction=self.scene.needed_instruction, **self.cleaned_data)
        if call.hold is not None:
            return (
                f"The denial was recorded, and hold {call.hold.number} proposed. A second person confirms it."
            )
        return f"The call-back was recorded: {call.get_outcome_display().lower()}."


def _whose(row: Any) -> str:
    return f"{row.number}, {row.person.name}" if row.person else f"{row.number}, {row.party.name}"
