"""What the desk shows of dividends and votes."""
