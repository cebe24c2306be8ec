"""Who acts: plain data handed to every service, never looked up from a thread."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A person (or the system) acting in a capacity.

    `roles` holds pairs (role, party id), as they stand on the day of the act; `capacity` is the sentence for the record ("clerk
    of the escrow agent"); `factor` how the person proved who he is ("password", "passkey", "command line").
    `person_id` is the natural person behind the account: two accounts of one person are one person (I10).
    """

    name: str
    capacity: str
    user_id: int | None = None
    person_id: int | None = None
    factor: str = ""
    roles: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    @property
    def id_text(self) -> str:
        return f"user:{self.user_id}" if self.user_id else ""

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset(role for role, _ in self.roles)

    def has_role(self, *roles: str, party_id: int | None = None) -> bool:
        """Whether the actor has one of the roles, for that party if one is named."""
        return any(role in roles and party_id in (None, party) for role, party in self.roles)


def system_actor(what: str) -> Actor:
    """The program itself, acting on its own (an assessment) or by a command ("load_agreement")."""
    return Actor(name="system", capacity=what, factor="command line")
