from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The people and their authority."""

    name = "parties"

    def ready(self) -> None:
        from documents.database import append_only, row_level
        from parties import kinds, walls  # noqa: F401  (kinds: registers the journal's kinds of this app)
        from parties.models import (
            AccountingFirm,
            AccountPreferences,
            AccountSession,
            CalendarToken,
            Entry,
            FirmApproval,
            KeptForm,
            LinkMail,
            Membership,
            Party,
            Person,
            SignIn,
            User,
        )
        from parties.register_rows import tell_registers
        from parties.services import contacts, credentials, firms, numbers, people  # noqa: F401  (register their own kinds)

        tell_registers()
        walls.raise_walls()
        append_only.protect(SignIn)

        row_level.places_of("parties")
        row_level.listed(Party, "parties")
        row_level.through(Entry, "binder")
        row_level.through(Membership, "party")
        row_level.through(Person, "memberships", "signatory_of")
        row_level.own(Person, "id", "person")
        row_level.through(User, "person")
        row_level.through(FirmApproval, "approved_by")
        row_level.through(AccountingFirm, "approvals")
        row_level.own(CalendarToken, "user")
        row_level.own(AccountPreferences, "user")
        # Read and written to find out who asks, before anybody is known; second factors and addresses are placed by the assembly.
        row_level.own(SignIn, "user")
        row_level.own(LinkMail, "user")
        row_level.of_visitors(User, SignIn, LinkMail)
        row_level.by_their_secret(AccountSession, KeptForm)
