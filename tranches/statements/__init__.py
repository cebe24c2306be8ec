"""Statements of the escrow account (EA 1.2, 2)."""
