"""The acts about fees, costs, prices and penalties."""
