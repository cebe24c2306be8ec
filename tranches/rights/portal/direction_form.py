"""The form of a voting direction: for, against or abstain on each resolution, with a number of votes where not all of them."""

from typing import Any

from django import forms
from django.forms import BoundField

from tranches.fields import SharesField
from tranches.portal.forms import ActForm
from tranches.rights.models import DirectionVote, MeetingResolution
from tranches.rights.selectors.meetings import MeetingRow
from tranches.rights.services.voting import Vote

CHOICES = [
    (DirectionVote.Choice.FOR, "For 赞成"),
    (DirectionVote.Choice.AGAINST, "Against 反对"),
    (DirectionVote.Choice.ABSTAIN, "Abstain 弃权"),
]


class DirectionForm(ActForm):
    """One question a resolution. A direction given before is filled in, to be replaced."""

    def __init__(self, *args: Any, row: MeetingRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        given = {vote.resolution.number: vote for vote in row.votes}
        for resolution in row.resolutions:
            before = given.get(resolution.number)
            self.fields[f"choice_{resolution.number}"] = forms.ChoiceField(
                label=f"{resolution.number}. {resolution.text}",
                choices=CHOICES,
                widget=forms.RadioSelect,
                initial=before.choice if before else None,
                error_messages={
                    "required": f"Choose for, against or abstain on resolution {resolution.number}."
                },
            )
            self.fields[f"shares_{resolution.number}"] = SharesField(
                label="Number of votes",
                required=False,
                least=1,
                initial=before.shares if before else None,
                help_text="Empty for all of them.",
            )

    def fields_of(self, resolution: MeetingResolution) -> tuple[BoundField, BoundField]:
        """The two fields of a resolution: the choice, the number of votes."""
        return self[f"choice_{resolution.number}"], self[f"shares_{resolution.number}"]

    def votes(self) -> list[Vote]:
        """What was chosen, as the service takes it."""
        return [
            Vote(
                resolution.number,
                self.cleaned_data[f"choice_{resolution.number}"],
                self.cleaned_data[f"shares_{resolution.number}"],
            )
            for resolution in self.row.resolutions
        ]
