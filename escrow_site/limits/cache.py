"""The shared cache, in which only time takes an entry away.

allauth keeps its own counters and the codes that were used in Django's default cache, and no setting names another. The stock table
drops a third of its entries, whoever they belong to, as soon as it holds 300: a few hundred requests of a stranger reset a limit.
"""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class KeptCache(DatabaseCache):
    """Django's table, culled of what has expired and of nothing else. Every entry of ours expires within a day."""

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        connection = connections[db]
        table = connection.ops.quote_name(self.cache_model_class._meta.db_table)
        ended = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [ended])  # noqa: S608 (the setting's own table)
