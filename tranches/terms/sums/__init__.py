"""The arithmetic: from terms and figures to whole shares and exact money."""
