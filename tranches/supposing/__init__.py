"""Readings and what-if as the desk and the portal both show them: one form, one computation, one set of tables and charts."""
