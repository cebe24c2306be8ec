"""What the recipient sees of his rights, and his direction."""
