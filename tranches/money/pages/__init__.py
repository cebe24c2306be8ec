"""What the desk shows of money."""
