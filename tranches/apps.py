from django.apps import AppConfig


class TranchesConfig(AppConfig):
    """The agreement at work."""

    name = "tranches"

    def ready(self) -> None:
        from tranches import kinds, walls  # noqa: F401  (registers the journal's kinds)

        walls.raise_walls()
