"""The doors: desk (clerks), portal (officers and the seller), review (compliance), and the check of a paper."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("desk/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
]
