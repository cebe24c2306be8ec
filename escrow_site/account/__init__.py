"""A person's own account: its page, its session, and the ways to a new password."""
