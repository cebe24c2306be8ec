"""A deal file, what it may say, and how its terms are amended."""
