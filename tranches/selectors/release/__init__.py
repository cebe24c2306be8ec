"""The checklist of a release, its letters and what the transfer agent confirmed."""
