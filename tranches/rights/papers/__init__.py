"""The papers about dividends and votes."""
