"""A settlement, award or judgment in place of the joint instruction (EA 3.3)."""

import re

from django import forms

from tranches.admin.forms.base import ActForm
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.admin.forms.showing import Figure
from tranches.models import Instruction, InstructionLine, Tranche
from tranches.services.assessment.governed import check_authority, prepare_governed_instruction
from tranches.services.instruction.instructions import LineSpec
from tranches.terms import typed
from tranches.terms.typed import NotUnderstood

_LINE = re.compile(r"(\d{1,6}) *[:=](.+)", re.ASCII)


class PrepareGovernedInstructionForm(ActForm):
    """Record the paper and the quantities it fixes; a second person checks its signatures or its legal effect."""

    event = "prepare_governed_instruction"
    refused = "The paper was not recorded"
    button = "Record the paper and its quantities"
    then = (
        "The paper is filed, and an instruction with its quantities is drafted.",
        "A second person checks the signatures or the legal effect.",
        "With that check the tranche is instructed, also out of a dispute.",
    )

    basis = forms.ChoiceField(
        label="Kind of paper",
        choices=[choice for choice in Instruction.Basis.choices if choice[0] != "joint"],
    )
    dated_on = DayField(label="Date of the paper")
    received_on = DayField(label="Received on")
    shares = SharesField(
        label="Shares to be released", help_text="The quantity the paper fixes for this tranche."
    )
    further = forms.CharField(
        label="Further tranches the paper concerns",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One a line, number and shares, such as 2: 150000.",
    )
    signed_by = forms.MultipleChoiceField(
        label="Signed by",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For a settlement: the parties whose signatures stand on it.",
    )
    forum = forms.CharField(label="Court or tribunal", max_length=200, required=False)
    case_reference = forms.CharField(label="Case reference", max_length=120, required=False)
    paper = PaperField()

    def prepare(self) -> None:
        scene = self.scene
        self.fields["shares"].label = f"Shares of tranche {scene.tranche.number} to be released"
        self.fields["signed_by"].choices = [  # type: ignore[attr-defined]
            (part.letter, f"{part.letter}: {part.party.name}") for part in scene.parts if part.letter
        ]
        self.initial["received_on"] = scene.today

    def clean_further(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for line in self.cleaned_data["further"].splitlines():
            if not line.strip():
                continue
            match = _LINE.fullmatch(typed.plain(line))
            if match is None:
                raise forms.ValidationError(f"“{line.strip()}” is no line such as 2: 150000.", code="invalid")
            number = int(match[1])
            if number in found or number == self.scene.tranche.number:
                raise forms.ValidationError(f"Tranche {number} stands there twice.", code="twice")
            try:
                found[number] = typed.shares(match[2]).value
            except NotUnderstood as refusal:
                raise forms.ValidationError(refusal.sentence, code="invalid") from refusal
        return found

    def more_figures(self) -> tuple[Figure, ...]:
        further = sorted(self.cleaned_data["further"].items())
        return tuple(
            Figure(f"Shares of tranche {number} to be released", typed.shares(str(shares)))
            for number, shares in further
        )

    def follows(self) -> tuple[str, ...]:
        held, shares = self.scene.tranche.shares, self.cleaned_data["shares"]
        return (
            f"{shares:,} of the {held:,} shares of tranche {self.scene.tranche.number} are to be released.",
        )

    def perform(self) -> str:
        given = self.cleaned_data
        wanted = {self.scene.tranche.number: given["shares"]} | given["further"]
        known = self.scene.tranches_by_number(wanted)
        lines = [_fixed(known[number], shares) for number, shares in sorted(wanted.items())]
        instruction = self.do(
            prepare_governed_instruction,
            agreement=self.scene.agreement,
            basis=given["basis"],
            lines=lines,
            paper=given["paper"],
            dated_on=given["dated_on"],
            received_on=given["received_on"],
            signed_by=given["signed_by"],
            forum=given["forum"],
            case_reference=given["case_reference"],
        )
        return f"The paper was recorded as {instruction}. A second person checks it."


def _fixed(tranche: Tranche, shares: int) -> LineSpec:
    return LineSpec(tranche=tranche, origin=InstructionLine.Origin.GOVERNED, shares=shares, offset_by=None)


class CheckAuthorityForm(ActForm):
    """A second person records what he found about the paper's signatures or legal effect."""

    event = "check_authority"
    refused = "The paper was not accepted"
    button = "Accept the paper"
    then = (
        "The instruction is approved on this paper.",
        "The tranche is instructed, and the clock of the transfer starts.",
    )

    def decides_on(self) -> list[Instruction]:
        return [self.scene.instruction] if self.scene.instruction else []

    finding = WordsField(
        label="Finding",
        help_text="Whose signatures were compared with what; or why the award or judgment is effective.",
    )

    def perform(self) -> str:
        found = self.scene.needed_instruction
        self.do(check_authority, instruction=found, finding=self.cleaned_data["finding"])
        return f"The paper behind {found} was checked and accepted."
