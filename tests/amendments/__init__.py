"""Amendments of the terms by all parties (SPA 5.3, 11.2)."""
