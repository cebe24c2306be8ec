"""What the address of a list may ask: the filters beside it, its search, its order and its page. Everything else is refused.

The stock admin turns any `?field__lookup=` of the model's own fields into a question to the database: whoever may see a list could
read, bit by bit, columns that it does not show. So the names are taken from the list's own filters, and no other reaches a query.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.core.exceptions import BadRequest
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext, ngettext

LONGEST_SEARCH = 200
MOST_WORDS = 12
LONGEST_VALUE = 200
PREFILLED = "_changelist_filters"
_PAGE = re.compile(r"\d{1,9}", re.ASCII)
_ORDER = re.compile(r"-?\d{1,2}(\.-?\d{1,2}){0,20}", re.ASCII)
_PARTS = {"year": range(1, 9999), "month": range(1, 13), "day": range(1, 32)}


def allowed_lookups(admin: Any, list_filter: Any) -> frozenset[str]:
    """The names of the lookups that the list's own filters and its row of dates send."""
    return frozenset([*_of_filters(admin.model, list_filter), *_of_dates(admin)])


def _of_filters(model: type[models.Model], list_filter: Any) -> Iterator[str]:
    for entry in list_filter:
        if hasattr(entry, "parameter_name"):
            yield entry.parameter_name
            continue
        path = entry if isinstance(entry, str) else entry[0]
        yield from (path, f"{path}__exact", f"{path}__isnull")
        field: Any = get_fields_from_path(model, path)[-1]
        if field.is_relation:
            yield f"{path}__{field.target_field.name}__exact"
        if isinstance(field, models.DateField):
            yield from (f"{path}__gte", f"{path}__lt")


def _of_dates(admin: Any) -> Iterator[str]:
    if admin.date_hierarchy:
        yield from (f"{admin.date_hierarchy}__{part}" for part in _PARTS)


def check_list(admin: Any, asked: QueryDict, list_filter: Any) -> None:
    """Refuse (400) what the list does not offer, before any question is asked of the database."""
    lookups, dates = allowed_lookups(admin, list_filter), frozenset(_of_dates(admin))
    for name, values in asked.lists():
        if name not in lookups | {SEARCH_VAR, ORDER_VAR, PAGE_VAR}:
            raise BadRequest(gettext("This list cannot be asked that. Use the filters beside it."))
        for value in values:
            if name == SEARCH_VAR:
                check_search(value)
            elif name == PAGE_VAR and not _PAGE.fullmatch(value):
                raise BadRequest(gettext("That is no page of this list. Go back to its first page."))
            elif name == ORDER_VAR and value and not _ORDER.fullmatch(value):
                raise BadRequest(
                    gettext("The list cannot be put in that order. Press the head of a column instead.")
                )
            elif len(value) > LONGEST_VALUE or (name in dates and not _is_part(name, value)):
                raise BadRequest(gettext("That is no value of this filter. Choose one beside the list."))


def _is_part(name: str, value: str) -> bool:
    digits = value.isascii() and value.isdigit() and len(value) <= 4
    return digits and int(value) in _PARTS[name.rpartition("__")[2]]


def check_search(text: str) -> None:
    """Refuse (400) a search too long to be one: each word is a question over every column that is searched."""
    if len(text) > LONGEST_SEARCH:
        raise BadRequest(gettext("Search for at most %(most)s characters.") % {"most": LONGEST_SEARCH})
    if len(text.split()) > MOST_WORDS:
        raise BadRequest(
            ngettext("Search for at most %(most)s word.", "Search for at most %(most)s words.", MOST_WORDS)
            % {"most": MOST_WORDS}
        )


def check_form_page(asked: QueryDict, fields: frozenset[str]) -> None:
    """Refuse (400) what the page of one row does not offer: pop-ups, lookups by another column, fields it has not."""
    if set(asked) - fields - {PREFILLED}:
        raise BadRequest(gettext("This page cannot be asked that. Come here from its list."))
