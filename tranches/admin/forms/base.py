"""What every acting form has: a fresh idempotency key, the object it acts on, and one service it calls."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db import models

from documents.acting import Acting
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.registry import Registry
from documents.seen import MOVED, Seen, marks
from documents.sentences import small
from tranches.admin.forms.fields import PaperField, TableField
from tranches.admin.forms.showing import Figure, ShownBack, ShownTable
from tranches.fields import MarksField, TypedField
from tranches.selectors.desk.case import Scene
from tranches.selectors.instruction.roads import Road
from tranches.selectors.seen import seen_of

FORMS: "Registry[type[ActForm]]" = Registry("form of an act")
"""The act → the form by which the desk does it."""


class ActForm(Acting, forms.Form):
    """A form that becomes one act.

    `event` is the act's name in the policy; `refused` heads the box of errors ("The report was not recorded"), `button` is verb
    and object, `then` what the act causes.
    `warning` (heading, sentence) stands before the fields where the moment asks for it.
    `lands_on` names the page of the agreement to go back to, where it is another than its own.
    A form on which somebody decides says what about in `decides_on`: it is shown with its digest, and the marks of what was shown
    go with the answer in `marks`, for its service to compare.
    A subclass builds its choices from the scene in `prepare`, and in `perform` it does its act (`do`).
    """

    event: ClassVar[str]
    title: ClassVar[str] = ""
    refused: str
    button: str
    then: tuple[str, ...] = ()
    foot: ClassVar[str] = ""
    destructive: ClassVar[bool] = False
    lands_on: ClassVar[str] = ""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A form that names its act is known by it from here on; two forms of one act are refused (ValueError)."""
        super().__init_subclass__(**kwargs)
        if "event" in vars(cls):
            FORMS.add(cls.event, cls)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.event}-%s")
        super().__init__(*args, **kwargs)
        self.scene = scene
        self.table: ShownTable | None = None  # a table as it was understood
        self.kept: dict[str, tuple[str, str]] = {}  # files of the click before, by field: ticket and name
        self.warning: tuple[str, str] | None = None
        self.roads: list[
            Road
        ] = []  # of a form that puts a paper before its signers: what each can do with it
        self.prepare()
        self.shown_to_decide: tuple[Seen, ...] = tuple(seen_of(row) for row in self.decides_on())
        if self.shown_to_decide:
            self.fields["marks"] = MarksField(marks(self.shown_to_decide))
        if not self.is_bound:
            self.initial["key"] = uuid.uuid4().hex
        for name, field in self.fields.items():
            field.error_messages.setdefault("required", "")
            if field.required and not field.error_messages.get("required_set"):
                self._word_required(name, field)

    def prepare(self) -> None:
        """Set choices and first values from the scene."""

    def decides_on(self) -> Iterable[models.Model]:
        """What the act is about: the one thing, or each that may be chosen."""
        for field in self.fields.values():
            if isinstance(field, Pick) and field.is_decided_on:
                return field.rows.values()
        return ()

    def follows(self) -> tuple[str, ...]:
        """What follows from the figures that were typed, in sentences; computed, not recorded."""
        return ()

    def more_figures(self) -> tuple[Figure, ...]:
        """Figures that no field of their own holds."""
        return ()

    def shown_back(self) -> ShownBack | None:
        """What to show before a second click: figures that move shares and were not proposed by the page, tables to be loaded,
        papers that nobody might be able to read.

        Asked of a valid form. Nothing where it holds none of them; then the first click records. Refuses a table with wrong
        lines, which `table` then has for the page.
        """
        figures = [
            Figure(str(field.label or name), field.understood)
            for name, field in self.fields.items()
            if isinstance(field, TypedField)
            and field.shows_back
            and field.understood
            and name in self.changed_data
        ]
        figures += self.more_figures()
        for name, field in self.fields.items():
            if isinstance(field, TableField) and self.cleaned_data.get(name):
                looked = field.look(self.scene.agreement, self.cleaned_data[name].content, self.scene.today)
                self.table = ShownTable.of(looked)
                looked.require_whole()
        doubts = tuple(
            f"{name}: {doubt}"
            for name, doubt in (
                (paper.filename, doubt)
                for paper in self.cleaned_data.values()
                if isinstance(paper, Intake)
                for doubt in paper.doubts
            )
        )
        if not figures and self.table is None and not doubts:
            return None
        return ShownBack(tuple(figures), self.follows(), self.table, doubts)

    def perform(self) -> str:
        """Do the act with the cleaned answers; return the sentence that says what was done."""
        raise NotImplementedError

    @property
    def has_paper(self) -> bool:
        return any(isinstance(field, PaperField) for field in self.fields.values())

    def refuse(self, refusal: RuleViolation) -> None:
        """Put a service's sentence at its field, or on top where it belongs to none that is shown."""
        field: str | None = refusal.field
        if field not in self.fields:
            papers = [name for name, entry in self.fields.items() if isinstance(entry, PaperField)]
            field = papers[0] if refusal.field in ("file", "paper") and papers else None
        sentence = f"{refusal.sentence} ({refusal.clause})" if refusal.clause else refusal.sentence
        self.add_error(field, forms.ValidationError(sentence, code=refusal.code))

    def described(self) -> None:
        """Tie each wrong field to its error for a reader that cannot see the colour; and say so where what is shown has moved."""
        shown = self.fields.get("marks")
        if isinstance(shown, MarksField) and self.data.get("marks") != shown.initial and not self.has_moved:
            self.add_error(None, forms.ValidationError(MOVED, code="changed_meanwhile"))
        for bound in self:
            if bound.errors:
                bound.field.widget.attrs["aria-invalid"] = "true"
                bound.field.widget.attrs["aria-describedby"] = f"{bound.auto_id}-error"

    @property
    def has_moved(self) -> bool:
        """Whether the form says already that what it shows has moved."""
        return "changed_meanwhile" in {
            error.code for each in self.errors.as_data().values() for error in each
        }

    def _word_required(self, name: str, field: forms.Field) -> None:
        label = (field.label or name.replace("_", " ")).rstrip("?")
        verb = "Choose" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "Enter"
        if isinstance(field, forms.BooleanField):
            field.error_messages["required"] = "Tick this to go on."
        elif not isinstance(field, PaperField):
            field.error_messages["required"] = f"{verb}: {small(label)}."


class Pick(forms.ChoiceField):
    """One of the scene's own rows: what is not on the page cannot be chosen. Gives the row itself.

    `is_decided_on`: the act is about the chosen row, so each that may be chosen is shown whole with its digest.
    """

    def __init__(self, *, is_decided_on: bool = False, **kwargs: Any) -> None:
        self.is_decided_on = is_decided_on
        kwargs.setdefault(
            "error_messages", {"invalid_choice": "This can no longer be chosen. Reload the page."}
        )
        super().__init__(**kwargs)
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[models.Model], label: Any = str, *, empty: str = "") -> None:
        """Offer these rows; a single one is chosen already."""
        self.rows = {str(row.pk): row for row in rows}
        choices = [(key, label(row)) for key, row in self.rows.items()]
        if empty:
            choices.insert(0, ("", empty))
        elif len(choices) != 1:
            choices.insert(0, ("", "Choose …"))
        self.choices = choices

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))
