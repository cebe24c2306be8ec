"""Notices by courier, the courier's proof, and where a party is reached (SPA 11.3)."""

from django import forms

from documents.sentences import large
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, WordsField
from tranches.models import AgreementParty
from tranches.notices.models import NoticeReceipt
from tranches.notices.selectors.notices import unproved
from tranches.notices.services.notices import change_address, prove_notice, send_notice
from tranches.templatetags.desk import day
from tranches.terms.deadlines import notice_received


def _labelled(entry: AgreementParty) -> str:
    where = "" if entry.party.address else " (no address on the register)"
    return f"{entry.letter}: {entry.party.name}{where}"


class SendNoticeForm(ActForm):
    """Record a notice that goes out by courier; the agent's own gets its letter here."""

    event = "send_notice"
    refused = "The notice was not recorded"
    button = "Record the notice"
    then = (
        "Of the escrow agent’s own notices the letter is made and filed.",
        "All parties see it in the portal and are told by e-mail; neither is the notice itself.",
        "It is deemed received by the calendar alone.",
    )

    sender = Pick(label="From")
    to = forms.MultipleChoiceField(
        label="To",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one addressee."},
    )
    subject = forms.CharField(label="Subject", max_length=200)
    text = WordsField(label="What is notified", widget=forms.Textarea(attrs={"rows": 6}))
    sent_on = DayField(label="Handed to the courier on")
    courier = forms.CharField(label="Courier", max_length=100)
    tracking_number = forms.CharField(label="Consignment number", max_length=100)
    paper = PaperField(
        label="Letter of the party",
        required=False,
        help_text="Only for another party’s notice: its letter as it came in.",
    )

    def prepare(self) -> None:
        self.entries = {str(part.pk): part for part in self.scene.parts if part.letter}
        self.fields["sender"].offer(self.entries.values(), label=_labelled)  # type: ignore[attr-defined]
        self.fields["to"].choices = [(key, _labelled(part)) for key, part in self.entries.items()]  # type: ignore[attr-defined]
        self.initial["sent_on"] = self.scene.today
        agent = next((key for key, part in self.entries.items() if part.part == "escrow_agent"), "")
        self.initial["sender"] = agent

    def clean_to(self) -> list[AgreementParty]:
        return [self.entries[key] for key in self.cleaned_data["to"]]

    def perform(self) -> str:
        notice = self.do(send_notice, agreement=self.scene.agreement, **self.cleaned_data)
        deemed_on = notice_received(self.scene.terms, notice.sent_on).due_on
        return f"{large(str(notice))} was recorded; it is deemed received on {day(deemed_on)}."


class ProveNoticeForm(ActForm):
    """Record what the courier proved about one addressee; it moves no deadline."""

    event = "prove_notice"
    refused = "The proof was not recorded"
    button = "Record the proof"
    then = ("The day on which the notice is deemed received stays as it is.",)

    addressee = Pick(label="Notice and addressee")
    outcome = forms.ChoiceField(label="What the courier reports", choices=NoticeReceipt.Outcome.choices)
    happened_on = DayField(label="On")
    signed_for_by = forms.CharField(label="Signed for by", max_length=200, required=False)
    paper = PaperField(label="Proof of delivery", required=False)

    def prepare(self) -> None:
        self.fields["addressee"].offer(  # type: ignore[attr-defined]
            unproved(self.scene.agreement),
            label=lambda row: f"{large(str(row.notice))}, {row.name}",
        )

    def perform(self) -> str:
        self.do(prove_notice, agreement=self.scene.agreement, **self.cleaned_data)
        return "The courier’s proof was recorded."


class ChangeAddressForm(ActForm):
    """Enter where a party is reached; what stood before stays readable."""

    event = "change_address"
    refused = "The address was not entered"
    button = "Enter the address"
    then = (
        "A second person calls the party on the number of before and confirms; until then the old address stands.",
        "Notices sent before keep the address they went to.",
        "Numbers for call-backs are not changed here: they have a register of their own.",
    )

    entry = Pick(label="Party")
    address = WordsField(label="Address for notices", required=False, max_length=500)
    email = forms.CharField(label="E-mail", required=False, max_length=254)
    changed_on = DayField(label="Since")
    reason = WordsField(label="Who told us, and how")
    paper = PaperField(label="Paper", required=False)

    def prepare(self) -> None:
        parts = [part for part in self.scene.parts if part.letter]
        self.fields["entry"].offer(parts, label=_labelled)  # type: ignore[attr-defined]
        self.initial["changed_on"] = self.scene.today

    def perform(self) -> str:
        self.do(change_address, agreement=self.scene.agreement, **self.cleaned_data)
        return "Entered. A second person confirms it."
