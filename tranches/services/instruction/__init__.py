"""The joint written instruction: prepared, signed, complete."""
