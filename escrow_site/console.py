"""The console of whoever runs a command: it may know fewer characters than we write, and that ends no command."""

import io
import sys


def any_character_set() -> None:
    """Have what the console cannot show written as `\\u2026` and the like, on both its streams, instead of ending with a fault."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
