"""The return of kept shares, their cancellation, and the closing of the agreement (SPA 5.2(1), EA 2)."""

from django import forms

from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField
from tranches.models import EscrowAgreement, Instruction
from tranches.services.ending.closing import close_agreement
from tranches.services.ending.returns import (
    authorise_return,
    notify_return,
    prepare_return,
    record_cancellation,
)


class PrepareReturnForm(ActForm):
    """Prepare the joint instruction to return everything that is kept."""

    event = "prepare_return"
    refused = "The return was not prepared"
    button = "Prepare the return"
    then = (
        "All kept shares of all tranches go into one instruction; its proposal is made as a PDF and filed.",
        "It stays a draft until it is put before the signers.",
    )

    def perform(self) -> str:
        found = self.do(prepare_return, agreement=self.scene.agreement)
        return f"{found} was prepared and its proposal filed. Put it before the signers when it is right."


class NotifyReturnForm(ActForm):
    """Make the notice to the recipient, and record how it goes out."""

    event = "notify_return"
    refused = "The notice was not made"
    button = "Make the notice"
    then = (
        "The notice is made as a PDF and filed; the recipient finds it in the portal.",
        "Without it nobody can authorise the return.",
    )

    noticed_on = DayField(label="Sent on")
    how = forms.CharField(label="How", max_length=200, help_text="Courier and number.")

    def prepare(self) -> None:
        self.initial["noticed_on"] = self.scene.today

    def perform(self) -> str:
        self.do(notify_return, instruction=self.scene.needed_instruction, **self.cleaned_data)
        return "The notice of the return was made and recorded."


class AuthoriseReturnForm(ActForm):
    """One of two persons of the agent authorises the return, over the digest he saw."""

    event = "authorise_return"
    refused = "The return was not authorised"
    button = "Authorise the return"
    then = (
        "The first person’s authorisation is recorded and moves nothing.",
        "With the last one needed the shares are reserved for return and the letter to the transfer agent is made.",
    )
    foot = "Two different persons; whoever prepared the instruction may be one of them."

    seen_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(
        label="I have read the instruction with this digest and authorise the return of its shares"
    )

    def decides_on(self) -> list[Instruction]:
        return [self.scene.instruction] if self.scene.instruction else []

    def prepare(self) -> None:
        if self.scene.instruction is not None:
            self.initial["seen_digest"] = self.scene.instruction.digest

    def perform(self) -> str:
        found = self.scene.needed_instruction
        given = self.cleaned_data
        self.do(authorise_return, instruction=found, seen_digest=given["seen_digest"])
        return f"Your authorisation of {found} was recorded."


class RecordCancellationForm(ActForm):
    """Record the issuer's confirmation that returned shares are cancelled."""

    event = "record_cancellation"
    refused = "The cancellation was not recorded"
    button = "Record the cancellation"
    then = ("The shares are then cancelled.", "With nothing left in escrow the agreement can be closed.")

    release = Pick(label="Return")
    cancelled_on = DayField(label="Cancelled on")
    reference = forms.CharField(label="Issuer’s reference", max_length=120, required=False)
    paper = PaperField(label="The issuer’s confirmation", required=False)

    def prepare(self) -> None:
        self.fields["release"].offer(  # type: ignore[attr-defined]
            self.scene.uncancelled, label=lambda row: f"{row} of {row.instruction}"
        )
        self.initial["cancelled_on"] = self.scene.today

    def perform(self) -> str:
        self.do(record_cancellation, **self.cleaned_data)
        return f"The cancellation of the shares of {self.cleaned_data['release']} was recorded."


class CloseAgreementForm(ActForm):
    """Close the agreement: the last act but statements."""

    event = "close_agreement"
    refused = "The agreement was not closed"
    button = "Close the agreement"
    then = (
        "The closing statement is made as a PDF and filed.",
        "From then on only statements can be made; every other act is refused.",
    )
    destructive = True

    def decides_on(self) -> list[EscrowAgreement]:
        return [self.scene.agreement]

    sure = forms.BooleanField(label="Nothing more is to be done under this agreement")

    def perform(self) -> str:
        self.do(close_agreement, agreement=self.scene.agreement)
        return f"{self.scene.agreement.reference} is closed; the closing statement is on file."
