"""The pure heart: terms of an agreement and what follows from them. No Django, no clock, no database."""
