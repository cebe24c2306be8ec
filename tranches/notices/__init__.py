"""Notices by courier, and disclosures to outsiders (SPA 9.2, 11.3)."""
