"""The demo: the sample deal as it stands today, and the same deal played to its end under a given clock.

Everything is made by the services that the doors call; nothing here writes a row by itself that a service writes. The people are
invented, and none of their accounts exists outside a demo.
"""
