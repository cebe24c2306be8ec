"""What a database holds, as far as the demo is concerned."""

from __future__ import annotations

from enum import Enum

from django.db import DEFAULT_DB_ALIAS, connections

from escrow_site.demo.cast import DEMO, SELLER
from escrow_site.demo.play import references
from escrow_site.demo.practice import CASES
from parties.models import User
from tranches.models import EscrowAgreement

OURS = frozenset((*references(), *(case.reference for case in CASES)))
"""The references of all that the demo may load."""


class State(Enum):
    """Nothing at all, the demo and no more, or something that is somebody's own."""

    NOTHING = "nothing"
    DEMO = "demo"
    OTHERS = "others"


def what_is_there() -> State:
    """Look at agreements and accounts. A database without our tables holds nothing; one that cannot be read raises."""
    connection = connections[DEFAULT_DB_ALIAS]
    if EscrowAgreement._meta.db_table not in connection.introspection.table_names():
        return State.NOTHING
    agreements = set(EscrowAgreement.objects.values_list("reference", flat=True))
    strangers = User.objects.exclude(person__note__in=(DEMO, SELLER)) | User.objects.filter(person=None)
    if strangers.exists() or agreements - OURS:
        return State.OTHERS
    if agreements:
        return State.DEMO
    return State.OTHERS if User.objects.exists() else State.NOTHING
