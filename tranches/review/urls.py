"""The pages of the review. They are read by GET; a POST takes a copy or has a statement made, and is recorded."""

from django.urls import path

from tranches.review import (
    authority,
    dossier,
    explain,
    export,
    history,
    journal,
    reads,
    retention,
    saved,
    sign_ins,
    statements,
    timeline,
)

app_name = "review"

urlpatterns = [
    path("", journal.page, name="journal"),
    path("timeline/", timeline.page, name="timeline"),
    path("timeline/export/", export.take_timeline, name="timeline_export"),
    path("explain/<str:reference>/<int:number>/", explain.page, name="explain"),
    path("export/", export.take, name="export"),
    path("filters/<str:page>/save/", saved.save, name="save_filter"),
    path("filters/<int:pk>/delete/", saved.forget, name="forget_filter"),
    path("statements/", statements.page, name="statements"),
    path("authority/", authority.page, name="authority"),
    path("dossier/", dossier.page, name="dossier"),
    path("reads/", reads.page, name="reads"),
    path("sign-ins/", sign_ins.page, name="sign_ins"),
    path("retention/", retention.page, name="retention"),
    path("history/", history.registers, name="registers"),
    path("history/<str:model>/", history.register, name="register"),
    path("history/<str:model>/<int:pk>/", history.page, name="history"),
]
