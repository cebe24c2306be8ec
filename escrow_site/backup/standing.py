"""The desk on another database and another vault for a while: what is restored is looked at with the desk's own eyes."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tranches.models import EscrowAgreement
from tranches.verification import findings


@contextlib.contextmanager
def standing_on(database: str, vault: Path) -> Iterator[None]:
    """Inside, the default connection and the vault are these. For a command that serves nobody meanwhile."""
    if connection.in_atomic_block:
        raise RuntimeError("A transaction is open on the database that is about to be left.")
    kept_name, kept_vault = connection.settings_dict["NAME"], settings.VAULT_ROOT
    leave()
    connection.settings_dict["NAME"], settings.VAULT_ROOT = database, vault
    try:
        yield
    finally:
        leave()
        connection.settings_dict["NAME"], settings.VAULT_ROOT = kept_name, kept_vault


def leave() -> None:
    """Close every connection of this process to the database: it may be renamed, or be another from now on."""
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's, where a pool is set


def verified() -> list[str]:
    """Every finding of `verify` where the desk stands now."""
    agreements = list(EscrowAgreement.objects.select_related("binder").order_by("reference"))
    return [f"{invariant}: {sentence}" for invariant, sentence in findings(agreements)]
