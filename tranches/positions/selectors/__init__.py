"""Positions as they stand, and what the transfer agent has to answer."""
