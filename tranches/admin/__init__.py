"""The desk's pages: forms and figures for clerks and supervisors; every decision is a service's.

The admin finds this package by its name; importing the registers is what puts the pages on the site.
"""

from tranches.admin import (
    amendment_registers,
    authority_registers,
    corporate_registers,
    dispute_registers,
    ending_registers,
    money_registers,
    notice_registers,
    registers,
    rights_registers,
    statement_registers,
    supposing_registers,
    transfer_desk_registers,
    ways_registers,
)

__all__ = [
    "amendment_registers",
    "authority_registers",
    "corporate_registers",
    "dispute_registers",
    "ending_registers",
    "money_registers",
    "notice_registers",
    "registers",
    "rights_registers",
    "statement_registers",
    "supposing_registers",
    "transfer_desk_registers",
    "ways_registers",
]
