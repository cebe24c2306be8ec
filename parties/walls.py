"""The database's own rules about the register: no row without its entry, no entry that counts without its second person.

They hold for whoever goes round the services. Who may enter what is the services' to ask; that two persons did, is asked here too.
"""

from documents.database import append_only
from documents.database.walls import must_hold
from parties import models as m
from parties.policy import OPENINGS, STANDING
from parties.register_rows import OF_THE_OWNER, REGISTER

# Rows of these tables are never changed at all; of the others, only by a later entry.
APPEND_ONLY = (
    m.Entry,
    m.EntryDecision,
    m.FirmApproval,
    m.FirmRevocation,
    m.ContactNumber,
    m.NumberEnd,
    m.DeliveryAccount,
)
# Which entries make a row of a table, and which change one.
MAKES: dict[type[m.RegisterRow], tuple[str, ...]] = {
    m.Party: ("register_party",),
    m.Person: ("register_person", "admit", "admit_to_house", "first_supervisors"),
    m.User: ("open_account", "open_house_account", "admit", "admit_to_house", "first_supervisors"),
    m.Membership: ("grant_role", "grant_house_role", "admit", "admit_to_house", "first_supervisors"),
    m.Signatory: ("register_signatory", "register_house_signatory", "admit", "admit_to_house"),
    m.AccountingFirm: ("register_firm",),
    m.FirmApproval: ("approve_firm",),
    m.FirmRevocation: ("revoke_firm",),
    m.ContactNumber: ("add_number",),
    m.NumberEnd: ("end_number",),
    m.DeliveryAccount: ("register_delivery_account",),
}
CHANGES: dict[type[m.RegisterRow], tuple[str, ...]] = {
    m.Party: ("change_party", "change_contact"),
    m.Person: ("change_person",),
    m.User: (
        "close_account",
        "change_account",
        "change_house_account",
        "reset_credentials",
        "reset_house_credentials",
    ),
    m.Membership: ("end_role", "extend_role", "extend_house_role"),
    m.Signatory: (
        "certify_signatory",
        "certify_house_signatory",
        "end_signatory",
        "extend_signatory",
        "extend_house_signatory",
    ),
    m.AccountingFirm: ("change_firm",),
}
# What a new row has of its entry: the party whose binder the entry is in, and what the confirmed content says.
PARTY = {
    m.Membership: "party_id",
    m.Signatory: "party_id",
    m.DeliveryAccount: "party_id",
    m.ContactNumber: "party_id",
    m.FirmApproval: "approved_by_id",
}
SAYS = {
    m.User: "username",
    m.Membership: "role",
    m.Signatory: "signing",
    m.DeliveryAccount: "description",
    m.ContactNumber: "number",
}
# Under which name the content of a change has the row that it changes.
NAMED = {
    m.Party: "party",
    m.Person: "person",
    m.User: "user",
    m.Membership: "membership",
    m.Signatory: "signatory",
    m.AccountingFirm: "firm",
}
# Days that must not lie before the entry was confirmed (I14).
STARTS = {
    m.Membership: "starts_on",
    m.Signatory: "starts_on",
    m.ContactNumber: "starts_on",
    m.DeliveryAccount: "starts_on",
}

_CONFIRMED = (
    "EXISTS (SELECT 1 FROM parties_entrydecision d WHERE d.entry_id = e.id AND d.answer = 'confirm' AND d.digest = e.digest"
    " AND d.person_id <> e.person_id AND d.person_id IS DISTINCT FROM e.about_id)"
)


def raise_walls() -> None:
    """Register every wall of this app. Called once, when the app is ready."""
    for evidence in APPEND_ONLY:
        append_only.protect(evidence)
    registers: tuple[type[m.RegisterRow], ...] = (*REGISTER, m.User)
    for model in registers:
        if model not in APPEND_ONLY:
            append_only.protect(model, ("delete", "replace", "truncate"))
        _guard_rows(model)
    _guard_entries()


def _guard_rows(model: type[m.RegisterRow]) -> None:
    table, name = model._meta.db_table, model._meta.model_name
    must_hold(
        f"wall_{name}_made_by_entry",
        table,
        "BEFORE INSERT",
        _stands("NEW.entry_id", MAKES[model], _same(model)),
        f"a row of {table} comes by its own entry of the register, which stands.",
    )
    if model in CHANGES:
        columns = [field.column for field in model._meta.concrete_fields]
        moved = " OR ".join(
            f'NEW."{column}" IS DISTINCT FROM OLD."{column}"'
            for column in columns
            if column not in ("id", *OF_THE_OWNER)
        )
        named = f"REPLACE(e.content ->> '{NAMED[model]}', '-', '') = REPLACE(CAST(OLD.public_id AS TEXT), '-', '')"
        opened = (
            "(OLD.entry_id IS NULL AND EXISTS (SELECT 1 FROM parties_entry e WHERE e.id = NEW.entry_id"
            " AND e.act = 'open_register'))"
        )
        must_hold(
            f"wall_{name}_changed_by_entry",
            table,
            "BEFORE UPDATE",
            f"NEW.id = OLD.id AND NEW.public_id = OLD.public_id AND (({_stands('NEW.entry_id', CHANGES[model], named)}"
            f" AND NEW.entry_id > COALESCE(OLD.entry_id, 0)) OR {opened})",
            f"a row of {table} changes by a later entry of the register that stands.",
            applies=moved,
        )
    if model in STARTS:
        # A day begins at UTC+14 first: what is compared is the day in UTC, which the services take as well.
        must_hold(
            f"wall_{name}_not_dated_back",
            table,
            "BEFORE INSERT",
            f"CAST(NEW.{STARTS[model]} AS TEXT) >= (SELECT SUBSTR(CAST(COALESCE(d.recorded_at, e.recorded_at) AS TEXT), 1, 10)"
            " FROM parties_entry e LEFT JOIN parties_entrydecision d ON d.entry_id = e.id WHERE e.id = NEW.entry_id)",
            "an entry takes effect no earlier than it was confirmed.",
        )


def _same(model: type[m.RegisterRow]) -> str:
    """SQL: the new row is the one that its entry makes: it bears the entry's name, so that one entry never makes two rows."""
    parts = ["NEW.public_id = e.public_id"]
    if model in PARTY:
        parts.append(
            f"EXISTS (SELECT 1 FROM parties_party p WHERE p.id = NEW.{PARTY[model]} AND p.binder_id = e.binder_id)"
        )
    if model in SAYS:
        column = SAYS[model]
        parts.append(f"(e.act = 'first_supervisors' OR e.content ->> '{column}' = NEW.{column})")
    if model in (m.Membership, m.Signatory, m.User):
        parts.append(
            "(e.about_id = NEW.person_id OR (e.about_id IS NULL AND EXISTS (SELECT 1 FROM parties_person q"
            " WHERE q.id = NEW.person_id AND q.public_id = e.public_id)))"
        )
    return " AND ".join(parts)


def _stands(entry: str, acts: tuple[str, ...], same: str) -> str:
    """SQL: the entry is of one of these acts, is this row's (`same`), and was confirmed where its act asks for a second person."""
    alone = [act for act in acts if act in OPENINGS or not STANDING[act].needs_second]
    second = [act for act in acts if act not in alone]
    parts = []
    if alone:
        parts.append(f"(e.act IN ({_listed(alone)}) AND NOT e.needs_second)")
    if second:
        parts.append(f"(e.act IN ({_listed(second)}) AND e.needs_second AND {_CONFIRMED})")
    return (
        f"EXISTS (SELECT 1 FROM parties_entry e WHERE e.id = {entry} AND {same} AND ({' OR '.join(parts)}))"
    )


def _listed(acts: list[str]) -> str:
    return ", ".join(f"'{act}'" for act in acts)


def _guard_entries() -> None:
    second = [act for act, line in STANDING.items() if line.needs_second]
    alone = [act for act, line in STANDING.items() if not line.needs_second]
    must_hold(
        "wall_entry_of_the_table",
        "parties_entry",
        "BEFORE INSERT",
        f"(NEW.act IN ({_listed(second)}) AND NEW.needs_second AND NEW.person_id IS NOT NULL)"
        f" OR (NEW.act IN ({_listed([*alone, *OPENINGS])}) AND NOT NEW.needs_second)",
        "an entry is of a kind of the register, by a person, and waits for a second one where its kind asks for one.",
    )
    must_hold(
        "wall_entry_not_about_oneself",
        "parties_entry",
        "BEFORE INSERT",
        "NEW.person_id IS NULL OR NEW.about_id IS NULL OR NEW.person_id <> NEW.about_id",
        "nobody makes an entry about himself.",
    )
    must_hold(
        "wall_first_supervisors_of_an_empty_house",
        "parties_entry",
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM parties_membership m JOIN parties_party p ON p.id = m.party_id"
        " WHERE p.binder_id = NEW.binder_id)",
        "the first supervisors come to a house in which nobody has a role.",
        applies="NEW.act = 'first_supervisors'",
    )
    must_hold(
        "wall_supervisor_of_the_opening",
        "parties_membership",
        "BEFORE INSERT",
        "NEW.role = 'supervisor' AND EXISTS (SELECT 1 FROM parties_entry e JOIN parties_party p ON p.binder_id = e.binder_id"
        " WHERE e.id = NEW.entry_id AND p.id = NEW.party_id)"
        " AND (SELECT COUNT(*) FROM parties_membership o WHERE o.party_id = NEW.party_id) < 2",
        "the opening of a house makes two supervisors of that house, and nobody else.",
        applies="EXISTS (SELECT 1 FROM parties_entry e WHERE e.id = NEW.entry_id AND e.act = 'first_supervisors')",
    )
    must_hold(
        "wall_entry_decided_by_another",
        "parties_entrydecision",
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM parties_entry e WHERE e.id = NEW.entry_id AND e.needs_second AND e.digest = NEW.digest"
        " AND NEW.recorded_at >= e.recorded_at AND ((NEW.answer = 'withdraw' AND NEW.person_id = e.person_id)"
        " OR (NEW.answer IN ('confirm', 'refuse') AND NEW.person_id <> e.person_id"
        " AND NEW.person_id IS DISTINCT FROM e.about_id)))",
        "an entry is decided once, over its digest, by another person than its own and the one it is about.",
    )
