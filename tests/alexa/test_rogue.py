"""Servers and callers that do not keep to HTTP, over raw sockets; files that are no chain."""

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from content import load
from skill.alexa import certificates
from skill.alexa.app import create_app
from skill.alexa.certificates import Chain, Chains, Fetcher, Trust, Untrusted
from skill.alexa.verify import Verifier
from skill.dialogue import Dialogue
from tests.alexa.fakes import Parts
from tests.alexa.pki import NOW, World, authority, leaf
from tests.alexa.requests import APPLICATION, envelope, intent, launch, slot
from tests.alexa.served import serve

URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
OK = b"HTTP/1.1 200 OK\r\n"

Answer = Callable[[socket.socket, bytes], None]


@pytest.fixture(scope="module")
def world() -> World:
    return World.make()


@contextlib.contextmanager
def bucket(answer: Answer, pem: bytes) -> Iterator[Fetcher]:
    """Somebody who listens where Amazon's bucket is thought to be."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def run() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection, contextlib.suppress(OSError):
                    connection.recv(4096)
                    answer(connection, pem)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield Fetcher(lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=2))
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=5)


def trickled_headers(connection: socket.socket, _pem: bytes) -> None:
    for byte in OK + b"X-Slow: " + b"a" * 200:
        connection.sendall(bytes([byte]))
        time.sleep(0.03)


def trickled_status(connection: socket.socket, _pem: bytes) -> None:
    for byte in b"HTTP/1.1 " * 30:
        connection.sendall(bytes([byte]))
        time.sleep(0.03)


def with_body(head: bytes, change: Callable[[bytes], bytes] = lambda pem: pem) -> Answer:
    def answer(connection: socket.socket, pem: bytes) -> None:
        connection.sendall(head + b"\r\n" + change(pem))

    return answer


ROGUES: dict[str, Answer] = {
    "closes at once": lambda _connection, _pem: None,
    "no HTTP": with_body(b"hello\r\n"),
    "another protocol": with_body(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "a status that is none": with_body(b"HTTP/1.1 abc OK\r\n"),
    "endless headers": with_body(OK + b"X: y\r\n" * 2_000),
    "a header without an end": with_body(OK + b"X: " + b"y" * 100_000),
    "less than it promises": with_body(
        OK + b"Content-Length: 9999999\r\n", lambda pem: pem[: len(pem) // 2]
    ),
    "broken chunks": with_body(OK + b"Transfer-Encoding: chunked\r\n", lambda pem: b"zz\r\n" + pem),
    "a redirect": with_body(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\n"),
    "packed": with_body(OK + b"Content-Encoding: gzip\r\n", lambda _: b"\x1f\x8b\x08\x00"),
    "headers byte by byte": trickled_headers,
    "a status byte by byte": trickled_status,
}


@pytest.mark.parametrize("kind", list(ROGUES))
def test_a_bucket_that_does_not_keep_to_http(
    world: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "FETCH_SECONDS", 0.5)
    body = json.dumps(envelope(launch())).encode()
    headers = {"SignatureCertChainUrl": URL, "Signature-256": world.genuine.sign(body)}
    with bucket(ROGUES[kind], world.genuine.pem) as fetcher:
        verifier = Verifier(
            Chains(fetcher, Trust([world.root.certificate])), APPLICATION, lambda: NOW
        )
        client = create_app(Parts(2), dev=False, verifier=verifier).test_client()
        started = time.monotonic()
        answer = client.post("/alexa", data=body, headers=headers)
    assert (answer.status_code, answer.data) == (400, b"")
    assert time.monotonic() - started < 1.5


def test_the_same_bucket_passes_when_it_keeps_to_it(world: World) -> None:
    body = json.dumps(envelope(launch())).encode()
    headers = {"SignatureCertChainUrl": URL, "Signature-256": world.genuine.sign(body)}
    with bucket(with_body(OK), world.genuine.pem) as fetcher:
        verifier = Verifier(
            Chains(fetcher, Trust([world.root.certificate])), APPLICATION, lambda: NOW
        )
        client = create_app(Parts(2), dev=False, verifier=verifier).test_client()
        assert client.post("/alexa", data=body, headers=headers).status_code == 200


def test_files_that_are_no_chain(world: World) -> None:
    trust = Trust([world.root.certificate])
    genuine = world.genuine.certificate
    files = {
        "binary": genuine.public_bytes(Encoding.DER),
        "a key": b"-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n",
        "the chain upside down": world.intermediate.certificate.public_bytes(Encoding.PEM)
        + genuine.public_bytes(Encoding.PEM),
        "text before a leaf alone": b"hello\n" + genuine.public_bytes(Encoding.PEM),
        "a byte changed": world.genuine.pem.replace(b"MII", b"MIJ", 1),
        "cut off": world.genuine.pem[:900],
        "zeros": b"\0" * 5_000,
    }
    for kind, data in files.items():
        assert isinstance(trust.chain(data, NOW), Untrusted), kind


def test_a_chain_of_many_takes_no_time(world: World) -> None:
    """As many as fit the size that is read; they lead round in circles."""
    others = [authority(f"Round {i}", world.other_root) for i in range(4)]
    chain = tuple(other.certificate for other in others) * 9
    crowded = leaf(others[0], chain=chain)
    assert len(crowded.pem) < certificates.FETCH_BYTES
    started = time.monotonic()
    assert isinstance(Trust([world.root.certificate]).chain(crowded.pem, NOW), Untrusted)
    assert time.monotonic() - started < 1
    padded = leaf(world.intermediate, chain=(world.intermediate.certificate, *chain))
    assert isinstance(Trust([world.root.certificate]).chain(padded.pem, NOW), Chain)


# -- callers ---------------------------------------------------------------------------------------


def raw(port: int, data: bytes) -> bytes:
    """Send bytes as they are; what comes back until the other side closes or says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        with contextlib.suppress(OSError):  # it need not hear us out
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        found = b""
        with contextlib.suppress(OSError):
            while chunk := connection.recv(65536):
                found += chunk
        return found


HEAD = b"POST /alexa HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CALLERS: dict[str, bytes] = {
    "nothing": b"",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "no length": HEAD + b"\r\n{}",
    "a negative length": HEAD + b"Content-Length: -1\r\n\r\n{}",
    "a length that is no number": HEAD + b"Content-Length: many\r\n\r\n{}",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}",
    "less than it promises": HEAD + b"Content-Length: 5000\r\n\r\n{}",
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "broken chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "ten megabytes": HEAD + b"Content-Length: 10000000\r\n\r\n" + b" " * 10_000_000,
    "a header without an end": HEAD + b"X: " + b"y" * 300_000,
    "two signatures": HEAD
    + b"Signature-256: AAAA\r\nSignature-256: BBBB\r\nSignatureCertChainUrl: x\r\n"
    + b"Content-Length: 2\r\n\r\n{}",
    "bytes in a header": HEAD + b"Signature-256: \xff\xfe\x00\r\nContent-Length: 2\r\n\r\n{}",
    "another method": b"PUT /alexa HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
    "a path that climbs": b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a template": b"GET /privacy/%7B%7B7*7%7D%7D HTTP/1.1\r\nHost: x\r\n\r\n",
}


def test_callers_that_do_not_keep_to_http() -> None:
    """The server for the world, not the one for development."""
    with serve("--skill-id", APPLICATION, "--workers", "1") as served:
        wait_until_healthy(served.port)
        for kind, data in CALLERS.items():
            line, _, _ = raw(served.port, data).partition(b"\r\n")
            status = line.split(b" ")[1] if line.startswith(b"HTTP/") else b"none"
            assert status in (b"none", b"400", b"404", b"405", b"411", b"413", b"431"), (kind, line)
        wait_until_healthy(served.port)
        served.process.terminate()
        _, told = served.process.communicate(timeout=20)
    assert "Traceback" not in told
    statuses = {
        json.loads(line).get("status") for line in told.splitlines() if line.startswith("{")
    }
    assert statuses <= {None, 200, 400, 404, 405}


def wait_until_healthy(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200
        except ConnectionError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()


# -- locales ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    return Dialogue(load("en-US"))


@pytest.mark.parametrize(
    "locale", ["en-NZ", "de-DE", "fr-CA", "xx-YY", "en", "", None, 7, ["en-US"], "../../etc"]
)
def test_a_locale_that_we_do_not_have_gets_english(
    dialogue: Dialogue,
    locale: Any,  # noqa: ANN401 - any JSON
) -> None:
    client = create_app(dialogue, dev=True, choose=lambda: 0).test_client()

    def said(request: dict[str, Any]) -> str:
        answer = client.post("/alexa", data=json.dumps(envelope({**request, "locale": locale})))
        assert answer.status_code == 200
        text: str = json.loads(answer.data)["response"]["outputSpeech"]["ssml"]
        return text

    # The disclaimer stands between the hello and its question.
    hello, question = dialogue.catalog.phrases.launch[0].split(". ")
    welcome = said(launch())
    assert f'<speak><prosody rate="85%">{hello}.' in welcome
    assert f"{question}</prosody></speak>" in welcome
    assert "<speak>" in said(intent("AMAZON.HelpIntent"))
    help_now = said(intent("UrgentHelpIntent", {"danger": slot("danger", "i can't breathe")}))
    assert "number" in help_now or any(digit in help_now for digit in "0123456789")
