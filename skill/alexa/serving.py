"""Runs the service: `aftercare serve`."""

import errno
import ipaddress
import os
import signal
import socket
import sys
import threading
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from skill.alexa.certificates import TrustStoreError, load_trust
from skill.alexa.wsgi import SKILL_ID, TRUST_STORE, compose, prepared
from skill.collector import settle
from skill.memory.service import (
    KEEP_DAYS,
    KEY_FILE,
    STORE,
    ServiceMisconfiguredError,
    shared_memory,
)

OK, FAILED, USAGE = 0, 1, 2

GRACE_SECONDS = 8
"""How long a worker may take to finish what it began: as long as Alexa waits for an answer."""

THREADS = 2
"""Requests a worker answers at once: one may wait for a certificate while others go on.

More contend for the interpreter and no more is done: with four the slowest answers took thrice
as long.
"""

_STOPS = (signal.SIGINT, signal.SIGTERM)

_WHY = {
    errno.EADDRINUSE: "it is in use; choose another with --port",
    errno.EACCES: "it needs more rights; choose one from 1024 on with --port",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose one of its own with --host",
}


class _Quiet(WSGIRequestHandler):
    """No line for every request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def serve(
    host: str,
    port: int,
    *,
    dev: bool,
    skill_id: str | None = None,
    trust_store: Path | None = None,
    workers: int = 2,
    store: str | None = None,
    key_file: Path | None = None,
    keep_days: str | None = None,
) -> int:
    """Serve until interrupted; returns the exit code."""
    problem = _problem(host, port, dev=dev, skill_id=skill_id, workers=workers)
    if problem:
        return _fail(problem, USAGE)
    # What was chosen goes to the workers, which are processes of their own.
    chosen = {
        SKILL_ID: skill_id,
        TRUST_STORE: trust_store,
        STORE: store,
        KEY_FILE: key_file,
        KEEP_DAYS: keep_days,
    }
    os.environ.update({name: str(value) for name, value in chosen.items() if value})
    try:
        load_trust(trust_store)
        shared_memory(os.environ)
    except (TrustStoreError, ServiceMisconfiguredError) as error:
        return _fail(str(error), USAGE)
    listening = _listen(host, port)
    if isinstance(listening, OSError):
        why = _WHY.get(listening.errno or 0, listening.strerror or "it cannot be used")
        return _fail(f"Cannot listen on {host} port {port}: {why}.", FAILED)
    bound = listening.getsockname()[1]
    ready = f"Serving Alexa requests on http://{_in_url(host)}:{bound}/alexa"
    if dev:
        print(ready, flush=True)
        return _serve_one(host, listening)
    # The workers open the address themselves.
    listening.close()
    # What takes long is made once and shared with the workers where they are forked: they serve at
    # once, also one that takes a failed one's place.
    prepared()
    settle()
    print(ready, flush=True)
    return _serve_many(host, bound, workers)


def _problem(host: str, port: int, *, dev: bool, skill_id: str | None, workers: int) -> str | None:
    """What is wrong with the call; None when nothing is."""
    if dev and not _is_loopback(host):
        return f"--dev takes any request, so it listens on loopback only, not {host}."
    if not dev and not skill_id:
        return f"The skill's id is missing: set {SKILL_ID} or --skill-id, or use --dev on loopback."
    if not 0 <= port <= 65535:
        return f"{port} is no port; choose one from 1 to 65535."
    if not 1 <= workers <= 64:
        return f"{workers} workers cannot be; choose 1 to 64 with --workers."
    return None


def _serve_one(host: str, listening: socket.socket) -> int:
    """For development: one process, and any request."""
    with listening:
        app = compose(os.environ, None)
        port = listening.getsockname()[1]
        server = make_server(
            host, port, app, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )
        try:
            server.serve_forever()
        finally:
            server.server_close()
    return OK


def _serve_many(host: str, port: int, workers: int) -> int:
    """For the world: several workers that finish what they began before they stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.register_at_fork(before=_hold_stops, after_in_parent=_take_stops, after_in_child=_hear_stops)
    Granian(
        "skill.alexa.wsgi:make_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=GRACE_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()
    return OK


def _hold_stops() -> None:
    """Let no signal to stop come while a worker is forked: one in mid-fork is lost on it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)


def _take_stops() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)


def _hear_stops() -> None:
    """In a worker: wait for a signal to stop in a thread of its own.

    What the server does on one came too late, or not at all: a worker inherits a handler that does
    nothing here, and the main thread waits for a lock, which a signal does not always wake it from.
    The worker then went on to serve until it was killed.
    """
    for stop in _STOPS:
        signal.signal(stop, signal.SIG_DFL)
    threading.Thread(target=_stop_when_told, daemon=True).start()


def _stop_when_told() -> None:
    while True:
        told = signal.sigwait(_STOPS)
        finish = signal.getsignal(told)
        if not callable(finish):
            os._exit(OK)  # it does not serve yet, so there is nothing to finish
        finish(told, None)


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
