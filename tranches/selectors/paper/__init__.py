"""What can be said of a paper: whose it is, and whether it stands."""
