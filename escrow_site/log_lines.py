"""One refusal, one line in the log: as text for a person, or as JSON for a collector (`ESCROW_LOG=json`)."""

import json
import logging
import re
from copy import copy
from datetime import UTC, datetime

from escrow_site import request_ids

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """A message is one line, whatever stood in the address; only a fault of ours shows where it came from."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        record = without_traceback(record)
        number = request_ids.current()
        record.request = f" [{number}]" if number else ""
        return super().format(record)


class Json(logging.Formatter):
    """One object a line: time (UTC), level, logger, message; the request's number and the traceback where there are some."""

    def format(self, record: logging.LogRecord) -> str:
        record = without_traceback(record)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_ids.current(),
            "status": getattr(record, "status_code", None),
            "fault": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=True)


def without_traceback(record: logging.LogRecord) -> logging.LogRecord:
    """A copy for one handler, other handlers may want the rest: a refusal shows no traceback, only a fault of ours does."""
    record = copy(record)
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = record.exc_text = None
    return record
