"""Invariants of what lies below the agreements: rows against their events, and the entries of the registers."""

from documents.journal.rows import told_otherwise
from parties.verification import entries_of_one_person, rows_dated_back
from tranches.verification.known import over_all

over_all("I12 every row of a register is what its events tell")(told_otherwise)
over_all("I13 every entry that counts was made by two persons")(entries_of_one_person)
over_all("I14 nothing of a register is dated back")(rows_dated_back)
