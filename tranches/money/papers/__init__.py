"""The papers about money."""
