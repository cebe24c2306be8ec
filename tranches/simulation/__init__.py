"""A life of an agreement played by the services under a clock of its own: for the demo, for training and for tests.

Nothing here writes a row that a service writes. Everything played is marked as a simulation on every page and paper.
"""
