"""Preparing the termination by all parties: of each tranche, what goes to the recipient; the rest goes back (SPA 11.2)."""

from typing import Any

from tranches.admin.forms.base import ActForm
from tranches.admin.forms.fields import DayField, SharesField, WordsField
from tranches.selectors.amendment.terminations import Split, to_split
from tranches.services.amendment.amendments import LONGEST_REASON
from tranches.services.amendment.terminations import prepare_termination


class PrepareTerminationForm(ActForm):
    """What all parties agree becomes of each tranche's shares in escrow."""

    event = "prepare_termination"
    refused = "The termination was not prepared"
    button = "Prepare the termination"
    then = (
        "The paper for all parties is made; every party signs it, in the portal or by hand.",
        "Nothing leaves escrow by it alone: a second person checks it, two authorise what goes to the recipient, and the rest goes "
        "back by the return.",
    )
    lands_on = "admin:tranches_escrowagreement_amendments"

    effective_on = DayField(label="Takes effect on")
    reason = WordsField(
        label="Why the parties end the agreements",
        max_length=LONGEST_REASON,
        help_text="Every party reads it.",
    )

    def prepare(self) -> None:
        self.initial["effective_on"] = self.scene.today
        self.inside = to_split(self.scene.agreement)
        for tranche, shares in self.inside.items():
            self.fields[f"to_recipient_{tranche.number}"] = SharesField(
                label=f"Tranche {tranche.number}: to the recipient",
                help_text=f"Of {shares:,} shares in escrow; the rest goes back to the issuer.",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for tranche, shares in self.inside.items():
            given = cleaned.get(f"to_recipient_{tranche.number}")
            if given is not None and given > shares:
                self.add_error(
                    f"to_recipient_{tranche.number}",
                    f"Tranche {tranche.number} has {shares:,} shares in escrow, not {given:,}. Correct the number.",
                )
        return cleaned

    def perform(self) -> str:
        given = self.cleaned_data
        splits = []
        for tranche, shares in self.inside.items():
            to_recipient = given[f"to_recipient_{tranche.number}"]
            splits.append(Split(tranche, to_recipient, shares - to_recipient))
        found = self.do(
            prepare_termination,
            agreement=self.scene.agreement,
            splits=splits,
            effective_on=given["effective_on"],
            reason=given["reason"],
        )
        return f"{found}, the termination, was prepared. Put it before all parties next."
