"""How many shares, in which account, in which unit."""
