"""`aftercare serve` as a person starts it."""

import http.client
import json
import signal
import socket
import subprocess

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
    ],
)
def test_what_cannot_be_served_is_told_in_one_line(
    options: tuple[str, ...], code: int, says: str
) -> None:
    returned, told = failing(*options)
    assert returned == code
    assert says in told
    assert told.count("\n") == 1
