"""Corporate actions: from one line of shares to the next."""
