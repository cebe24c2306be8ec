"""The doors: desk (clerks), portal (officers and the seller), review (compliance), and the check of a paper."""

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path

from escrow_site.home import check, check_explained, home
from escrow_site.limits.pages import misses_limited
from escrow_site.paper_check import check_paper
from tranches.portal import calendar
from tranches.portal.papers import document

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
    # Only what a person needs to sign in and to prove who he is: nobody registers himself, changes his address or has a
    # password sent to him; that is the agent's work.
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/2fa/", include("escrow_site.factors.urls")),
]
