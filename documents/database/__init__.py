"""What stands in the database itself: walls, row-level security, and who asks."""
