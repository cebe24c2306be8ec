"""What the pages of a case show: acts, work that waits, what happened."""
