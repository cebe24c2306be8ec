"""A register's pages: every save is one service, with a reason; what the service refuses stands on the form."""

from typing import Any, Protocol, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from documents.acting import Acting
from documents.actor import Actor
from documents.days import day_words_short, house_day
from documents.errors import RuleViolation
from documents.guarded_admin import EDITORS, GuardedAdmin
from documents.intake import ANYWAY, Intake, check_upload, settled
from documents.paper_question import anyway_field, ask_anyway
from parties.models import Entry, RegisterRow
from parties.policy import STANDING

WHY = "What moved you to make this entry, and on which paper. It is kept for good."


class ActorSite(Protocol):
    """An admin site that knows who asks."""

    def actor(self, request: HttpRequest) -> Actor | None: ...


class RegisterForm(Acting, forms.ModelForm):
    """An entry with its reason. `refusal` is the rule's sentence of the attempt before, shown where it belongs."""

    carried = ("reason",)

    refusal: RuleViolation | None = None

    reason = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=WHY
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.refusal is not None:
            known = self.refusal.field if self.refusal.field in self.fields else None
            self.add_error(known, self.refusal.sentence)
        return given


class PaperForm(RegisterForm):
    """An entry that rests on a paper: its scan is filed in the party's binder."""

    paper = forms.FileField(
        label="Paper", required=False, help_text="PDF or scan (PNG, JPEG, TIFF), at most 20 MB."
    )
    file_anyway = anyway_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.refusal is not None:
            ask_anyway(self, self.refusal.code)


class RegisterAdmin(GuardedAdmin):
    """A register that clerks and supervisors keep.

    `entered` are the fields of a new entry, `altered` those that an entry lets change afterwards; all else is shown. `extra` are
    fields of the form that are none of the model; `later` those of them that an entry still takes afterwards. `entering` and
    `altering` are the acts that a new entry and a change can be: the form says of each who confirms it.
    """

    adders = EDITORS
    changers = EDITORS
    change_form_template = "admin/parties/register_form.html"
    form = RegisterForm
    entered: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    entering: tuple[str, ...] = ()
    altering: tuple[str, ...] = ()

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> models.Model:
        """Do the act of the entry (`form.do`); return the row, or the entry that waits for its second person."""
        raise NotImplementedError

    def alter(self, form: RegisterForm, row: Any, changes: dict[str, Any]) -> Entry:
        """Do the act of the change (`form.do`) and return the entry. `row` is as it is stored."""
        raise NotImplementedError

    # --- What is on the form ---

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        if obj is None:
            return (*self.entered, *self.extra, *self._anyway(self.extra), "reason")
        if not self.has_change_permission(request, obj):
            return (*self.entered, *self.shown)
        return (*self.entered, *self.shown, *self.later, *self._anyway(self.later), "reason")

    def _anyway(self, papers: tuple[str, ...]) -> tuple[str, ...]:
        """The answer to "file it all the same?", beside the papers that a form takes."""
        return (ANYWAY,) if papers and ANYWAY in self.form.base_fields else ()

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        if obj is None:
            return ()
        if not self.has_change_permission(request, obj):
            return (*self.entered, *self.shown)
        return (*(name for name in self.entered if name not in self.altered), *self.shown)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """An append-only register lets nothing change."""
        return bool(self.altered) and super().has_change_permission(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        made = super().get_form(request, obj, change, **kwargs)
        made.refusal = getattr(request, "register_refusal", None)
        return made

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the pop-up buttons beside a choice: each register has its own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
        return field

    # --- What a save does ---

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page; when a service refuses, everything is undone and the page comes back with the sentence and what was typed."""
        # One button a form: what comes after an entry is another page.
        extra_context = {
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "standing": [STANDING[act] for act in (self.altering if object_id else self.entering)],
        } | (extra_context or {})
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RuleViolation as refusal:
            request.register_refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Through the service alone; the row that the form filled is never saved itself."""
        actor = cast("ActorSite", self.admin_site).actor(request)
        if actor is None:
            raise PermissionError("nobody is signed in")
        sent = cast("RegisterForm", form).by(actor, timezone.now())
        given = {name: value for name, value in sent.cleaned_data.items() if name not in sent.carried}
        anyway = bool(given.pop(ANYWAY, False))
        for name in self.extra:
            if given.get(name):
                given[name] = _intake(given[name], name, anyway=anyway)
        if change:
            stored = self.get_object(request, str(obj.pk))
            changes = {name: given[name] for name in (*self.altered, *self.later)}
            made: models.Model = self.alter(sent, stored, changes)
        else:
            for name in set(self.later) - set(self.extra):
                given.pop(name, None)
            made = self.enter(sent, given)
        request.register_made = made  # type: ignore[attr-defined]
        obj.pk = obj.pk or made.pk

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the journal has the entry, with who made it and why."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the journal has the entry, with who made it and why."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._answered(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._answered(request, obj)

    def _answered(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """To the entry, where it waits for its second person; else back to the list."""
        made = request.register_made  # type: ignore[attr-defined]
        if isinstance(made, Entry) and made.is_open:
            messages.success(
                request, gettext("Entered. Nothing rests on it before a second person confirms it.")
            )
            return HttpResponseRedirect(reverse("admin:parties_entry_change", args=(made.pk,)))
        messages.success(
            request, gettext("Entered: %(what)s") % {"what": getattr(made, "title", None) or made}
        )
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))


def confirmed_by(row: RegisterRow) -> str:
    """Who confirmed what the row says, and when; of what was brought along, that nobody here did."""
    decision = getattr(row.entry, "decision", None)
    if decision is None:
        return (
            gettext("entered by one person")
            if row.entry and row.entry.person_id
            else gettext("brought along")
        )
    return f"{day_words_short(house_day(decision.recorded_at))}, {decision.person}"


def _intake(upload: Any, field: str, *, anyway: bool) -> Intake:
    try:
        return settled(check_upload(upload.read(), upload.name), anyway=anyway, field=field)
    except RuleViolation as refusal:
        refusal.field = field
        raise
