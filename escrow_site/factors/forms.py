"""How a code is typed, counted and used once."""

import unicodedata
from datetime import timedelta
from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.translation import gettext_lazy

from escrow_site.limits.counters import forget, once
from escrow_site.limits.guesses import SLOWED, code_heard

LONGEST_CODE = 40
LONGEST_PASSWORD = 500


def read_code(typed: str) -> str:
    """The code somebody meant: digits of any width and script as 0 to 9, without spaces, hyphens and dots."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in plain if letter.isalnum()
    )


class CodeField(forms.CharField):
    """A code of an authenticator app or a recovery code."""

    def __init__(self, *, label: Any, required: bool = True, help_text: Any = "") -> None:
        widget = forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        )
        super().__init__(
            max_length=LONGEST_CODE, widget=widget, label=label, required=required, help_text=help_text
        )

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return read_code(text) if text and len(text) <= LONGEST_CODE else text or ""


class _CountedCode:
    """Count a code before allauth compares it, and let a right one open once only.

    allauth marks a code as used for one period; with a tolerance it would open again in the next.
    """

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        counted = code_heard(context.request, self.user)
        code: str = super().clean_code()  # type: ignore[misc]
        now = timezone.now()
        lasting = timedelta(seconds=app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 2))
        if not once("used code", str(self.user.pk), code, now=now, until=now + lasting):
            raise get_adapter().validation_error("incorrect_code")
        forget(*counted)
        return code


class CodeForm(_CountedCode, AuthenticateForm):
    """The code after the password."""

    code = CodeField(label=gettext_lazy("Code of your authenticator app, or a recovery code"))


class ProofForm(_CountedCode, ReauthenticateForm):
    """The code before a signature."""

    code = CodeField(label=gettext_lazy("Code of your authenticator app, or a recovery code"))


class ActivateForm(_CountedCode, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    code = CodeField(label=gettext_lazy("The six digits that the app shows now"))


class PasskeyForm(AddWebAuthnForm):
    """A new passkey; by default one that signs in by itself."""

    name = forms.CharField(
        label=gettext_lazy("Name of the key"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("To tell it from others, such as “office laptop”."),
    )
    passwordless = forms.BooleanField(
        label=gettext_lazy("Sign in with this key alone"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "The key then asks for your finger, face or PIN and counts as both factors. Without it, the key stands beside the "
            "password."
        ),
    )


class SignInForm(LoginForm):
    """Name and password; a code beside them where guesses of others have slowed the name."""

    code = CodeField(
        label=gettext_lazy("Code of your second factor"),
        required=False,
        help_text=gettext_lazy("With your password and this code together you need not wait."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].max_length = LONGEST_PASSWORD
        self.fields["password"].help_text = ""
        self.order_fields(["login", "password", "code", "remember"])

    @property
    def asks_for_code(self) -> bool:
        """Whether the page shows the field of the code: after a slowed answer, and again with a code that was typed."""
        return bool(self.data.get("code")) or self.has_error(NON_FIELD_ERRORS, code=SLOWED)
