"""Keys: what they ask for, and a terminal that is as it was, whatever happens."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="needs aftercare[voice]")

from content.machine import machine_words
from local_voice.keys import INTENTS, SIGNS, Signs, press
from local_voice.ports import LoopState
from tests.local_voice.test_loop import House

ROOT = Path(__file__).parent.parent.parent

PROGRAM = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored around us
from local_voice.keys import keyboard
with keyboard() as keys:
    print("ready", flush=True)
    while True:
        for key in keys.pressed():
            print("key", key, flush=True)
            if key == "s":
                sys.exit(0)
            if key == "r":
                raise RuntimeError
        time.sleep(0.01)
"""


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.shown = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", _IN_FRONT + PROGRAM],
            stdin=self.slave, stdout=self.slave, stderr=subprocess.DEVNULL, cwd=ROOT,
            start_new_session=True,
        )  # fmt: skip

    def wait_for(self, text: bytes, count: int = 1, seconds: float = 15) -> None:
        until = time.monotonic() + seconds
        while self.shown.count(text) < count and time.monotonic() < until:
            if select.select([self.master], [], [], 0.05)[0]:
                self.shown += os.read(self.master, 4096)
        assert self.shown.count(text) >= count, self.shown

    def press(self, keys: bytes) -> None:
        os.write(self.master, keys)

    @property
    def raw(self) -> bool:
        return not termios.tcgetattr(self.slave)[3] & (termios.ICANON | termios.ECHO)

    def until_raw(self, *, raw: bool) -> None:
        until = time.monotonic() + 10
        while self.raw is not raw and time.monotonic() < until:
            time.sleep(0.01)
        assert self.raw is raw

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        os.close(self.master)
        os.close(self.slave)


_IN_FRONT = "import fcntl, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
"""A new session takes the terminal for its own."""


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


def test_keys_come_at_once_and_unseen(terminal: Terminal) -> None:
    terminal.wait_for(b"ready")
    assert terminal.raw
    terminal.press(b" x\x1b[C\x1b[99~+")
    terminal.wait_for(b"key plus")
    lines = terminal.shown.decode().split()
    assert lines == ["ready", "key", "space", "key", "right", "key", "plus"]
    terminal.press(b"s")
    assert terminal.process.wait(10) == 0
    assert termios.tcgetattr(terminal.slave) == terminal.before


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT, None]
)
def test_the_terminal_is_as_it_was_however_it_ends(
    terminal: Terminal, number: signal.Signals | None
) -> None:
    terminal.wait_for(b"ready")
    if number is None:
        terminal.press(b"r")  # an exception
        assert terminal.process.wait(10) == 1
    else:
        terminal.process.send_signal(number)
        assert terminal.process.wait(10) == -number
    assert termios.tcgetattr(terminal.slave) == terminal.before


def test_stopped_for_a_while_the_terminal_is_given_back_and_taken_again(
    terminal: Terminal,
) -> None:
    terminal.wait_for(b"ready")
    for count in (1, 2):
        terminal.process.send_signal(signal.SIGTSTP)
        terminal.until_raw(raw=False)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.until_raw(raw=True)
        terminal.press(b" ")
        terminal.wait_for(b"key space", count)
    terminal.press(b"s")
    assert terminal.process.wait(10) == 0


def test_without_a_terminal_there_are_no_keys() -> None:
    done = subprocess.run(
        [sys.executable, "-c",
         "from local_voice.keys import keyboard\nwith keyboard() as k: print(k.pressed())"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("pieces", "keys"),
    [
        ([b"\x1b", b"[", b"A"], ["up"]),
        ([b"\x1bOD"], ["left"]),
        ([b"S", b"Q"], ["s", "q"]),
        ([b"\x1bs"], ["s"]),
        ([b"\x1b[1;5C "], ["space"]),
        ([b"\x1b[" + b"1" * 40, b" "], ["space"]),
        ([b"\xc3\xa9?"], ["question"]),
    ],
)
def test_signs_are_read_whole(pieces: list[bytes], keys: list[str]) -> None:
    signs = Signs()
    assert [key for piece in pieces for key in signs.feed(piece)] == keys


class Shown:
    """A screen that counts."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def keys(self) -> None:
        self.calls.append("keys")

    def wipe(self) -> None:
        self.calls.append("wipe")


def test_space_pauses_and_goes_on() -> None:
    house, screen = House(), Shown()
    house.start_script()
    house.run(2)
    press("space", house.loop, screen)
    house.until_state(LoopState.WAITING)
    press("space", house.loop, screen)
    house.until_state(LoopState.SPEAKING)
    intents = [turn.intent for turn in house.story.turns if turn.kind == "intent"]
    assert intents == ["Start", "AMAZON.PauseIntent", "AMAZON.ResumeIntent"]


def test_stop_acts_and_nothing_after_it_but_the_way_out() -> None:
    house, screen = House(), Shown()
    house.start_script()
    house.run(2)
    press("s", house.loop, screen)
    turns = len(house.story.turns)
    press("space", house.loop, screen)
    assert len(house.story.turns) == turns
    house.until_state(LoopState.ENDED)
    press("s", house.loop, screen)
    assert len(house.story.turns) == turns


def test_the_list_of_keys_disturbs_nothing() -> None:
    house, screen = House(), Shown()
    house.start_script()
    turns = len(house.story.turns)
    press("question", house.loop, screen)
    assert screen.calls == ["keys"]
    assert len(house.story.turns) == turns


def test_every_key_is_explained_and_asks_for_something_there_is() -> None:
    from content import load

    known = set(load("en-US").intents)
    assert set(INTENTS.values()) <= known
    assert set(machine_words("en-US").keys) == set(SIGNS.values())
    assert set(SIGNS.values()) == set(INTENTS) | {"space", "question"}
