from django.apps import AppConfig


class TranchesConfig(AppConfig):
    """The agreement at work."""

    name = "tranches"

    def ready(self) -> None:
        from documents.journal.rows import tell
        from tranches import kinds, walls  # noqa: F401  (registers the journal's kinds)
        from tranches.models import AgreementParty, EscrowAgreement
        from tranches.selectors import keepers  # noqa: F401  (says whose register is whose)
        from tranches.services import telling_register  # noqa: F401  (tells whom an entry concerns)

        walls.raise_walls()
        tell(EscrowAgreement)
        tell(AgreementParty)
