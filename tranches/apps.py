from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class TranchesConfig(AppConfig):
    """The agreement at work."""

    name = "tranches"

    def ready(self) -> None:
        from documents import row_level
        from documents.journal.rows import tell
        from parties.models import AccountingFirm
        from tranches import kinds, papers, walls  # noqa: F401  (kinds: registers those of the journal)
        from tranches.models import AgreementParty, CalendarDay, EscrowAgreement
        from tranches.selectors import clocks, keepers  # noqa: F401  (keepers: says whose register is whose)
        from tranches.services import daily_mail, telling_register  # noqa: F401  (which mail may wait; whom an entry concerns)

        walls.raise_walls()
        tell(EscrowAgreement)
        tell(AgreementParty)
        for package in (clocks, papers):
            for module in iter_modules(package.__path__, f"{package.__name__}."):
                import_module(module.name)  # each makes the clocks, or the paper, of its matter known
        row_level.places_of("tranches")
        row_level.listed(EscrowAgreement, "agreements")
        row_level.through(AccountingFirm, "reports")
        row_level.of_everybody(CalendarDay)
