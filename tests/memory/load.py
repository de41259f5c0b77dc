"""Many sessions at once, on two services that share one PostgreSQL.

    python -m tests.memory.load [--sessions 10000] [--restart]

Every session is open before the first one goes on: each keeps settings of its own by voice with one
service, and asks for them in a new session with the other one. With `--restart` the database is
taken away and brought back in the middle. A result that is not right ends with exit code 1.
"""

import argparse
import asyncio
import json
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from content import load
from content.schema import Catalog
from skill.kept import DEFAULT_DAYS
from skill.wording import days
from tests.alexa.served import Served, serve
from tests.channels.alexa import Device, heard
from tests.memory import postgres

CONNECTIONS = 16
"""Requests that are under way at any moment; the sessions are all open all the while."""
DOWN_SECONDS = 3.0
PATIENCE_SECONDS = 30.0
"""How long a session asks again for what it knows is kept, when the database has been away."""
PACES = {"slow": "pace-slow", "normal": "pace-normal", "fast": "pace-fast"}
STYLES = {"quiet": "style-soft", "whisper": "style-whisper", "loud": "style-plain"}


@dataclass
class Outcome:
    """What a run came to."""

    sessions: int
    requests: int = 0
    seconds: float = 0.0
    most_open: int = 0
    errors: list[str] = field(default_factory=list)
    """What must not be: another status than 200, or a setting that is not the person's."""
    unremembered: int = 0
    """Answers without a memory, while the database was away."""
    unkept: int = 0
    """Sessions whose settings could not be kept, and who were told so."""
    took: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    """The most memory each service had."""

    def percentile(self, share: float) -> float:
        """Milliseconds that so many of the requests stayed below."""
        ordered = sorted(self.took)
        return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)]

    def lines(self) -> Iterator[str]:
        """The outcome for people."""
        yield (
            f"{self.sessions} sessions, at most {self.most_open} open at once, "
            f"{self.requests} requests in {self.seconds:.0f} s "
            f"({self.requests / self.seconds:.0f} a second)"
        )
        at = ", ".join(
            f"p{share * 100:g} {self.percentile(share):.0f} ms" for share in (0.5, 0.99, 0.999)
        )
        yield f"{at}, longest {self.percentile(1):.0f} ms"
        yield f"memory: {', '.join(f'{size:.0f} MB' for size in self.megabytes)}"
        yield (
            f"errors: {len(self.errors)}; told that it was not kept: {self.unkept}; "
            f"answered without a memory: {self.unremembered}"
        )


class Session(Device):
    """Somebody with settings of their own."""

    def __init__(self, number: int, catalog: Catalog) -> None:
        super().__init__(0, catalog)
        chance = random.Random(number)  # noqa: S311 - settings, not secrets
        self.number = number
        self.user = f"amzn1.ask.account.LOAD{number}"
        self.pace = chance.choice(list(PACES))
        self.style = chance.choice(list(STYLES))
        self.confirmed = True
        self.certain = True
        """Whether the style is known to be kept; only the pace is, otherwise."""

    def envelope(self, request: dict[str, Any]) -> dict[str, Any]:
        """A request of this account."""
        data = super().envelope(request)
        data["session"]["user"] = data["context"]["System"]["user"] = {"userId": self.user}
        return data

    def body(self, request: dict[str, Any]) -> bytes:
        """The request as it is sent."""
        return json.dumps(self.envelope(request)).encode()

    def take(self, answer: bytes) -> str:
        """Keep the session as Alexa does; what was said."""
        data = json.loads(answer)
        self.attributes = data.get("sessionAttributes", {})
        return heard(data).text


class Line:
    """One connection after the other to a service, kept open for as long as it will."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> tuple[int, bytes]:
        """Send a request; status and answer."""
        reused = self._ends is not None
        try:
            return await self._exchange(body)
        except (ConnectionError, asyncio.IncompleteReadError):
            await self.close()
            if not reused:
                raise
            return await self._exchange(body)  # a kept connection had been closed meanwhile

    async def _exchange(self, body: bytes) -> tuple[int, bytes]:
        if self._ends is None:
            self._ends = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._ends
        writer.write(
            b"POST /alexa HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = int(head.partition("content-length:")[2].partition("\r\n")[0] or 0)
        answer = await reader.readexactly(length)
        if "connection: close" in head or head.startswith("http/1.0"):
            await self.close()
        return status, answer

    async def close(self) -> None:
        """Let go of the connection."""
        if self._ends is not None:
            self._ends[1].close()
            self._ends = None


class Load:
    """The sessions, and the services they talk to."""

    def __init__(
        self, catalog: Catalog, ports: tuple[int, int], sessions: int, first: int = 0
    ) -> None:
        self._words = catalog.memory
        self._question = self._words.ask_settings.format(days=days(catalog, DEFAULT_DAYS))
        self._ports = ports
        self._sessions = [Session(first + at, catalog) for at in range(sessions)]
        self.outcome = Outcome(sessions)

    async def run(self, middle: Callable[[], None] | None = None, at: int = 2) -> Outcome:
        """Step by step with all sessions; `middle` is called in a thread during step `at`."""
        began = time.monotonic()
        open_ = len(self._sessions)
        steps = (self._launch, self._set_pace, self._say_yes, self._set_style, self._ask_elsewhere)
        for number, step in enumerate(steps):
            self.outcome.most_open = max(self.outcome.most_open, open_)
            disturbance = None
            if middle is not None and number == at:
                disturbance = asyncio.create_task(asyncio.to_thread(middle))
            await self._all(step)
            if disturbance is not None:
                await disturbance
        self.outcome.seconds = time.monotonic() - began
        return self.outcome

    async def _all(self, step: Callable[..., Any]) -> None:
        """One step of every session, in any order, so many at a time."""
        waiting = list(self._sessions)
        random.shuffle(waiting)

        async def work() -> None:
            lines = [Line(port) for port in self._ports]
            while waiting:
                session = waiting.pop()
                at = (session.number + (step == self._ask_elsewhere)) % len(lines)
                await step(session, lines[at])
            for line in lines:
                await line.close()

        await asyncio.gather(*(work() for _ in range(CONNECTIONS)))

    async def _send(self, session: Session, line: Line, request: dict[str, Any]) -> str:
        began = time.monotonic()
        status, answer = await line.post(session.body(request))
        self.outcome.took.append(time.monotonic() - began)
        self.outcome.requests += 1
        if status != 200:
            self.outcome.errors.append(f"status {status}")
            return ""
        return session.take(answer)

    async def _launch(self, session: Session, line: Line) -> None:
        await self._send(session, line, session.launch())

    async def _set_pace(self, session: Session, line: Line) -> None:
        slots: dict[str, str | int] = {"preference": "speed", "value": session.pace}
        said = await self._send(session, line, session.intent("SetPreferenceIntent", slots))
        session.confirmed = self._question in said

    async def _say_yes(self, session: Session, line: Line) -> None:
        said = await self._send(session, line, session.intent("AMAZON.YesIntent", {}))
        session.confirmed = session.confirmed and self._words.kept in said
        self.outcome.unkept += not session.confirmed

    async def _set_style(self, session: Session, line: Line) -> None:
        if not session.confirmed:
            return
        slots: dict[str, str | int] = {"preference": "volume", "value": session.style}
        said = await self._send(session, line, session.intent("SetPreferenceIntent", slots))
        if self._words.kept_too not in said:
            self.outcome.unkept += 1
            # The answer to a change that was carried out may be lost: either may hold now.
            session.certain = False

    async def _ask_elsewhere(self, session: Session, line: Line) -> None:
        """In a new session, with the other service: what it says is what was kept."""
        if not session.confirmed:
            return
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            session.attributes = None
            said = await self._send(session, line, session.intent("GetPreferenceIntent", {}))
            if self._words.settings_kept in said or time.monotonic() > deadline:
                break
            self.outcome.unremembered += 1
            await asyncio.sleep(0.5)
        told = self._words.told
        wanted = {told[PACES[session.pace]], self._words.settings_kept}
        if session.certain:
            wanted.add(told[STYLES[session.style]])
        if not all(text in said for text in wanted):
            self.outcome.errors.append(f"session {session.number}: not what was kept")


def megabytes(service: Served) -> float:
    """The most memory a service has had."""
    told = Path(f"/proc/{service.process.pid}/status").read_text(encoding="ascii")
    peak = next(line for line in told.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def restarting(server: postgres.Server, down: float = DOWN_SECONDS) -> Callable[[], None]:
    """Takes the database away for some seconds."""

    def away() -> None:
        time.sleep(down / 6)
        server.stop(signal.SIGINT)
        time.sleep(down)
        server.start()

    return away


def hold(
    server: postgres.Server,
    key_file: Path,
    sessions: int,
    middles: Sequence[Callable[[], None] | None],
    at: int = 2,
) -> list[Outcome]:
    """Start two services on a running server and hold so many sessions with them, each time."""
    outcomes: list[Outcome] = []
    environ = {"AFTERCARE_STORE": server.url, "AFTERCARE_KEY_FILE": str(key_file)}
    with ExitStack() as stack:
        services = [stack.enter_context(serve(env=environ)) for _ in range(2)]
        for number, middle in enumerate(middles):
            held = Load(
                load("en-US"), (services[0].port, services[1].port), sessions, sessions * number
            )
            outcome = asyncio.run(held.run(middle, at))
            outcome.megabytes = [megabytes(service) for service in services]
            outcomes.append(outcome)
    return outcomes


def main() -> int:
    """Run it on a server of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.memory.load")
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--restart", action="store_true", help="restart the database meanwhile")
    args = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    folder = postgres.folder()
    server = postgres.Server(folder, durable=True)
    try:
        server.start()
        middle = restarting(server) if args.restart else None
        (outcome,) = hold(server, folder / "notes.key", args.sessions, [middle])
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for line in (*outcome.lines(), *sorted(set(outcome.errors))[:10]):
        print(line)
    return 1 if outcome.errors else 0


if __name__ == "__main__":
    sys.exit(main())
