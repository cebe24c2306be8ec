"""The end: kept shares go back, and the agreement is closed."""
