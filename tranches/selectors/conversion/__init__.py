"""Corporate actions as they stand."""
