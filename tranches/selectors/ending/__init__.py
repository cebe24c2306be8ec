"""Whether an agreement may end, and how it ended."""
