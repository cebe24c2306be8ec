"""The server of `make run`: two processes with threads, on the loopback address only."""

import os
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


def when_ready(_server: Any) -> None:
    """Say where the desk is, once it can be reached."""
    sys.stdout.write(f"\nEscrow Desk is at http://{bind}  (Ctrl-C ends it)\n")
    sys.stdout.flush()
