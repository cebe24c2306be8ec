"""Registers of the desk: to look at, search and filter; nothing is written here."""
