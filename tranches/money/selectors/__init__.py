"""What is owed, by whom, and what may be done about it."""
