"""`aftercare serve` as a person starts it."""

import http.client
import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.alexa.requests import envelope, launch
from tests.alexa.served import command, serve
from tests.channels.alexa import heard, post


def failing(*options: str) -> tuple[int, str]:
    done = subprocess.run(
        command(*options), capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_it_answers_and_ends_on_a_signal_without_a_word() -> None:
    with serve() as served:
        status, body = post(served.port, json.dumps(envelope(launch())).encode())
        assert status == 200
        assert heard(json.loads(body)).after == "listen"
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok\n"
        connection.close()
        served.process.send_signal(signal.SIGINT)
        _, errors = served.process.communicate(timeout=10)
        assert served.process.returncode == 0
        assert errors == ""


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_outside_development_it_verifies_logs_no_content_and_stops_gracefully(
    stop: signal.Signals,
) -> None:
    with serve("--skill-id", "amzn1.ask.skill.x", "--workers", "2") as served:
        wait_until_healthy(served.port)
        assert post(served.port, json.dumps(envelope(launch())).encode()) == (400, b"")
        assert post(served.port, b"secretword", path="/secretword")[0] == 404
        with half_a_request(served.port) as begun:
            served.process.send_signal(stop)
            assert refused_soon(served.port)
            assert begun().startswith(b"HTTP/1.1 400 ")
        printed, errors = served.process.communicate(timeout=20)
    assert served.process.returncode == 0
    assert printed == ""
    lines = [json.loads(line) for line in errors.splitlines()]
    assert "secretword" not in errors
    assert [line["event"] for line in lines if line["level"] == "warning"] == 2 * [
        "refused a request: the certificate's address is missing or not Amazon's"
    ]
    asked = [(line["route"], line["status"]) for line in lines if line["event"] == "request"]
    assert ("/alexa", 400) in asked
    assert (None, 404) in asked
    assert ("/healthz", 200) in asked


def test_a_signal_while_workers_start_is_not_lost_on_them() -> None:
    """A worker that it was lost on would serve until the server kills it, and says so."""
    with serve("--skill-id", "amzn1.ask.skill.x", "--workers", "8") as served:
        wait_until_healthy(served.port)  # the first is ready, others may not be
        served.process.send_signal(signal.SIGTERM)
        printed, errors = served.process.communicate(timeout=20)
    assert served.process.returncode == 0
    assert "Killing" not in printed
    assert all(json.loads(line)["event"] == "request" for line in errors.splitlines())


@contextmanager
def half_a_request(port: int) -> Iterator[Callable[[], bytes]]:
    """A request of which a part is sent; calling it sends the rest and gives the answer."""
    body = json.dumps(envelope(launch())).encode()
    head = f"POST /alexa HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head + body[:100])

        def rest() -> bytes:
            connection.sendall(body[100:])
            return connection.recv(4096)

        yield rest


def refused_soon(port: int) -> bool:
    """Whether nobody listens any more, after a moment."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return True
        time.sleep(0.05)
    return False


def wait_until_healthy(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            status = connection.getresponse().status
        except ConnectionError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            assert status == 200
            return
        finally:
            connection.close()


def test_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, told = failing("--dev", "--port", port)
    assert code == 1
    assert told == (
        f"Cannot listen on 127.0.0.1 port {port}: it is in use; choose another with --port.\n"
    )


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--dev", "--host", "0.0.0.0"), 2, "loopback only, not 0.0.0.0"),  # noqa: S104 - refused
        (("--dev", "--host", "example.org"), 2, "loopback only, not example.org"),
        (("--dev", "--port", "70000"), 2, "70000 is no port"),
        (("--dev", "--port", "many"), 2, "many"),
        ((), 2, "The skill's id is missing"),
        (("--skill-id", "x", "--workers", "0"), 2, "0 workers cannot be"),
        (("--skill-id", "x", "--trust-store", "nowhere.pem"), 2, "nowhere.pem cannot be read"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_line(
    options: tuple[str, ...], code: int, says: str
) -> None:
    returned, told = failing(*options)
    assert returned == code
    assert says in told
    assert told.count("\n") == 1
