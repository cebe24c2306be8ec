"""The pages of the second factor: allauth's views under their own names, those that change a factor as one act."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from escrow_site.factors.changes import changes_factors

urlpatterns = [
    path("", base.index, name="mfa_index"),
    path("authenticate/", base.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", base.reauthenticate, name="mfa_reauthenticate"),
    path("app/add/", changes_factors(totp.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", changes_factors(totp.deactivate_totp, removes=True), name="mfa_deactivate_totp"),
    path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/make/", changes_factors(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("keys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("keys/add/", changes_factors(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("keys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "keys/<int:pk>/remove/",
        changes_factors(passkeys.remove_webauthn, removes=True),
        name="mfa_remove_webauthn",
    ),
    path("keys/prove/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("keys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
]
