"""The service's own log: one JSON object a line, and never a word of content.

A line tells when, what kind of thing, and how it went. Requests are named by the route that took
them, not by their path, which anybody may fill with anything.
"""

import json
import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, request

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

ROUTE = "aftercare.route"
"""Where the WSGI environment holds the route that took a request; None if none did."""


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
    app.wsgi_app = _Logged(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own place for it

    @app.before_request
    def name() -> None:
        request.environ[ROUTE] = request.url_rule.rule if request.url_rule else None


class _Logged:
    """A WSGI application whose requests are logged."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner = inner

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        started = time.perf_counter()
        answered = ""

        def noting(
            status: str, headers: list[tuple[str, str]], failed: "OptExcInfo | None" = None, /
        ) -> Callable[[bytes], object]:
            nonlocal answered
            answered = status
            return start_response(status, headers, failed)

        parts = self._inner(environ, noting)
        route = environ.get(ROUTE)
        fields = {
            "method": environ["REQUEST_METHOD"] if route else None,
            "route": route,
            "status": int(answered[:3]),
            "ms": round((time.perf_counter() - started) * 1000, 1),
        }
        log.info("request", extra={"fields": fields})
        return parts
