"""`aftercare serve` in a process of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

_URL = re.compile(r"http://127\.0\.0\.1:(\d+)/alexa")


_RUN = "import sys; from skill.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Served:
    """A running service."""

    port: int
    process: subprocess.Popen[str]


def command(*options: str) -> list[str]:
    """The command line of `aftercare serve`."""
    return [sys.executable, "-c", _RUN, "serve", *options]


@contextmanager
def serve(*options: str, env: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Start it on a free port, by default for development; end it as a terminal does."""
    process = subprocess.Popen(
        command("--port", "0", *(options or ("--dev",))),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
    )
    try:
        assert process.stdout is not None
        match = _URL.search(process.stdout.readline())
        if match is None:
            _, told = process.communicate(timeout=10)
            raise AssertionError(f"the service did not start: {told}")
        yield Served(int(match[1]), process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
