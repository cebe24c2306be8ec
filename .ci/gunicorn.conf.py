"""The server of `make run`: two processes with threads, on the loopback address only."""

import os
import subprocess
import sys
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # loaded once, then forked: each worker would load the same again
timeout = 60
graceful_timeout = 5
accesslog = None
loglevel = "warning"
control_socket_disable = (
    True  # nobody steers the server from outside, and nothing is written to the home folder
)


behind: list["subprocess.Popen[bytes]"] = []
"""Who plays the rest of the demo while the desk serves."""


def when_ready(_server: Any) -> None:
    """Say where the desk is, once it can be reached; then have the rest of the demo played behind it."""
    sys.stdout.write(f"\nEscrow Desk is at http://{bind}  (Ctrl-C ends it)\n")
    sys.stdout.flush()
    if os.environ.get("ESCROW_DEMO") == "true":
        behind.append(subprocess.Popen([sys.executable, "manage.py", "demo", "--rest"]))


def on_exit(_server: Any) -> None:
    """End the play with the server: it goes on with the next start."""
    for player in behind:
        player.terminate()
        player.wait()
