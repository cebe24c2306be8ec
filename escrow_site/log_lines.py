"""One refusal, one line in the log."""

import logging
import re
from copy import copy

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """A message is one line, whatever stood in the address; only a fault of ours shows where it came from."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        if getattr(record, "status_code", 500) < 500:  # a refusal
            record = copy(record)  # other handlers may want the rest
            record.exc_info = record.exc_text = None
        return super().format(record)
