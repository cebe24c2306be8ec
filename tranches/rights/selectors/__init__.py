"""Dividends and meetings as they stand."""
