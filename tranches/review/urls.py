"""The pages of the review. All are read by GET; the one POST takes a copy, and is recorded."""

from django.urls import path

from tranches.review import export, history, journal

app_name = "review"

urlpatterns = [
    path("", journal.page, name="journal"),
    path("export/", export.take, name="export"),
    path("history/", history.registers, name="registers"),
    path("history/<str:model>/", history.register, name="register"),
    path("history/<str:model>/<int:pk>/", history.page, name="history"),
]
