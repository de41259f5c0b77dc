"""The service's own log: one JSON object a line, and never a word of content.

A line tells when, what kind of thing, and how it went. Requests are named by the route that took
them, not by their path, which anybody may fill with anything.
"""

import json
import logging
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Formats a record as JSON. An exception's text and traceback are left out on purpose."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": at,
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def to_stderr() -> None:
    """Send the service's log to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("skill")
    ours.handlers[:] = [handler]
    ours.setLevel(logging.INFO)
    ours.propagate = False


def log_requests(app: Flask) -> None:
    """Log each request of `app` with its route, status and duration."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def done(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else None
        fields = {
            "method": request.method if route else None,
            "route": route,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.started) * 1000, 1),
        }
        log.info("request", extra={"fields": fields})
        return response
