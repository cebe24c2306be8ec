"""Accounts. Kept by supervisors: whoever opens one could sign as its person, so it is no clerk's work, nor anybody's own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from documents.errors import RuleViolation
from parties.admin.base import RegisterAdmin, RegisterForm
from parties.models import Entry, User
from parties.services import people

KEEPERS = frozenset({"supervisor"})


class AccountForm(RegisterForm):
    """An account, and the way back in for a person who lost his password and his second factor."""

    reset = forms.BooleanField(
        label=gettext_lazy("Set a new first password"),
        required=False,
        help_text=gettext_lazy(
            "For a person who can no longer sign in: his second factors end with the old password. A second person confirms "
            "that it is he who asks, and is shown the new password once."
        ),
    )


@admin.register(User)
class UserAdmin(RegisterAdmin):
    """An account belongs to a person; its roles are the person's. No password, permission or group is shown or set here."""

    entering = ("open_account", "open_house_account")
    altering = (
        "close_account",
        "change_account",
        "change_house_account",
        "reset_credentials",
        "reset_house_credentials",
    )
    form = AccountForm
    later = ("reset",)
    adders = KEEPERS
    changers = KEEPERS
    entered = ("username", "person", "is_staff")
    altered = ("is_staff", "is_active")
    shown = ("last_login", "date_joined")
    list_display = ("username", "person", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    list_select_related = ("person",)
    search_fields = ("username", "person__name")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if obj is None else (*fields[:3], "is_active", *fields[3:])

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "is_active") if obj and not self.has_change_permission(request, obj) else fields

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes his own account, nor another one of his own person."""
        own = obj is not None and (obj == request.user or _same_person(obj, request.user))
        return not own and super().has_change_permission(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        made = super().get_form(request, obj, change, **kwargs)
        if "person" in made.base_fields:
            made.base_fields["person"].required = True
        if "is_staff" in made.base_fields:
            made.base_fields["is_staff"].label = "May enter the desk"
            made.base_fields[
                "is_staff"
            ].help_text = "Only with a role there: clerk, supervisor or compliance officer."
        if "is_active" in made.base_fields:
            made.base_fields[
                "is_active"
            ].help_text = "Take the tick away to close the account. It is never deleted."
        return made

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        return form.do(people.open_account, **given)

    def alter(self, form: RegisterForm, row: User, changes: dict[str, Any]) -> Entry:
        if changes.pop("reset"):
            if any(getattr(row, name) != value for name, value in changes.items()):
                raise RuleViolation(
                    "two_entries_in_one",
                    "A new first password and another change are two entries. Enter the one, then the other.",
                    field="reset",
                )
            return form.do(people.reset_credentials, user=row)
        return form.do(people.change_account, user=row, changes=changes)


def _same_person(account: Any, user: Any) -> bool:
    return account.person_id is not None and account.person_id == user.person_id
