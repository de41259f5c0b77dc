"""One HTTP exchange, bounded in time and size; nothing is followed anywhere else."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

READ_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


class TooLargeError(Exception):
    """The answer is larger than is read."""


def exchange(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    *,
    until: float,
    most_bytes: int,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask once and read the whole answer before `until`, by `time.monotonic`.

    Raises OSError (TimeoutError when the time is up), `http.client.HTTPException` or
    `TooLargeError`.
    """
    with closing(connection):
        connection.timeout = _left(until)
        connection.connect()
        # The connection forgets its socket when the server closes its side.
        with _cut_off(connection.sock, until):
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            data = b""
            while chunk := answer.read1(READ_BYTES):
                data += chunk
                if len(data) > most_bytes:
                    raise TooLargeError
        _left(until)  # what was cut off is no answer
        return Answer(answer.status, data, tuple(answer.getheaders()))


@contextmanager
def _cut_off(connected: socket.socket, until: float) -> Iterator[None]:
    """End the connection when the time is up.

    A server that gives a byte now and then would never let a read time out.
    """

    def end() -> None:
        with suppress(OSError):  # it has ended by itself
            connected.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, until - time.monotonic()), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _left(until: float) -> float:
    """Seconds until a deadline; raises TimeoutError when it has passed."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
