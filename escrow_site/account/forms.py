"""allauth's password forms with what this house asks in addition (`ACCOUNT_FORMS`)."""

from typing import Any, cast

from allauth.account.forms import ChangePasswordForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parties.models import User
from parties.services.credentials import ask_for_reset

# A passkey answers no question on a page without its own script; these are typed.
TYPED_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def has_typed_factor(user: User) -> bool:
    """Whether the account has a second factor that can be typed: an authenticator's code or recovery codes."""
    return Authenticator.objects.filter(user=user, type__in=TYPED_FACTORS).exists()


class ChangePassword(ChangePasswordForm):
    """The new password is another one than the old one: a first password is known to others."""

    def clean(self) -> dict[str, Any]:
        given = cast("dict[str, Any]", super().clean())
        if given.get("password1") and given.get("password1") == given.get("oldpassword"):
            self.add_error("password1", _("This is the password you have. Choose another one."))
        return given


class AskForReset(ResetPasswordForm):
    """Takes a user name or a confirmed address, and answers known and unknown ones alike."""

    email = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        ask_for_reset(typed=self.cleaned_data["email"], now=timezone.now())
        return str(self.cleaned_data["email"])


class ResetPassword(ResetPasswordKeyForm):
    """A new password by a link of the mail, and only with the second factor; its code is tried when all else is right."""

    code = forms.CharField(
        label=_("Code of your second factor"),
        help_text=_("From your authenticator, or one of your recovery codes."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "w-code"}),
    )
    field_order = ("code", "password1", "password2")

    def clean(self) -> dict[str, Any]:
        given = cast("dict[str, Any]", super().clean())
        if self.errors:
            return given  # a recovery code is used up by trying it
        if not has_typed_factor(self.user):
            raise forms.ValidationError(
                _(
                    "This account has no second factor to type, so two persons of the escrow agent set a new password. Call them on "
                    "the number you know."
                )
            )
        proof = AuthenticateForm(data={"code": given["code"]}, user=self.user)
        if not proof.is_valid():
            self.add_error("code", proof.errors.get("code") or proof.non_field_errors())
            return given
        proof.authenticator.record_usage()
        return given
