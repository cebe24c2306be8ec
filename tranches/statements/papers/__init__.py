"""The statement, and what it shows."""
