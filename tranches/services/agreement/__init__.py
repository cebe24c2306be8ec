"""The agreement itself: loaded, its deposits and their allocation, and what concerns its parties."""
