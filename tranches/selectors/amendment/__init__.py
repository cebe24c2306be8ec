"""The amendments of the terms, and what they change."""
