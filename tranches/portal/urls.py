"""The pages of the portal. Public ids and references only; every view enters through a doorway."""

from django.urls import path

from tranches.portal import (
    agreement,
    amendment,
    deadlines,
    inbox,
    instruction,
    objection,
    register,
    suspension,
)
from tranches.rights.portal import votes as rights
from tranches.supposing import portal as supposing

app_name = "portal"

urlpatterns = [
    path("", inbox.home, name="home"),
    path("answers/", inbox.answers, name="answers"),
    path("register/<uuid:public_id>/", register.entry, name="register_entry"),
    path("instructions/<uuid:public_id>/", instruction.page, name="instruction"),
    path("instructions/<uuid:public_id>/answer/", instruction.answer, name="answer"),
    path("instructions/<uuid:public_id>/revoke/<str:part>/", instruction.revoke, name="revoke"),
    path("amendments/<uuid:public_id>/", amendment.page, name="amendment"),
    path("amendments/<uuid:public_id>/answer/", amendment.answer, name="amendment_answer"),
    path("suspensions/<uuid:public_id>/lift/", suspension.lift, name="lift_suspension"),
    path("agreements/<str:reference>/", agreement.page, name="agreement"),
    path("agreements/<str:reference>/deadlines/", deadlines.docket, name="docket"),
    path("agreements/<str:reference>/notices/", deadlines.notices, name="notices"),
    path("agreements/<str:reference>/rights/", rights.rights, name="rights"),
    path("meetings/<uuid:public_id>/", rights.meeting, name="meeting"),
    path("agreements/<str:reference>/statement/", agreement.statement, name="statement"),
    path("agreements/<str:reference>/versions/", amendment.versions, name="versions"),
    path("agreements/<str:reference>/readings/", supposing.readings, name="readings"),
    path("agreements/<str:reference>/what-if/", supposing.what_if, name="what_if"),
    path("agreements/<str:reference>/what-if/<uuid:public_id>/", supposing.what_if, name="saved_what_if"),
    path(
        "agreements/<str:reference>/what-if/<uuid:public_id>/set-aside/",
        supposing.set_aside,
        name="set_aside",
    ),
    path("agreements/<str:reference>/tranches/<int:number>/", agreement.tranche, name="tranche"),
    path("agreements/<str:reference>/tranches/<int:number>/suspend/", suspension.suspend, name="suspend"),
    path("agreements/<str:reference>/tranches/<int:number>/objection/", objection.page, name="objection"),
]
