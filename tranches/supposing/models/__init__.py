"""Suppositions that were saved, as rows."""

from tranches.supposing.models.scenario import SavedScenario, ScenarioSetAside

__all__ = [
    "SavedScenario",
    "ScenarioSetAside",
]
