"""The acts about positions and lists of transfers."""
