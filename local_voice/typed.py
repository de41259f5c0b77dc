"""Typed turns: a line each in, replies as text with their silences out. Imports no audio.

With `wait`, silences (and, where a script keeps time, the words) take the time they say, and a new
line interrupts them. Without it time is virtual: everything is written at once, and a line that is
already there interrupts after the part that is being given.
"""

import os
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TextIO

from skill.speech import Pause, Say, as_text
from skill.timing import say_seconds
from skill.turn import Reply, State, Turn
from skill.understanding.turns import to_turn

if TYPE_CHECKING:
    from typing import Protocol

    from skill.turn import Expectation
    from skill.understanding import Outcome

    class Handler(Protocol):
        """The dialogue, as this channel sees it."""

        def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
            """Answer one turn."""

    class Recognizer(Protocol):
        """The understanding, as this channel sees it."""

        def recognize(self, text: str, expecting: Expectation | None) -> Outcome:
            """Make out what was asked for."""


BRIEF_SECONDS = 0.02
"""How long a line that is on its way is waited for when time is virtual."""


class Lines:
    """Lines from a file descriptor, with a look at whether one is there."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._bytes = b""
        self._closed = False

    def ready(self, seconds: float) -> bool:
        """Whether a whole line comes within so many seconds; False at the end of the input."""
        until = time.monotonic() + seconds
        while b"\n" not in self._bytes and not self._closed:
            left = max(0.0, until - time.monotonic())
            if not select.select([self._descriptor], [], [], left)[0]:
                return False
            self._more()
        return bool(self._bytes)

    def next(self) -> str | None:
        """The next line, waiting for it; None at the end of the input."""
        while b"\n" not in self._bytes and not self._closed:
            self._more()
        if not self._bytes:
            return None
        line, _, self._bytes = self._bytes.partition(b"\n")
        return line.decode("utf-8", "replace").strip()

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """On a terminal: what is typed does not show."""
        if not os.isatty(self._descriptor):
            yield
            return
        import termios  # only here: not every system has it

        before = termios.tcgetattr(self._descriptor)
        silent = before.copy()
        silent[3] = (silent[3] & ~termios.ECHO) | termios.ECHONL
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, silent)
        try:
            yield
        finally:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, before)

    @property
    def closed(self) -> bool:
        """Whether the input has ended; lines read before may still be there."""
        return self._closed

    def _more(self) -> None:
        data = os.read(self._descriptor, 4096)
        self._bytes += data
        self._closed = not data


class _Session:
    def __init__(
        self,
        dialogue: "Handler",
        understanding: "Recognizer",
        lines: Lines,
        out: TextIO,
        *,
        wait: bool,
        locale: str,
    ) -> None:
        self._dialogue = dialogue
        self._understanding = understanding
        self._lines = lines
        self._out = out
        self._wait = wait
        self._locale = locale
        self._state = State()
        self._turns = 0

    def run(self, *, prompt: str, ends_with_input: bool) -> None:
        """Greet, then answer line by line until a reply ends it or the input does."""
        turn = Turn("launch", self._locale)
        while True:
            reply, self._state = self._dialogue.handle(turn, self._state)
            heard = self._give(reply)
            if reply.after == "end":
                return
            if reply.after == "proceed" and heard is None and not self._waiting_line():
                if self._lines.closed and ends_with_input:
                    return
                turn = Turn("proceed", self._locale)
                continue
            self._out.write(prompt)
            self._out.flush()
            secret = reply.expecting is not None and reply.expecting.form == "digits"
            with self._lines.unseen() if secret else nullcontext():
                line = self._next_line()
            if line is None:
                return
            turn = self._turn(line, reply, heard)

    def _next_line(self) -> str | None:
        """The next line with anything on it."""
        while (line := self._lines.next()) == "":
            continue
        return line

    def _waiting_line(self) -> bool:
        return self._lines.ready(0.0 if self._wait else BRIEF_SECONDS)

    def _turn(self, line: str, reply: Reply, heard: float | None) -> Turn:
        self._turns += 1
        outcome = self._understanding.recognize(line, reply.expecting)
        return to_turn(outcome, line, self._locale, variant=self._turns, heard=heard)

    def _give(self, reply: Reply) -> float | None:
        """Write a reply; the seconds of it that were given when a line interrupted, else None."""
        if not reply.speech:
            return None
        if not self._wait:
            self._out.write(as_text(reply.speech) + "\n")
            self._out.flush()
            return None
        keeps_time = reply.after == "proceed"
        given = 0.0
        separator = ""
        for item in reply.speech:
            self._out.write(separator + as_text((item,)))
            self._out.flush()
            separator = " "
            seconds = _seconds(item) if keeps_time or isinstance(item, Pause) else 0.0
            began = time.monotonic()
            if seconds and self._lines.ready(seconds):
                self._out.write("\n")
                return given + time.monotonic() - began
            # At the end of the input `ready` returns at once; the silence is kept all the same.
            time.sleep(max(0.0, seconds - (time.monotonic() - began)))
            given += seconds
        self._out.write("\n")
        self._out.flush()
        return None


def _seconds(item: Say | Pause) -> float:
    return item.seconds if isinstance(item, Pause) else say_seconds(item.text, item.pace)


def typed(
    dialogue: "Handler",
    understanding: "Recognizer",
    *,
    wait: bool,
    locale: str = "en-US",
    descriptor: int | None = None,
    out: TextIO | None = None,
) -> int:
    """Hold a typed conversation; returns the exit code.

    When the input ends while a script is under way, the script goes on to its end; on a terminal,
    where the person has asked to leave, it ends at once.
    """
    descriptor = sys.stdin.fileno() if descriptor is None else descriptor
    out = sys.stdout if out is None else out
    terminal = os.isatty(descriptor)
    session = _Session(dialogue, understanding, Lines(descriptor), out, wait=wait, locale=locale)
    session.run(prompt="> " if terminal else "", ends_with_input=terminal)
    return 0
