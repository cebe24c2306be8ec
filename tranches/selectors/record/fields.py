"""A row's fields in words; the names behind foreign keys are read for many rows at once."""

from collections import defaultdict
from typing import Any

from django.db.models import Model

from documents.selectors.history import plain_value

NOTHING = "–"


class Names:
    """What the rows behind foreign keys are called. First every row is asked for, then one query a table answers."""

    def __init__(self) -> None:
        self._asked: dict[type[Model], set[Any]] = defaultdict(set)
        self._known: dict[type[Model], dict[Any, str]] = {}

    def ask(self, field: Any, row: Model) -> None:
        key = getattr(row, field.attname)
        if field.is_relation and key is not None:
            self._asked[field.related_model].add(key)

    def name(self, field: Any, key: Any) -> str:
        """The name; a row that is gone is called by its key."""
        model = field.related_model
        if model not in self._known:
            rows = model._default_manager.in_bulk(list(self._asked[model]))
            self._known[model] = {pk: str(row) for pk, row in rows.items()}
        return self._known[model].get(key, f"no. {key}")


def words_for(row: Model, field: Any, names: Names) -> str:
    """A field's value as a reader knows it."""
    key = getattr(row, field.attname)
    if field.is_relation:
        return NOTHING if key is None else names.name(field, key)
    return plain_value(row, field)
