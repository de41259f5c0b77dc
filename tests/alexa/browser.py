"""Chromium without a window, driven over a pipe: what a person would see, measured."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE_SECONDS = 20
Scheme = Literal["light", "dark"]


class BrowserError(Exception):
    """The browser, or a script in a page, failed."""


class Page:
    """One tab."""

    def __init__(self, browser: "Browser", session: str) -> None:
        self._browser = browser
        self._session = session

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """One call of the DevTools protocol."""
        return self._browser.call(method, self._session, **params)

    def open(
        self, url: str, width: int, height: int, scheme: Scheme = "light", *, mobile: bool = False
    ) -> None:
        """Show a page at a size; returns when it has loaded."""
        self.resize(width, height, mobile=mobile)
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        self.call("Emulation.setTouchEmulationEnabled", enabled=True)
        self.call("Page.enable")
        self.call("Page.navigate", url=url)
        self._browser.wait_for("Page.loadEventFired", self._session)

    def resize(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Give the page another size."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=mobile,
        )  # fmt: skip

    def run(self, script: str) -> Any:  # noqa: ANN401 - any JSON
        """The value of an expression in the page; a promise is waited for."""
        answer = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise BrowserError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def touch(self, x: float, y: float) -> None:
        """Touch and let go."""
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def close(self) -> None:
        """Close the tab."""
        self.call("Page.close")

    def picture(self, file: Path) -> None:
        """Save what is seen."""
        answer = self.call("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(answer["data"]))


class Browser:
    """A running browser; the protocol goes over two pipes, each message ends in a zero byte."""

    def __init__(self, program: str, profile: Path) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()

        def hand_over() -> None:
            """The browser reads at descriptor 3 and writes at 4."""
            held_in = fcntl.fcntl(theirs_in, fcntl.F_DUPFD, 10)
            held_out = fcntl.fcntl(theirs_out, fcntl.F_DUPFD, 10)
            os.dup2(held_in, 3)
            os.dup2(held_out, 4)

        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=False, preexec_fn=hand_over,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._count = 0
        self._buffer = b""
        self._seen: list[dict[str, Any]] = []

    def __enter__(self) -> "Browser":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._out)
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)

    def page(self) -> Page:
        """A new tab."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        answer = self.call("Target.attachToTarget", targetId=target, flatten=True)
        return Page(self, answer["sessionId"])

    def call(self, method: str, session: str | None = None, **params: object) -> dict[str, Any]:
        """Call and wait for the answer; what comes in between is kept."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            told = self._read()
            if told.get("id") == self._count:
                if "error" in told:
                    raise BrowserError(f"{method}: {told['error']['message']}")
                answer: dict[str, Any] = told["result"]
                return answer
            self._seen.append(told)

    def wait_for(self, event: str, session: str) -> None:
        """Wait for an event of a tab; it may have come already."""
        while True:
            for told in self._seen:
                if told.get("method") == event and told.get("sessionId") == session:
                    self._seen.clear()
                    return
            self._seen.append(self._read())

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], PATIENCE_SECONDS)[0]:
                raise BrowserError(f"the browser said nothing for {PATIENCE_SECONDS} s")
            data = os.read(self._in, 1 << 16)
            if not data:
                raise BrowserError("the browser is gone")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        told: dict[str, Any] = json.loads(line)
        return told


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with a new profile; skips the test where there is none."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    with Browser(program, profile) as running:
        yield running
