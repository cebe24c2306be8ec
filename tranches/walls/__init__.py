"""The database's own rules about shares: what holds even when somebody goes round the services.

One condition, written once in SQL that both databases read, becomes a trigger on each. Edges of the state machines are read from
django-fsm's registry, so there is no second table of states. What is written once (`WrittenOnce`) is append-only by its kind.
"""

from django.apps import apps

from documents.database import append_only
from documents.models.written_once import WrittenOnce
from tranches.walls.conditions import WALLS

__all__ = ["append_only_models", "raise_walls"]


def append_only_models() -> list[type[WrittenOnce]]:
    """Every table of this app and its wings whose rows are written once."""
    return [model for model in apps.get_app_config("tranches").get_models() if issubclass(model, WrittenOnce)]


def raise_walls() -> None:
    """Register every wall of this app. Called once, when the app is ready and all modules of walls are read."""
    for model in append_only_models():
        append_only.protect(model)
    for raise_them in WALLS:
        raise_them()
