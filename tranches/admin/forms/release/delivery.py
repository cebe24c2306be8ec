"""What befalls the recipient: the stop, who takes his place, and the end of the stop (EA 4.1)."""

from django import forms

from documents.sentences import large
from tranches.admin.forms.base import Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.admin.forms.release.ways import WaysForm
from tranches.models import DeliveryStop, SuccessorDetails
from tranches.services.delivery.delivery import (
    RECORDED,
    give_successor_details,
    lift_delivery_stop,
    record_delivery_stop,
    verify_successor_details,
)


class RecordDeliveryStopForm(WaysForm):
    """Record a death, an assignment or an attachment: it stops delivery at once."""

    event = "record_delivery_stop"
    refused = "The event was not recorded"
    button = "Record it and stop delivery"
    then = (
        "Nothing is authorised or sent to the recipient from then on; letters that are out are asked back.",
        "An attachment of a number of shares keeps that number among those held.",
    )

    ground = forms.ChoiceField(
        label="What happened", choices=[(ground.value, ground.label) for ground in RECORDED]
    )
    shares = SharesField(
        label="Shares attached",
        required=False,
        help_text="Only for an attachment of a number; empty stops everything.",
    )
    happened_on = DayField(label="Happened on")
    received_on = DayField(label="Paper received on")
    text = WordsField(label="What the paper says")
    paper = PaperField()

    def prepare(self) -> None:
        self.initial["received_on"] = self.scene.today

    def perform(self) -> str:
        stop = self.do(record_delivery_stop, agreement=self.scene.agreement, **self.cleaned_data)
        what = f"{stop.shares:,} shares are kept from delivery" if stop.shares else "delivery is stopped"
        return f"{large(str(stop))} was recorded: {what}."


class GiveSuccessorDetailsForm(WaysForm):
    """Take in who takes the recipient's place, with the evidence."""

    event = "give_successor_details"
    refused = "The details were not recorded"
    button = "Record the details"
    then = ("A second person verifies them; until then nothing changes.",)

    stop = Pick(label="Stop")
    name = forms.CharField(label="Heir or assignee", max_length=200)
    delivery_account = forms.CharField(label="Delivery account", max_length=240)
    given_on = DayField(label="Given on")
    identity = PaperField(
        label="Evidence of identity and right",
        help_text="PDF or scan. Kept inside the agent’s house.",
    )

    def prepare(self) -> None:
        self.fields["stop"].offer(self.ways.wanting_details, label=_stop_label)  # type: ignore[attr-defined]
        self.initial["given_on"] = self.scene.today

    def perform(self) -> str:
        self.do(give_successor_details, **self.cleaned_data)
        return f"The details of {self.cleaned_data['name']} were recorded. A second person verifies them."


class VerifySuccessorDetailsForm(WaysForm):
    """The second person verifies; the delivery account goes on the register."""

    event = "verify_successor_details"
    refused = "The verification was not recorded"
    button = "Record the verification"
    then = (
        "The delivery account goes on the register and is used from then on.",
        "Delivery stays stopped until the stop is lifted with its paper.",
    )

    details = Pick(label="Details", is_decided_on=True)
    how = forms.CharField(label="How they were verified", max_length=300)
    verified_on = DayField(label="Verified on")

    def prepare(self) -> None:
        self.fields["details"].offer(self.ways.unverified, label=_details_label)  # type: ignore[attr-defined]
        self.initial["verified_on"] = self.scene.today

    def perform(self) -> str:
        self.do(verify_successor_details, **self.cleaned_data)
        return "The details were verified and the delivery account registered."


class LiftDeliveryStopForm(WaysForm):
    """End a stop with its paper."""

    event = "lift_delivery_stop"
    refused = "The stop was not lifted"
    button = "Lift the stop"
    then = ("Shares can be delivered again; an instruction of before is withdrawn and prepared anew.",)

    stop = Pick(label="Stop", is_decided_on=True)
    lifted_on = DayField(label="Lifted on")
    reason = WordsField(label="Why delivery may go on")
    paper = PaperField(label="The paper that ends it")

    def prepare(self) -> None:
        self.fields["stop"].offer(self.ways.liftable, label=_stop_label)  # type: ignore[attr-defined]
        self.initial["lifted_on"] = self.scene.today

    def perform(self) -> str:
        self.do(lift_delivery_stop, **self.cleaned_data)
        return f"{large(str(self.cleaned_data['stop']))} was lifted."


def _stop_label(stop: DeliveryStop) -> str:
    return f"{large(str(stop))}: {stop.get_ground_display().lower()}"


def _details_label(details: SuccessorDetails) -> str:
    return f"{details.name}, {details.delivery_account}"
