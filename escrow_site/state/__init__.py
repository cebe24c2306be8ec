"""Whether the desk itself is well: for whoever watches the machine, and for the supervisors who rely on it."""
