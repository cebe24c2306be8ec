"""The transfer agent's desk."""
