"""The acts about dividends and meetings."""
