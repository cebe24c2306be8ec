"""Who may change the register: by kind of entry, who enters it, who confirms it, and what the second person compares.

Default deny: what has no line here is refused. Pages print this very table.
"""

from dataclasses import dataclass

from django.conf import settings

from parties.models import Role

AGENT = frozenset({Role.CLERK, Role.SUPERVISOR})
SUPERVISOR = frozenset({Role.SUPERVISOR})
KEEPERS = frozenset({Role.SUPERVISOR, Role.COMPLIANCE})
HOUSE_ROLES = frozenset({Role.CLERK, Role.SUPERVISOR, Role.COMPLIANCE})
NOBODY: frozenset[Role] = frozenset()

_AGENT = "a clerk or supervisor of the escrow agent"
_SUPERVISOR = "a supervisor of the escrow agent"
_ANOTHER = "another clerk or supervisor"
_COLLEAGUE = "another supervisor, a clerk or compliance"
_KEEPER = "another supervisor, or compliance"
_CERTIFICATE = "compares it with the certificate of incumbency"
_PAPER = "compares it with the paper it rests on"
_CALL = "calls the party on the number that stood before, and has the new details read out"
_PERSON = "knows the person, and that the house wants the entry"


@dataclass(frozen=True)
class Standing:
    """One kind of entry: who enters, who confirms (nobody: it takes effect at once), and what the second person does.

    `calls`: the confirmation names the number that was called. `why_one` says why one person is enough.
    """

    act: str
    label: str
    enters: frozenset[Role]
    who_enters: str
    confirms: frozenset[Role] = NOBODY
    who_confirms: str = ""
    compares: str = ""
    calls: bool = False
    why_one: str = ""

    @property
    def needs_second(self) -> bool:
        return bool(self.confirms)


def _one(act: str, label: str, why: str, *, by_supervisor: bool = False) -> Standing:
    return Standing(
        act,
        label,
        SUPERVISOR if by_supervisor else AGENT,
        _SUPERVISOR if by_supervisor else _AGENT,
        why_one=why,
    )


def _two(act: str, label: str, compares: str, *, calls: bool = False) -> Standing:
    return Standing(act, label, AGENT, _AGENT, AGENT, _ANOTHER, compares, calls=calls)


def _account(act: str, label: str) -> Standing:
    return Standing(act, label, SUPERVISOR, _SUPERVISOR, HOUSE_ROLES, _COLLEAGUE, _CERTIFICATE)


def _house(act: str, label: str) -> Standing:
    return Standing(act, label, SUPERVISOR, _SUPERVISOR, KEEPERS, _KEEPER, _PERSON)


_INERT = "it lets nobody do anything"
_ENDS = "it takes a power away and gives none; waiting would be the danger"

STANDING: dict[str, Standing] = {
    entry.act: entry
    for entry in (
        _one("register_party", "Register a party", _INERT),
        _two("change_party", "Change a party’s particulars", _PAPER),
        _two("change_contact", "Change where a party is reached", _CALL, calls=True),
        _one("register_person", "Register a person", _INERT),
        _two("change_person", "Change a person’s particulars", _PAPER),
        _account("admit", "Admit a person to a company’s side"),
        _house("admit_to_house", "Admit a person to the house"),
        _account("open_account", "Open an account for the portal"),
        _house("open_house_account", "Open an account for the desk"),
        _one("close_account", "Close an account", _ENDS),
        _account("change_account", "Reopen an account"),
        _house("change_house_account", "Reopen an account, or let it to the desk"),
        _account("reset_credentials", "Set a new first password"),
        _house("reset_house_credentials", "Set a new first password for the desk"),
        _two("grant_role", "Let a person act for a company", _CERTIFICATE),
        _house("grant_house_role", "Give a role in the house"),
        _one("end_role", "End a role", _ENDS),
        _two("extend_role", "Let a role run on", _CERTIFICATE),
        _house("extend_house_role", "Let a role in the house run on"),
        _two("register_signatory", "Register a signatory", _CERTIFICATE),
        _house("register_house_signatory", "Register a signatory of the house"),
        _two("certify_signatory", "File a signatory’s certificate or specimen", _CERTIFICATE),
        _house("certify_house_signatory", "File a certificate or specimen of the house"),
        _one("end_signatory", "End a signatory’s authority", _ENDS),
        _two("extend_signatory", "Let a signatory’s authority run on", _CERTIFICATE),
        _house("extend_house_signatory", "Let an authority of the house run on"),
        _one("register_firm", "Register an accounting firm", _INERT),
        _two("change_firm", "Change a firm’s particulars", _PAPER),
        _two("approve_firm", "Record the approval of a firm", _PAPER),
        _one("revoke_firm", "Record the revocation of a firm’s approval", _ENDS),
        _two("add_number", "Enter a number for call-backs", _CALL, calls=True),
        _one("end_number", "End a number for call-backs", _ENDS),
        _two("register_delivery_account", "Enter a delivery account", _CALL, calls=True),
    )
}

OPENINGS = ("first_supervisors", "open_register")
"""Entries that no person of the register makes: its first two supervisors, and what an operator brought along. On record as such."""


def cool_off_days() -> int:
    """How many calendar days whoever had a hand in an entry does not confirm for, or release on the word of, its person (I13)."""
    return int(settings.REGISTER_COOL_OFF_DAYS)
