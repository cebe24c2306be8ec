"""The joint written instruction, and its signatures on paper (EA 3.1(b))."""

from typing import Any

from django import forms

from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.models import InstructionLine
from tranches.selectors.assessment.opinions import opinion_words
from tranches.selectors.instruction.ahead import is_ahead_of_report
from tranches.selectors.instruction.roads import follows_for, roads_of_instruction
from tranches.services.instruction.approvals import check_paper_signature, file_paper_signature
from tranches.services.instruction.instructions import (
    LineSpec,
    prepare_instruction,
    submit_instruction,
    withdraw_instruction,
)
from tranches.templatetags.desk import day


class PrepareInstructionForm(ActForm):
    """Prepare the instruction as the assessment proposes it, or with other quantities and the reason for them (EA 4.3)."""

    event = "prepare_instruction"
    refused = "The instruction was not prepared"
    button = "Prepare the instruction"
    then = (
        "The lines, the recipient and the readings become one text with one digest: that is what is signed.",
        "The proposal is made as a PDF and filed.",
        "It stays a draft until it is put before the signers.",
    )
    foot = "A quantity other than the computed one is allowed; each signer must acknowledge the difference by name."

    difference_reason = WordsField(
        label="Reason for a difference",
        required=False,
        help_text="Needed where a quantity is not the computed one.",
    )

    def prepare(self) -> None:
        reason = self.fields.pop("difference_reason")
        for at, line in enumerate(self.scene.proposal):
            self.fields[f"line_{at}"] = SharesField(
                label=f"Shares of tranche {line.tranche.number}",
                help_text=f"{_origin(line)}. Computed: {line.shares:,}.",
                initial=line.shares,
            )
        if self.scene.proposal:
            self.fields["difference_reason"] = reason
        elif is_ahead_of_report(self.scene.tranche):
            self.fields["line_0"] = SharesField(
                label=f"Shares of tranche {self.scene.tranche.number}",
                help_text="The number the parties ask for.",
            )
            self.warning = (
                "The accountant’s report is not on file",
                "Nothing is computed yet. The instruction can be signed and then waits: it stands when the report gives this "
                "number with an unqualified opinion; if not, the approvals are void and it is prepared again.",
            )

    def perform(self) -> str:
        if "difference_reason" not in self.fields:
            return self._prepare_ahead()
        proposed = list(self.scene.proposal)
        typed = [self.cleaned_data[f"line_{at}"] for at in range(len(proposed))]
        differs = any(shares != line.shares for shares, line in zip(typed, proposed, strict=True))
        lines = [
            LineSpec(tranche=line.tranche, origin=line.origin, shares=shares, offset_by=line.offset_by)
            for shares, line in zip(typed, proposed, strict=True)
        ]
        instruction = self.do(
            prepare_instruction,
            tranche=self.scene.tranche,
            lines=lines if differs else None,
            difference_reason=self.cleaned_data["difference_reason"],
        )
        return (
            f"{instruction} was prepared and its proposal filed. Put it before the signers when it is right."
        )

    def _prepare_ahead(self) -> str:
        tranche = self.scene.tranche
        asked = LineSpec(
            tranche=tranche, origin=InstructionLine.Origin.OWN, shares=self.cleaned_data.get("line_0") or 0
        )
        instruction = self.do(prepare_instruction, tranche=tranche, lines=[asked])
        return f"{instruction} was prepared ahead of the report and its proposal filed. It waits for the report once it is signed."


def _origin(line: Any) -> str:
    if line.origin == InstructionLine.Origin.OFFSET and line.offset_by is not None:
        return f"Restored by the excess of year {line.offset_by.number}"
    return "For its own year"


class _OfInstruction(ActForm):
    """An act on the open instruction; the digest that was shown goes with it."""

    seen_digest = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def prepare(self) -> None:
        if self.scene.instruction is not None:
            self.initial["seen_digest"] = self.scene.instruction.digest


class SubmitInstructionForm(_OfInstruction):
    """Put the draft before the signers."""

    event = "submit_instruction"
    refused = "The instruction was not put before the signers"
    button = "Put it before the signers"
    then: tuple[str, ...] = ("Its content can no longer change.",)

    def prepare(self) -> None:
        super().prepare()
        if self.scene.instruction is not None and self.scene.instruction.is_signed:
            self.roads = roads_of_instruction(self.scene.instruction, self.scene.today)
            self.then = (*follows_for(self.roads), *type(self).then)

    def perform(self) -> str:
        found = self.scene.needed_instruction
        self.do(submit_instruction, instruction=found)
        return f"{found} stands before the signers."


class WithdrawInstructionForm(_OfInstruction):
    """Take the instruction back before anything was authorised."""

    event = "withdraw_instruction"
    refused = "The instruction was not withdrawn"
    button = "Withdraw the instruction"
    then = ("Approvals given for it count no more.", "Another instruction can be prepared.")
    destructive = True

    reason = WordsField(label="Reason")
    paper = PaperField(label="The parties’ letter, once all have approved", required=False)

    def perform(self) -> str:
        found = self.scene.needed_instruction
        self.do(
            withdraw_instruction,
            instruction=found,
            reason=self.cleaned_data["reason"],
            paper=self.cleaned_data["paper"],
        )
        return f"{found} was withdrawn."


class FilePaperSignatureForm(_OfInstruction):
    """Record a signature on the printed instruction; a second person checks it against the register."""

    event = "file_paper_signature"
    refused = "The signature was not recorded"
    button = "Record the signature"
    then = (
        "The scan is stored under its digest.",
        "A second person checks the signature against the register.",
    )
    foot = "Until it is checked it is not an approval."

    signatory = Pick(
        label="Who signed, for which party", help_text="Authorised signatories on the register today."
    )
    signed_on = DayField(label="Signed on")
    received_on = DayField(label="Received on")
    paper = PaperField(label="The signed instruction")
    digest_agrees = forms.BooleanField(
        label="The digest printed on the signed paper is that of the instruction"
    )

    def prepare(self) -> None:
        super().prepare()
        scene = self.scene
        self.fields["signatory"].offer(  # type: ignore[attr-defined]
            scene.signatories,
            label=lambda row: f"{scene.letter_of(row.party_id)}: {row.person.name}, for {row.party.name}",
        )
        self.initial["received_on"] = scene.today
        if scene.instruction is not None:
            digest = scene.instruction.digest
            self.fields[
                "digest_agrees"
            ].label = f"The digest printed on the signed paper is {digest[:8]} … {digest[-8:]}"

    def perform(self) -> str:
        given = self.cleaned_data
        self.do(
            file_paper_signature,
            instruction=self.scene.needed_instruction,
            party=self.scene.part_of(given["signatory"].party_id),
            person=given["signatory"].person,
            signed_on=given["signed_on"],
            received_on=given["received_on"],
            seen_digest=given["seen_digest"],
            paper=given["paper"],
        )
        return "The signature was recorded. A second person checks it against the register."


class CheckPaperSignatureForm(_OfInstruction):
    """A second person compares the signature with the register and makes it an approval."""

    event = "check_paper_signature"
    refused = "The signature was not accepted"
    button = "Accept the signature"
    then = (
        "The signature becomes the approval of that party.",
        "With the last one the tranche is instructed.",
    )

    signature = Pick(label="Signature", is_decided_on=True)
    compared = forms.BooleanField(
        label="I compared the signature and the digest on the scan with the register"
    )

    def prepare(self) -> None:
        super().prepare()
        scene = self.scene
        self.fields["signature"].offer(  # type: ignore[attr-defined]
            scene.unchecked_signatures,
            label=lambda row: (
                f"{row.person.name} for {row.party.letter or row.party.part}, signed on {day(row.signed_on)}"
            ),
        )
        if scene.difference:
            self.fields["acknowledge"] = forms.BooleanField(
                label=f"The signer acknowledged on the paper that {scene.difference:+,} shares differ from the computed quantity"
            )
        self.opinion = opinion_words(scene.instruction) if scene.instruction else ""
        if self.opinion:
            self.fields["opinion"] = forms.BooleanField(
                label=f"The signer acknowledged on the paper that {self.opinion}"
            )

    def perform(self) -> str:
        self.do(
            check_paper_signature,
            signature=self.cleaned_data["signature"],
            acknowledged_difference=self.scene.difference if self.cleaned_data.get("acknowledge") else None,
            acknowledged_opinion=self.opinion if self.cleaned_data.get("opinion") else "",
        )
        return "The signature was accepted as an approval."
