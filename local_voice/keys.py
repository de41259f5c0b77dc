"""Keys as well as voice, where there is a terminal: the keyboard, and what each key asks for.

The terminal hands over keys one by one and shows none. However the program ends, signals included,
and whenever it is stopped for a while, the terminal is as it was.
"""

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable
from types import FrameType, MappingProxyType
from typing import Any, Protocol, Self

from local_voice.loop import Loop

SIGNS = MappingProxyType(
    {
        b" ": "space", b"s": "s", b"r": "r", b"q": "q", b"?": "question", b"h": "question",
        b"+": "plus", b"=": "plus", b"-": "minus", b"_": "minus",
        b"\x1b[A": "up", b"\x1b[B": "down", b"\x1b[C": "right", b"\x1b[D": "left",
        b"\x1bOA": "up", b"\x1bOB": "down", b"\x1bOC": "right", b"\x1bOD": "left",
    }
)  # fmt: skip
"""What a terminal sends for each key we know; the arrows in both of their modes."""
INTENTS = MappingProxyType(
    {
        "s": "AMAZON.StopIntent",
        "left": "AMAZON.PreviousIntent",
        "right": "AMAZON.NextIntent",
        "up": "LouderIntent",
        "down": "QuieterIntent",
        "plus": "FasterIntent",
        "minus": "SlowerIntent",
        "r": "AMAZON.RepeatIntent",
        "q": "QuickExitIntent",
    }
)
_LONGEST_SIGN = 16
_ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class Showing(Protocol):
    """The screen, as far as keys need it."""

    def keys(self) -> None:
        """Show what the keys do."""

    def wipe(self) -> None:
        """Leave nothing of the conversation on the screen."""


def press(key: str, loop: Loop, screen: Showing) -> None:
    """Do what a key asks for."""
    if key == "question":
        screen.keys()
        return
    if key == "q":
        screen.wipe()
    pause = "AMAZON.ResumeIntent" if loop.paused else "AMAZON.PauseIntent"
    loop.command(pause if key == "space" else INTENTS[key])


class Signs:
    """Makes keys out of the bytes of a terminal."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """The keys in the bytes so far; an unfinished sequence waits, an unknown one is dropped."""
        self._rest += data
        found: list[str] = []
        while self._rest:
            sign = self._next()
            if not sign:
                break
            self._rest = self._rest[len(sign) :]
            key = SIGNS.get(sign) or SIGNS.get(sign.lower())
            if key is not None:
                found.append(key)
        return found

    def _next(self) -> bytes:
        """The first whole sign; b"" while more has to come."""
        rest = self._rest
        if not rest.startswith(b"\x1b"):
            return rest[:1]
        if len(rest) == 1:
            return b""
        if rest[1:2] not in (b"[", b"O"):
            return rest[:1]  # Escape, then another key
        for end in range(2, min(len(rest), _LONGEST_SIGN)):
            if 0x40 <= rest[end] <= 0x7E:
                return rest[: end + 1]
        return rest if len(rest) >= _LONGEST_SIGN else b""


class Keyboard:
    """A terminal whose keys come at once, for as long as the context lasts."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._signs = Signs()
        self._before: list[Any] = []
        self._handlers: dict[signal.Signals, Any] = {}
        self._open = True

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._descriptor)
        for number, handler in (
            *((end, self._ended) for end in _ENDS),
            (signal.SIGTSTP, self._stopped),
            (signal.SIGCONT, self._continued),
        ):
            self._handlers[number] = signal.signal(number, handler)
        self._take()
        return self

    def __exit__(self, *_: object) -> None:
        self._give_back()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()

    def pressed(self) -> list[str]:
        """The keys pressed since the last call."""
        if not self._open or not self._ours():
            return []
        if not select.select([self._descriptor], [], [], 0)[0]:
            return []
        try:
            data = os.read(self._descriptor, 256)
        except OSError:
            data = b""  # the terminal is gone
        self._open = bool(data)
        return self._signs.feed(data)

    def _ours(self) -> bool:
        """Whether we are in the foreground of the terminal: only then may it be touched."""
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            return False

    def _take(self) -> None:
        if self._ours():
            tty.setcbreak(self._descriptor, termios.TCSANOW)

    def _give_back(self) -> None:
        if not self._ours():
            return
        try:
            termios.tcsetattr(self._descriptor, termios.TCSANOW, self._before)
        except termios.error:
            return  # the terminal is gone, and with it its settings

    def _ended(self, number: int, _frame: FrameType | None) -> None:
        self._give_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _stopped(self, number: int, _frame: FrameType | None) -> None:
        self._give_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _continued(self, _number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTSTP, self._stopped)
        self._take()


class NoKeyboard:
    """Where there is no terminal."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def pressed(self) -> list[str]:
        """None are."""
        return []


def keyboard() -> Keyboard | NoKeyboard:
    """The keys of the terminal we were started from, where there is one."""
    try:
        descriptor = sys.stdin.fileno()
    except (OSError, ValueError, AttributeError):
        return NoKeyboard()
    return Keyboard(descriptor) if os.isatty(descriptor) else NoKeyboard()


def hold(loop: Loop, keys: Keyboard | NoKeyboard, act: Callable[[str], None]) -> None:
    """Live through one conversation, with keys between its frames."""
    while loop.alive:
        for key in keys.pressed():
            act(key)
        if not loop.next_frame():
            return
