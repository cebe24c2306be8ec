"""Disputes, holds and suspensions as they stand."""
