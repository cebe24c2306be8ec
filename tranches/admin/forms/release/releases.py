"""The checklist and the authorisation of a release (EA 3.2)."""

from django import forms

from tranches.admin.forms.base import ActForm
from tranches.admin.forms.fields import DayField, PaperField, WordsField
from tranches.models import Instruction
from tranches.selectors.release.checklist import READ
from tranches.services.release.releases import authorise_release, tick_checklist


class TickChecklistForm(ActForm):
    """Tick one item of the release checklist with its evidence."""

    event = "tick_checklist"
    refused = "The item was not ticked"
    button = "Tick the item"
    then = ("The newest tick of an item counts.", "A tick older than the deal allows must be made again.")

    item = forms.ChoiceField(label="Item")
    checked_on = DayField(label="Checked on")
    valid_until = DayField(
        label="Holds until",
        required=False,
        help_text="The last day the evidence names, where the item asks for it.",
    )
    note_text = WordsField(
        label="Note", required=False, help_text="Which list you searched, which entry of the register agreed."
    )
    paper = PaperField(label="Evidence", required=False)

    def prepare(self) -> None:
        evidence = {
            "note": "a note",
            "document": "a paper",
            "position": "a reconciled position",
            "delivery_account": "a note; compared with the register",
        }
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            (
                item.key,
                f"{item.label} (needs {evidence.get(item.evidence, item.evidence)}{' with its last day' * item.expires})",
            )
            for item in self.scene.terms.checklist
            if item.evidence not in READ
        ]
        missing = [
            row.item.key for row in self.scene.checklist if not row.done and row.item.evidence not in READ
        ]
        if missing:
            self.initial["item"] = missing[0]
        self.initial["checked_on"] = self.scene.today

    def perform(self) -> str:
        self.do(tick_checklist, instruction=self.scene.needed_instruction, **self.cleaned_data)
        return "The item was ticked."


class AuthoriseReleaseForm(ActForm):
    """One of two persons of the agent authorises, over the digest he saw."""

    event = "authorise_release"
    refused = "The release was not authorised"
    button = "Authorise the release"
    then = (
        "The first person’s authorisation is recorded and moves nothing.",
        "With the last one needed the shares are reserved and the letter to the transfer agent is made.",
        "Over zero shares there is no letter: the instruction is carried out at once.",
    )
    foot = "Two different persons; whoever prepared the instruction may be one of them."

    seen_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(
        label="I have read the instruction with this digest and its documents, and authorise its release"
    )

    def decides_on(self) -> list[Instruction]:
        return [self.scene.instruction] if self.scene.instruction else []

    def prepare(self) -> None:
        if self.scene.instruction is not None:
            self.initial["seen_digest"] = self.scene.instruction.digest

    def perform(self) -> str:
        found = self.scene.needed_instruction
        self.do(authorise_release, instruction=found, seen_digest=self.cleaned_data["seen_digest"])
        return f"Your authorisation of {found} was recorded."
