"""Digits as they are heard and typed."""

import os
import pty
import select
import sys
import termios
import time
from pathlib import Path

import pytest

from skill.flows import lock
from skill.kept import (
    Remembered,
)
from skill.memory import digits
from skill.turn import (
    Expectation,
    Idle,
    Locking,
    State,
    Turn,
)
from skill.understanding import Recognized
from tests.memory.conftest import PIN
from tests.memory.talking import DIALOGUE, understanding


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("one two three four", "1234"),
        ("1, 2, 3, 4.", "1234"),
        ("1234", "1234"),
        ("twelve thirty four", "1234"),
        ("um my digits are zero seven oh four", "0704"),
        ("one to three for", "1234"),
        ("it's nine nine eight seven six", "99876"),
        ("seven", ""),
        ("the blue one", ""),
        ("one two three four five six seven eight nine", ""),
    ],
)
def test_digits_are_heard_in_every_way_they_are_said(said: str, wanted: str) -> None:
    reply, _ = DIALOGUE.handle(
        Turn(
            "intent",
            intent="RecallLastIntent",
            remembered=Remembered(locked=True, figures=True, days=1, earlier=True, private=True),
        ),
        State(),
    )
    assert reply.expecting is not None
    assert reply.expecting.form == "digits"
    outcome = understanding().recognize(said, reply.expecting)
    found = outcome.request.slots.get("digits") if isinstance(outcome, Recognized) else None
    assert (found.text if found else "") == wanted


def test_spoken_digits_are_heard_by_the_real_engines() -> None:
    support = pytest.importorskip("tests.local_voice.support", reason="needs aftercare[voice]")
    from local_voice.ports import HEARING_RATE
    from local_voice.voice import EspeakVoice
    from local_voice.wav import resample

    voice = EspeakVoice("en-US", None)
    try:
        said = voice.render("two, four, six, eight", 1.0, "plain")
        sound = resample(said, voice.rate, HEARING_RATE)
    finally:
        voice.close()
    heard = support.transcribed(support.whisper(), sound)
    outcome = understanding().recognize(heard, Expectation((lock.ANSWER,), form="digits"))
    assert isinstance(outcome, Recognized)
    assert outcome.request.slots["digits"].text == PIN


def test_stop_and_no_are_heard_where_digits_are_asked_for() -> None:
    expecting = DIALOGUE.handle(
        Turn("intent", intent="AMAZON.RepeatIntent", remembered=Remembered(private=True)),
        State(Locking("new", Idle())),
    )[0].expecting
    for said, intent in (("stop", "AMAZON.StopIntent"), ("no", "AMAZON.NoIntent")):
        outcome = understanding().recognize(said, expecting)
        assert isinstance(outcome, Recognized)
        assert outcome.request.intent == intent


def typing(code: str, *lines: str) -> str:
    """What a terminal shows while lines are typed into a program of ours."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", code])  # noqa: S606 - no shell, on purpose
    shown = b""
    for line in lines:
        asked = len(shown)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.02)[0]:
                shown += os.read(terminal, 4096)
            hidden = not termios.tcgetattr(terminal)[3] & termios.ECHO
            if len(shown) > asked and hidden:
                break
        os.write(terminal, f"{line}\n".encode())
    try:
        while part := os.read(terminal, 4096):
            shown += part
    except OSError:  # the terminal is gone with its last program
        pass
    os.waitpid(child, 0)
    os.close(terminal)
    return shown.decode()


def test_typed_digits_do_not_show() -> None:
    code = "from skill.memory import digits\nimport sys\nsys.exit(digits.ask_new() != '97531')\n"
    shown = typing(code, "97531", "97531")
    assert "The same again" in shown
    assert "97531" not in shown


def test_a_typed_conversation_shows_no_digits() -> None:
    code = (
        "from local_voice.typed import typed\n"
        "from content import load\n"
        "from skill.speech import Say\n"
        "from skill.turn import Expectation, Reply, State\n"
        "from skill.understanding import NotRecognized\n"
        "class Asks:\n"
        "    def handle(self, turn, state):\n"
        "        end = turn.kind != 'launch'\n"
        "        asked = Expectation(('ScaleAnswerIntent',), form='digits')\n"
        "        reply = Reply((Say('Your digits', 'plain', 1.0),), expecting=asked)\n"
        "        return (Reply((), after='end') if end else reply), state\n"
        "    def recognize(self, text, expecting):\n"
        "        return NotRecognized()\n"
        "typed(Asks(), Asks(), wait=False)\n"
    )
    shown = typing(code, "97531")
    assert "Your digits" in shown
    assert "97531" not in shown


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("97531\n97531\n", "97531"), ("123\n", None), ("12345\n54321\n", None), ("four\n", None)],
)
def test_new_digits_are_typed_twice(
    typed: str, wanted: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    lines.write_text(typed)
    with lines.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert digits.ask_new() == wanted
