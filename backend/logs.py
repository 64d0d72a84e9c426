"""Structured logs: one JSON object a line on standard error. Events carry codes, ids and counts, never anybody's words."""

import json
import logging
import sys
from datetime import UTC, datetime

import structlog


def configure_logs(level: str) -> None:
    """Send the product's events, and other libraries' warnings as bare event names, to standard error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Asked for at each event, since whoever runs us may have put another stream in its place.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WordlessFormatter())
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    # It warns of each tick that another was still running at, which changes nothing: what is due is read from the database.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class _WordlessFormatter(logging.Formatter):
    """Libraries log what they were handed, which may be what somebody wrote: only where and what kind is kept."""

    def format(self, record: logging.LogRecord) -> str:
        """Return logger, place, the exception's type, level and time, as the product's own events have them."""
        error = f" {record.exc_info[0].__name__}" if record.exc_info and record.exc_info[0] else ""
        event = f"{record.name}:{record.funcName}:{record.lineno}{error}"
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        return json.dumps({"event": event, "level": record.levelname.lower(), "timestamp": at}, ensure_ascii=False)
