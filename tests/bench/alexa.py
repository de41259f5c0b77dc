"""The Alexa service: bytes to bytes, and signed requests over HTTP with one worker each.

The servers run one after another, several rounds over, and the median of each is told. Where there
is a second core, whoever sends the requests has it alone, and each server has the first. Node's
baseline needs Node and `npm install --prefix tests/bench/alexa_servers`.
"""

import base64
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from content import load
from skill.alexa.envelope import Envelope, read_envelope
from skill.alexa.serving import THREADS
from skill.alexa.skill import AlexaSkill
from skill.dialogue import Dialogue
from tests.alexa.requests import envelope, intent, launch, slot
from tests.bench import Row, medians_ms
from tests.bench.alexa_servers import documented
from tests.bench.alexa_servers.setting import FOLDER, Signed, prepare

ROUNDS = 3
SECONDS = 3
CONNECTIONS = 4
SHARE = 0.7
"""The part of its most that a service gets when its slowest answers are looked at."""

SERVERS = Path(__file__).parent / "alexa_servers"


@dataclass(frozen=True, slots=True)
class Load:
    """What a round of requests came to."""

    rate: float
    p50: float
    p99: float
    failed: int
    late: float
    """Milliseconds by which the sender itself was late, at its slowest hundredth."""


def run() -> Iterator[object]:
    yield from _in_process()
    if shutil.which("node") is None:
        yield "over HTTP: needs Node, which sends the requests"
        return
    with tempfile.TemporaryDirectory() as name:
        yield from _over_http(Path(name))


def _in_process() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        body = prepare(Path(name)).body
    skill, theirs = AlexaSkill(Dialogue(load("en-US")), lambda: 0), documented.make_skill()
    bodies = {f"a question of {len(body)} bytes, bytes to bytes": body} | dict(_session(skill))
    calls: list[Callable[[], object]] = [partial(_answer, skill, sent) for sent in bodies.values()]
    calls.append(lambda: json.dumps(documented.answer(theirs, body.decode())))
    *taken, baseline = medians_ms(calls, 1000)
    for name, ours in zip(bodies, taken, strict=True):
        yield Row(name, ours, baseline, "ms", "ask-sdk-core, that question, a one-line handler")


def _session(skill: AlexaSkill) -> Iterator[tuple[str, bytes]]:
    """A session from its launch on: what each request is, and its body."""
    attributes: dict[str, Any] | None = None
    breathe = {
        "technique": slot("technique", "box breathing", "box-breathing"),
        "minutes": slot("minutes", "5"),
    }
    requests = {
        "a launch": launch(),
        "five minutes of breathing, packed into one reply": intent("BreathingIntent", breathe),
        "next, two minutes into it": intent("AMAZON.NextIntent", timestamp="2026-01-10T21:02:00Z"),
        "pause, ten seconds later": intent("AMAZON.PauseIntent", timestamp="2026-01-10T21:02:10Z"),
        "no, and so its end": intent("AMAZON.NoIntent", timestamp="2026-01-10T21:02:20Z"),
    }
    for name, request in requests.items():
        sent = envelope(request)
        sent["session"]["attributes"] = attributes or {}
        body = json.dumps(sent).encode()
        attributes = json.loads(_answer(skill, body))["sessionAttributes"]
        yield name, body


def _answer(skill: AlexaSkill, body: bytes) -> bytes:
    read = read_envelope(body)
    assert isinstance(read, Envelope)
    return skill.answer(read)


def _over_http(folder: Path) -> Iterator[object]:
    os.environ[FOLDER] = str(folder)
    servers: dict[str, Callable[[int], list[str]]] = {
        "ours": _granian,
        "Flask and ask-sdk-core as documented": lambda port: [
            sys.executable, "-m", "tests.bench.alexa_servers.documented", str(port)
        ],
        "Flask and ask-sdk-core on the same server": lambda port: _granian(port, "documented"),
    }  # fmt: skip
    if (SERVERS / "node_modules" / "ask-sdk-express-adapter").is_dir():
        servers["Node's ask-sdk-express-adapter"] = lambda port: [
            "node", str(SERVERS / "express.js"), str(port), str(folder)
        ]  # fmt: skip
    else:
        yield "Node's baseline: needs npm install --prefix tests/bench/alexa_servers"
    found: dict[str, list[Load]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, command in servers.items():
            signed = prepare(folder)
            with _started(command) as port:
                _send(port, signed, seconds=1)
                found[name].append(_send(port, signed, seconds=SECONDS))
    rates = {name: statistics.median(load.rate for load in loads) for name, loads in found.items()}
    assert all(load.failed == 0 for loads in found.values() for load in loads)
    for name, rate in rates.items():
        if name != "ours":
            yield Row(
                f"a signed request, {rates['ours']:.0f} against {rate:.0f} a second",
                1000 / rates["ours"],
                1000 / rate,
                "ms",
                name,
            )
    signed = prepare(folder)
    with _started(_granian) as port:
        _send(port, signed, seconds=1)
        quiet = _send(port, signed, seconds=SECONDS, rate=rates["ours"] * SHARE)
    yield Row(
        f"p99 at {SHARE:.0%} of that ({quiet.rate:.0f} a second)", quiet.p99, 10, "ms", "the goal"
    )
    yield f"(of which the sender was late by itself, at p99: {quiet.late:.1f} ms)"


def _granian(port: int, app: str = "ours") -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws",
        "--workers", "1", "--blocking-threads", str(THREADS), "--log-level", "error",
        "--port", str(port), f"tests.bench.alexa_servers.{app}:make_app",
    ]  # fmt: skip


@contextmanager
def _started(command: Callable[[int], list[str]]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    with _on_a_core(0):
        process = subprocess.Popen(
            command(port), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextmanager
def _on_a_core(which: int) -> Iterator[None]:
    """What is started meanwhile stays on one core, where the system can say so and has two."""
    if not hasattr(os, "sched_setaffinity") or len(cores := os.sched_getaffinity(0)) < 2:
        yield
        return
    os.sched_setaffinity(0, {sorted(cores)[which]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _wait(port: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            _, told = process.communicate()
            raise RuntimeError(f"a server did not start: {told}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("a server did not start in a minute")


def _send(port: int, signed: Signed, *, seconds: float, rate: float = 0) -> Load:
    headers = {
        "Host": f"127.0.0.1:{port}",
        "Content-Type": "application/json",
        "Content-Length": str(len(signed.body)),
        **signed.headers,
    }
    head = "POST /alexa HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    asked = {
        "port": port,
        "request": base64.b64encode(f"{head}\r\n".encode() + signed.body).decode(),
        "connections": CONNECTIONS,
        "seconds": seconds,
        "rate": rate,
    }
    with _on_a_core(1):
        done = subprocess.run(
            ["node", str(SERVERS / "load.js")],  # noqa: S607 - the installed Node
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
        )
    return Load(**json.loads(done.stdout))
