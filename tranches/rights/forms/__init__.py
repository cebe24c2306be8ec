"""The desk's forms about dividends and meetings."""
