"""Changing the terms: amendments, their signatures, their coming into force, and termination by all parties."""
