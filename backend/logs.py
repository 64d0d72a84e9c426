"""Structured logs: one JSON object a line on standard error. Events carry codes, ids and counts, never anybody's words."""

import logging
import sys

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


class _WordlessFormatter(logging.Formatter):
    """Libraries log what they were handed, which may be what somebody wrote: only where and what kind is kept."""

    def format(self, record: logging.LogRecord) -> str:
        """Return level, logger, place and the exception's type."""
        error = f" {record.exc_info[0].__name__}" if record.exc_info and record.exc_info[0] else ""
        return f'{{"level": "{record.levelname.lower()}", "event": "{record.name}:{record.funcName}:{record.lineno}{error}"}}'
