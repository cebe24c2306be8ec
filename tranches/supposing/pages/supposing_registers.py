"""The registers of saved suppositions: the escrow agent's own. What the officers of a company saved is theirs alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tranches.admin.registers.case_registers import CaseRegister
from tranches.supposing.models import SavedScenario, ScenarioSetAside


class OwnSuppositions(CaseRegister):
    """Rows that the reader's own party saved; `to_party` is the way from a row to it."""

    to_party = "party"

    def get_queryset(self, request: HttpRequest) -> Any:
        actor = self.admin_site.actor(request)
        parties = {party_id for _, party_id in actor.roles} if actor else set()
        return super().get_queryset(request).filter(**{f"{self.to_party}__in": parties})


@admin.register(SavedScenario)
class SavedScenarioRegister(OwnSuppositions):
    list_display = ("name", "agreement", "party", "person", "recorded_at")
    list_select_related = ("agreement", "party", "person")
    search_fields = ("name", "agreement__reference")


@admin.register(ScenarioSetAside)
class ScenarioSetAsideRegister(OwnSuppositions):
    to_agreement = "scenario__agreement"
    to_party = "scenario__party"
    list_display = ("__str__", "person", "recorded_at")
    list_select_related = ("scenario", "person")
