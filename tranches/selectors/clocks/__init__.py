"""The clocks of an agreement: what is open or due, by when, by which clause, whose move it is, and since when it is late.

Each matter has its generator in a file of this package, or in the `clocks.py` of a wing, and registers it there; nothing lists them.
Docket, start page, worklist, tranche and agreement page, inbox, portal, reminders, calendar feed and penalty are filters over what
they yield: `tranches.selectors.docket.docket` has the filters.
"""
