"""The register on the desk: parties, persons, who acts and signs for whom, firms, delivery accounts, accounts.

The admin finds this package by its name; importing the registers is what puts them on the site.
"""

from parties.admin import accounts, authority, entries, registers

__all__ = ["accounts", "authority", "entries", "registers"]
