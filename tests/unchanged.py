"""A refusal says why and changes nothing: every table's row count, every state and every journal head is compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from documents.errors import RuleViolation
from documents.journal.record import head_of
from documents.models import Binder
from tranches.models import Instruction, Release, Tranche

OURS = ("documents", "parties", "tranches")


def snapshot() -> dict[str, Any]:
    """Everything a service could have changed, small enough to compare."""
    tables = sorted(model._meta.db_table for name in OURS for model in apps.get_app_config(name).get_models())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables))
        counts = dict(cursor.fetchall())
    return {
        "rows": counts,
        "tranches": list(Tranche.objects.order_by("pk").values_list("pk", "state", "state_before_dispute")),
        "instructions": list(
            Instruction.objects.order_by("pk").values_list(
                "pk", "state", "attempt", "proposal_id", "executed_paper_id"
            )
        ),
        "releases": list(Release.objects.order_by("pk").values_list("pk", "state", "letter_id")),
        "heads": {binder.reference: head_of(binder).digest for binder in Binder.objects.all()},
    }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """What happens inside leaves no trace."""
    before = snapshot()
    yield
    assert snapshot() == before


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What happens inside is refused with this code, in a whole sentence, and leaves no trace."""
    before = snapshot()
    with pytest.raises(RuleViolation) as caught:
        yield
    assert caught.value.code == code, f"{caught.value.code}: {caught.value.sentence}"
    assert not caught.value.sentence[0].islower(), caught.value.sentence
    assert caught.value.sentence.rstrip()[-1] in ".?", caught.value.sentence
    assert snapshot() == before
