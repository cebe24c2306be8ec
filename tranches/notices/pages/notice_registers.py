"""Registers of notices: to look at, search and filter; nothing here is written."""

from django.contrib import admin

from tranches.admin.registers.case_registers import MINE, CaseRegister
from tranches.notices.models import Notice, NoticeAddressee, NoticeReceipt


@admin.register(Notice)
class NoticeAdmin(CaseRegister):
    list_display = ("__str__", "agreement", "subject", "sender", "sent_on", "courier", "tracking_number")
    list_filter = (("agreement", MINE),)
    list_select_related = ("agreement", "sender")
    search_fields = ("agreement__reference", "subject", "tracking_number")


@admin.register(NoticeAddressee)
class NoticeAddresseeAdmin(CaseRegister):
    to_agreement = "notice__agreement"
    list_display = ("__str__", "notice", "address")
    list_select_related = ("notice",)
    search_fields = ("name",)


@admin.register(NoticeReceipt)
class NoticeReceiptAdmin(CaseRegister):
    to_agreement = "addressee__notice__agreement"
    list_display = ("__str__", "addressee", "outcome", "signed_for_by", "person")
    list_filter = ("outcome",)
    list_select_related = ("addressee", "person")
