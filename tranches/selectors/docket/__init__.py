"""The clocks of many agreements together, and whose delay is counted."""
