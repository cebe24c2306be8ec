"""The forms of amendments and terminations."""
