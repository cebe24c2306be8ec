"""The acts about comparisons and suppositions."""
