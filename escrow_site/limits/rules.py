"""The limits in numbers: guesses that are free, the first pause, the longest, and when it is forgotten."""

from datetime import timedelta

from escrow_site.limits.counters import Limit

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

STRANGER = Limit("password of an account, unknown device", 5, _MINUTE, _HOUR, 24 * _HOUR)
DEVICE = Limit("password of an account, known device", 10, _MINUTE / 2, 15 * _MINUTE, 24 * _HOUR)
ADDRESS = Limit("passwords by an address", 100, 10 * _MINUTE, 10 * _MINUTE, 10 * _MINUTE)
ADDRESS_WITH_CODE = Limit("passwords with codes by an address", 100, 10 * _MINUTE, 10 * _MINUTE, 10 * _MINUTE)
CODE = Limit("codes of an account", 5, _MINUTE, 15 * _MINUTE, _HOUR)
"""Whoever is asked for a code has shown the password: only he can use this one up, and he for his own device alone."""
CALENDAR = Limit("calendar addresses by an address", 60, 10 * _MINUTE, 10 * _MINUTE, 10 * _MINUTE)
