"""What a database holds, read by the same plain SQL from a snapshot of the live one and from a restored copy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Query = Callable[[str], Sequence[Sequence[object]]]

# Who is signed in and what is cached is no evidence, and an old backup must not open a session again; nor does it
# carry the text of a form that was kept for half an hour.
ROWS_LEFT_OUT = ("cache_entries", "django_session", "parties_accountsession", "parties_keptform")

_HEADS = """
    SELECT b.reference, e.number, e.digest FROM documents_event e JOIN documents_binder b ON b.id = e.binder_id
    WHERE e.number = (SELECT MAX(l.number) FROM documents_event l WHERE l.binder_id = e.binder_id) ORDER BY b.reference
"""


@dataclass(frozen=True)
class Contents:
    """`heads` as REFERENCE:count:digest, `files` the SHA-256 of every filed document, `rows` the count of each table."""

    heads: list[str]
    files: list[str]
    migrations: list[str]
    rows: dict[str, int]


def contents_of(query: Query, tables: Sequence[str]) -> Contents:
    """Everything of one snapshot: the query must see one and the same moment each time."""
    counted = sorted(set(tables) - set(ROWS_LEFT_OUT))
    return Contents(
        heads=[":".join(str(part) for part in row) for row in query(_HEADS)],
        files=[
            str(row[0]) for row in query("SELECT DISTINCT sha256 FROM documents_document ORDER BY sha256")
        ],
        migrations=sorted(f"{row[0]}.{row[1]}" for row in query("SELECT app, name FROM django_migrations")),
        rows={name: int(str(query(f'SELECT COUNT(*) FROM "{name}"')[0][0])) for name in counted},  # noqa: S608 - the database's own names
    )


def differences(promised: Contents, found: Contents) -> list[str]:
    """A sentence for each way in which a copy is not what its manifest promised."""
    result = []
    if promised.heads != found.heads:
        result.append("the heads of its binders are not those of the manifest.")
    if promised.files != found.files:
        result.append("it names other filed documents than the manifest.")
    if promised.migrations != found.migrations:
        result.append("its migrations are not those of the manifest.")
    for name in sorted(promised.rows.keys() | found.rows.keys()):
        if promised.rows.get(name) != found.rows.get(name):
            result.append(f"{name} has {found.rows.get(name)} rows, not {promised.rows.get(name)}.")
    return result
