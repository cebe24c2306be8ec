"""Statements made for two dates, as rows."""

from tranches.statements.models.statement import DatedStatement

__all__ = [
    "DatedStatement",
]
