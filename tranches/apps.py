from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class TranchesConfig(AppConfig):
    """The agreement at work."""

    name = "tranches"

    def ready(self) -> None:
        from tranches import kinds, walls  # noqa: F401  (registers the journal's kinds)
        from tranches.selectors import clocks

        walls.raise_walls()
        for module in iter_modules(clocks.__path__, f"{clocks.__name__}."):
            import_module(module.name)  # each registers the clocks of its matter
