"""The doors: desk (clerks), portal (officers and the seller), review (compliance), and the check of a paper."""

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path

from escrow_site.account import pages
from escrow_site.home import check, check_explained, home
from escrow_site.limits.pages import misses_limited
from escrow_site.paper_check import check_paper
from tranches.portal import calendar
from tranches.portal.papers import document

handler400 = "escrow_site.error_pages.bad_request"
handler500 = "escrow_site.error_pages.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("desk/", admin.site.urls),
    path("portal/", include("tranches.portal.urls")),
    path("review/", include("tranches.review.urls")),
    path("documents/<uuid:public_id>/", document, name="document"),
    path("calendar/", calendar.address, name="calendar_address"),
    path("calendar/<str:secret>.ics", misses_limited(calendar.feed), name="calendar_feed"),
    path("check/", check_explained, name="check"),
    path("check/paper/", check_paper, name="check_paper"),
    path("check/<uuid:binder>/<str:count>/<str:digest>/", check, name="check_head"),
    path("account/", pages.my_account, name="my_account"),
    path("account/email/<str:token>/", pages.confirm_email, name="confirm_email"),
    path("account/kept/", pages.kept, name="kept_form"),
    path("account/session/left/", pages.session_left, name="session_left"),
    path("account/session/stay/", pages.session_stay, name="session_stay"),
    # Only what a person needs to sign in, to prove who he is and to come to a new password: nobody registers himself.
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", pages.no_password, name="account_set_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/asked/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/<slug:uidb36>/<str:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", include("escrow_site.factors.urls")),
]
