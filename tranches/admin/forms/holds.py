"""Objections and holds (EA 3.3, SPA 8.1)."""

from collections.abc import Mapping
from functools import partial

from django import forms

from documents.sentences import large
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.models import DisputeNotice, Hold, HoldLift
from tranches.services.dispute.holds import confirm_hold, propose_hold, receive_dispute_notice
from tranches.services.dispute.lifting import lift_hold
from tranches.templatetags.desk import day


class ReceiveDisputeNoticeForm(ActForm):
    """Record a party's objection, as it came in; it is shown to all and stops nothing by itself."""

    event = "receive_dispute_notice"
    refused = "The objection was not recorded"
    button = "Record the objection"
    foot = "Two instructions that contradict each other suggest a hold; it is the agent’s own decision."
    then = (
        "It is shown to all parties.",
        "Suspending the release is another act, reasoned, by two persons of the agent.",
    )

    kind = forms.ChoiceField(label="What came in", choices=DisputeNotice.Kind.choices)
    party = Pick(label="Party it came from")
    received_on = DayField(label="Received on")
    text = WordsField(label="What it says")
    contested_shares = SharesField(
        label="Contested shares",
        required=False,
        help_text="Leave empty where the whole tranche is contested.",
    )
    paper = PaperField(required=False)

    def prepare(self) -> None:
        self.fields["party"].offer(  # type: ignore[attr-defined]
            [part for part in self.scene.parts if part.letter and part.part != "escrow_agent"],
            label=lambda part: f"{part.letter}: {part.party.name}",
        )
        self.initial["received_on"] = self.scene.today

    def perform(self) -> str:
        notice = self.do(receive_dispute_notice, tranche=self.scene.tranche, **self.cleaned_data)
        return f"The {notice.get_kind_display().lower()} was recorded."


class ProposeHoldForm(ActForm):
    """Propose to hold the tranche or some of its shares; a second person confirms."""

    event = "propose_hold"
    refused = "The hold was not proposed"
    button = "Propose the hold"
    then = (
        "A second person confirms; until then nothing is held back.",
        "A hold on the whole tranche makes it “disputed”.",
    )

    ground = forms.ChoiceField(label="Ground", choices=Hold.Ground.choices)
    shares = SharesField(label="Shares", required=False, help_text="Leave empty to hold the whole tranche.")
    reason = WordsField(label="Reason")
    notice = Pick(label="Objection or contrary instruction behind it", required=False)
    opened_on = DayField(label="From")
    paper = PaperField(required=False)

    def prepare(self) -> None:
        self.fields["notice"].offer(  # type: ignore[attr-defined]
            self.scene.notices, label=lambda row: f"{row}, received on {day(row.received_on)}", empty="None"
        )
        self.initial["opened_on"] = self.scene.today

    def perform(self) -> str:
        hold = self.do(propose_hold, tranche=self.scene.tranche, **self.cleaned_data)
        return f"{large(str(hold))} was proposed. A second person confirms it."


class ConfirmHoldForm(ActForm):
    """The second person: from here on the hold stands."""

    event = "confirm_hold"
    refused = "The hold was not confirmed"
    button = "Confirm the hold"
    then = (
        "The shares cannot leave escrow while it stands.",
        "A hold on the whole tranche makes it “disputed”.",
    )

    hold = Pick(label="Hold", is_decided_on=True)

    def prepare(self) -> None:
        label = partial(_hold_label, now=self.scene.hold_shares)
        self.fields["hold"].offer(self.scene.proposed_holds, label=label)  # type: ignore[attr-defined]

    def perform(self) -> str:
        self.do(confirm_hold, **self.cleaned_data)
        return f"{large(str(self.cleaned_data['hold']))} stands."


class LiftHoldForm(ActForm):
    """End a hold, by the paper that ends it."""

    event = "lift_hold"
    refused = "The hold was not lifted"
    button = "Lift the hold"
    then = ("The shares can be released again.", "A disputed tranche goes back to where it stood.")

    hold = Pick(label="Hold", is_decided_on=True)
    # A settlement or an award fixes a quantity: it is recorded as what it is, and ends the hold by itself.
    exit = forms.ChoiceField(
        label="Ended by",
        choices=[pair for pair in HoldLift.Exit.choices if pair[0] not in ("settlement", "award")],
    )
    reason = WordsField(label="Reason", required=False)
    lifted_on = DayField(label="Lifted on")
    paper = PaperField(required=False)

    def prepare(self) -> None:
        label = partial(_hold_label, now=self.scene.hold_shares)
        self.fields["hold"].offer(self.scene.open_holds, label=label)  # type: ignore[attr-defined]
        self.initial["lifted_on"] = self.scene.today

    def perform(self) -> str:
        self.do(lift_hold, **self.cleaned_data)
        return f"{large(str(self.cleaned_data['hold']))} was lifted."


def _hold_label(hold: Hold, now: Mapping[int, int]) -> str:
    amount = f"{now[hold.pk]:,} shares" if hold.pk in now else "the whole tranche"
    return f"{large(str(hold))}: {hold.get_ground_display().lower()}, {amount}, since {day(hold.opened_on)}"
