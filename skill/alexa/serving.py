"""Runs the service: `aftercare serve`."""

import errno
import ipaddress
import socket
import sys

from werkzeug.serving import WSGIRequestHandler, make_server

from content import load
from skill.alexa.app import create_app
from skill.alexa.request import DEFAULT_LOCALE
from skill.dialogue import Dialogue

OK, FAILED, USAGE = 0, 1, 2

_WHY = {
    errno.EADDRINUSE: "it is in use; choose another with --port",
    errno.EACCES: "it needs more rights; choose one from 1024 on with --port",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose one of its own with --host",
}


class _Quiet(WSGIRequestHandler):
    """No line for every request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def serve(host: str, port: int, *, dev: bool) -> int:
    """Serve until interrupted; returns the exit code."""
    if not dev:
        return _fail(
            "Requests are not verified yet: the service starts with --dev only, on loopback.", USAGE
        )
    if not _is_loopback(host):
        return _fail(f"--dev takes any request, so it listens on loopback only, not {host}.", USAGE)
    if not 0 <= port <= 65535:
        return _fail(f"{port} is no port; choose one from 1 to 65535.", USAGE)
    listening = _listen(host, port)
    if isinstance(listening, OSError):
        why = _WHY.get(listening.errno or 0, listening.strerror or "it cannot be used")
        return _fail(f"Cannot listen on {host} port {port}: {why}.", FAILED)
    with listening:
        app = create_app(Dialogue(load(DEFAULT_LOCALE)), dev=dev)
        bound = listening.getsockname()[1]
        server = make_server(
            host, bound, app, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )
        print(f"Serving Alexa requests on http://{_in_url(host)}:{bound}/alexa", flush=True)
        try:
            server.serve_forever()
        finally:
            server.server_close()
    return OK


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int) -> socket.socket | OSError:
    """A listening socket, or why there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        return error


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
