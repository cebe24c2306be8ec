"""The journal's kinds of event about second factors."""

from documents.journal.kinds import register

ADDED, REMOVED = "factor.added", "factor.removed"

register(ADDED, "Second factor added")
register(REMOVED, "Second factor removed")
