"""The desk: the stock admin as the clerks' door."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from parties.authority import actor_of
from django.utils import timezone


class DeskSite(AdminSite):
    site_header = "Escrow Desk"
    site_title = "Escrow Desk"
    index_title = "Desk"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """The desk is for the escrow agent's own people; `is_superuser` alone opens nothing."""
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return False
        return bool(actor_of(user, now=timezone.now()).role_names & {"clerk", "supervisor", "compliance"})
