"""Row-level security on PostgreSQL: a query that forgot its filter shows a person no row of another's agreement.

Each table is placed once: how a row leads to the agreement, the party or the account it belongs to. The policies are made from the
models' own relations; a row is seen where the row it hangs on is seen, which that row's own policy decides. Whoever owns the tables
is not bound, the app is (escrow_site/database_roles.py). Policies are raised after every migrate; `verify` and the system check look
for each.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Model = type[models.Model]
NAME = "reader"
WHY = "whoever asks without a filter would see the rows of others."

_HOUSE = "(( SELECT current_setting('escrow.reader'::text, true) AS current_setting) = 'house'::text)"
_ways: defaultdict[Model, list[Callable[[], str]]] = defaultdict(list)
_listed: dict[Model, str] = {}
_apps: list[str] = []


# --- Placing a table -----------------------------------------------------------------------------


def places_of(label: str) -> None:
    """Every table of this app has a place: named below, or else by its first required key to a table of its app."""
    _apps.append(label)


def listed(model: Model, setting: str) -> None:
    """A row is seen if its key is in the reader's list of that name: `agreements`, `binders` or `parties`."""
    _listed[model] = setting
    _ways[model].append(lambda: f"({model._meta.pk.column} = ANY ({_list(setting)}))")


def own(model: Model, field: str, setting: str = "account") -> None:
    """A row is seen by the account (or the person) that its field names."""
    _ways[model].append(lambda: f"({_bare(model, field)} = {_number(setting)})")


def own_text(model: Model, field: str, before: str) -> None:
    """A row is seen by the account that its text names, such as `user:7`."""
    _ways[model].append(
        lambda: (
            f"(({_bare(model, field)})::text ="
            f" ('{before}'::text || ( SELECT current_setting('escrow.account'::text, true) AS current_setting)))"
        )
    )


def through(model: Model, *relations: str) -> None:
    """A row is seen where one that it names, or one that names it, is seen."""
    for relation in relations:
        _ways[model].append(lambda relation=relation: _leads(model, relation))  # type: ignore[misc]


def of_visitors(*placed: Model) -> None:
    """A row is also seen by whoever is just signing in."""
    for model in placed:
        _ways[model].append(
            lambda: (
                "(( SELECT current_setting('escrow.reader'::text, true) AS current_setting) = 'visitor'::text)"
            )
        )


def of_everybody(*placed: Model) -> None:
    """Rows of no agreement and no party that every reader may see."""
    for model in placed:
        _ways[model].append(
            lambda: "(( SELECT current_setting('escrow.reader'::text, true) AS current_setting) <> ''::text)"
        )


def by_their_secret(*placed: Model) -> None:
    """Rows found by a secret that is their key, before anybody is known: sessions, and forms that came too late."""
    for model in placed:
        _ways[model].append(lambda: "true")


def of_the_house(*placed: Model) -> None:
    """Rows that nobody outside the house sees."""
    for model in placed:
        _ways.setdefault(model, [])


# --- What follows from it ------------------------------------------------------------------------


def placed() -> Iterator[Model]:
    """Every model whose table has a policy."""
    for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table):
        if model._meta.managed and not model._meta.proxy and _has_place(model):
            yield model


def unplaced() -> list[Model]:
    """The models of the house's apps for which nobody said whose rows they are."""
    return [
        model for label in _apps for model in apps.get_app_config(label).get_models() if not _has_place(model)
    ]


def condition(model: Model) -> str:
    """When a row of the model is seen, as the server writes it."""
    found = [_HOUSE, *(way() for way in _ways_of(model))]
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"


def _has_place(model: Model) -> bool:
    return bool(model in _ways or _shown(model) is not None or (_key_up(model) is not None))


def _ways_of(model: Model) -> list[Callable[[], str]]:
    if model in _ways:
        return _ways[model]
    shown = _shown(model)
    if shown is not None:
        return [
            lambda: _exists(shown, _key(shown), _column(model, model._meta.get_field(shown._meta.pk.name)))
        ]
    key = _key_up(model)
    return [lambda: _leads(model, key)] if key else []


def _shown(model: Model) -> Model | None:
    """The model that a history tells of."""
    kept = getattr(model, "instance_type", None)
    return kept if kept is not None and model is not kept and _has_place(kept) else None


def _key_up(model: Model) -> str | None:
    """The name of the first required key to a table of the model's own app that has a place."""
    if model._meta.app_label not in _apps:
        return None
    for field in model._meta.concrete_fields:
        above: Any = field.related_model
        if field.null or above is None or above is model or above._meta.app_label != model._meta.app_label:
            continue
        if _has_place(above):
            return field.name
    return None


def _leads(model: Model, relation: str) -> str:
    field: Any = model._meta.get_field(relation)
    other: Model = field.related_model
    if not field.concrete:
        return _exists(other, _column(other, field.field), _column(model, field.field.target_field))
    if other in _listed and len(_ways[other]) == 1:
        return f"({field.column} = ANY ({_list(_listed[other])}))"
    return _exists(other, _key(other), _column(model, field))


def _exists(other: Model, theirs: str, ours: str) -> str:
    return f"(EXISTS ( SELECT 1 FROM {other._meta.db_table} WHERE ({theirs} = {ours})))"


def _key(model: Model) -> str:
    return _column(model, model._meta.pk)


def _column(model: Model, field: Any) -> str:
    return f"{model._meta.db_table}.{field.column}"


def _bare(model: Model, field: str) -> str:
    """The server names the table of a column inside of a subquery only."""
    found: Any = model._meta.get_field(field)
    return str(found.column)


def _list(setting: str) -> str:
    """Asked once a query. Without COALESCE the server takes what it reads for rows to compare with, not for one array."""
    asked = f"(NULLIF(current_setting('escrow.{setting}'::text, true), ''::text))::bigint[]"
    return f"COALESCE(( SELECT {asked} AS \"nullif\"), '{{}}'::bigint[])"


def _number(setting: str) -> str:
    return (
        f"( SELECT (NULLIF(current_setting('escrow.{setting}'::text, true), ''::text))::bigint AS \"nullif\")"
    )


# --- In the database -----------------------------------------------------------------------------


def install(connection: BaseDatabaseWrapper) -> None:
    """Raise the policy of every table that is there; one nobody registers any more goes."""
    if connection.vendor != "postgresql":
        return
    remove(connection)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in placed():
            table = model._meta.db_table
            if table in tables:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
                cursor.execute(f'CREATE POLICY {NAME} ON "{table}" USING ({condition(model)})')


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the policies away and leave the tables closed: without a policy the app sees no row at all."""
    if connection.vendor != "postgresql":
        return
    connection.check_constraints()  # no table is altered while a key of this transaction is still to be checked
    with connection.cursor() as cursor:
        for table, name in sorted(standing(connection)):
            if name == NAME:
                cursor.execute(f'DROP POLICY {NAME} ON "{table}"')


def findings(connection: BaseDatabaseWrapper) -> list[str]:
    """One sentence for each policy that is missing, altered, switched off or none of ours; empty when all stand, and on SQLite."""
    if connection.vendor != "postgresql":
        return []
    tables = set(connection.introspection.table_names())
    found, closed = standing(connection), closed_tables(connection)
    expected = {model._meta.db_table: condition(model) for model in placed()}
    result = []
    for table, wanted in expected.items():
        if table not in tables:
            continue
        stands = found.pop((table, NAME), None)
        if table not in closed:
            result.append(f"Row-level security of {table} is switched off: {WHY}")
        elif stands is None:
            result.append(f"The policy of {table} is missing: nobody but its owner sees any of its rows.")
        elif _plain(stands) != _plain(f"ALL permissive {wanted}"):
            result.append(f"The policy of {table} was altered: {WHY}")
    return result + [
        f"The policy {name} on {table} is none of ours: it may show what ours does not."
        for table, name in sorted(found)
    ]


def standing(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """Every policy by table and name, as the server tells of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, policyname, concat_ws(' ', cmd, lower(permissive), CASE WHEN roles <> '{public}' THEN roles::text END,"
            " qual, with_check) FROM pg_policies WHERE schemaname = current_schema()"
        )
        return {(table, name): told for table, name, told in cursor.fetchall()}


def closed_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables whose rows are shown by policy only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace"
        )
        return {table for (table,) in cursor.fetchall()}


def _plain(told: str) -> str:
    return "".join(told.split())


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    install(connections[using])


def remove_before_migrate(using: str = DEFAULT_DB_ALIAS, plan: Any = (), **_: Any) -> None:
    """A column that a policy names is neither altered nor dropped: the same command raises the policies again."""
    if plan:
        remove(connections[using])
