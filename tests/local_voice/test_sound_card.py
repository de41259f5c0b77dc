"""The program on a sound card of null sinks: real PortAudio, real engines, real time."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from local_voice.ports import HEARING_RATE, Samples
from local_voice.wav import read_wav, resample
from tests.local_voice.pulse import PulseCard
from tests.local_voice.support import AUDIO, transcribed, whisper, word_errors

try:
    import sounddevice  # noqa: F401 - only to see whether it can be

    SOUND = True
except (ImportError, OSError):
    SOUND = False

pytestmark = [
    pytest.mark.engine,
    pytest.mark.realtime,
    # Not the whole module: a run of nothing but these still has tests, and tells why they skip.
    pytest.mark.skipif(not SOUND, reason="needs sounddevice and PortAudio (apt: libportaudio2)"),
]

ROOT = Path(__file__).parent.parent.parent
PYTHON = sys.executable
COMMAND = (PYTHON, "-c", "import sys; from skill.cli import main; sys.exit(main())")


class Talk:
    """`aftercare talk` in a process of its own, with its lines as they come."""

    def __init__(
        self, env: dict[str, str], *options: str, command: Sequence[str] = COMMAND
    ) -> None:
        self.began = time.monotonic()
        self.lines: list[tuple[float, str]] = []
        self.process = subprocess.Popen(
            [*command, "talk", *options],
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append((time.monotonic(), line.rstrip()))

    def wait_for(self, text: str, seconds: float = 30) -> float:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for at, line in self.lines:
                if text in line:
                    return at
            time.sleep(0.02)
        raise AssertionError(f"{text!r} did not come within {seconds} s: {self.shown()}")

    def wait_for_words(self) -> float:
        """Until the first sentence begins: a busy machine takes its time to start a program."""
        return self.wait_for("", 60)

    def shown(self) -> list[str]:
        return [line for _, line in self.lines]

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(10)


@pytest.fixture
def card(tmp_path: Path) -> Iterator[PulseCard]:
    with PulseCard(tmp_path) as made:
        yield made


def request(name: str) -> Samples:
    return read_wav(AUDIO / f"{name}.wav")


def test_a_script_is_asked_for_and_stopped_by_voice(card: PulseCard) -> None:
    card.record()
    talk = Talk(card.env, "--headphones")
    try:
        talk.wait_for_words()
        time.sleep(7)  # the greeting, and the model that loads meanwhile
        card.say(request("start-box-breathing"), HEARING_RATE)
        talk.wait_for("> start box breathing for three minutes")
        talk.wait_for("Let your shoulders drop")
        time.sleep(3)
        card.say(request("stop"), HEARING_RATE)
        talk.wait_for("> stop")
        assert talk.process.wait(20) == 0
    finally:
        talk.end()
    # Lines in brackets tell of the machine and are not spoken.
    said = " ".join(line for line in talk.shown() if not line.startswith((">", "[")))
    heard = " ".join(transcribed(whisper(), piece) for piece in sentences_in(card))
    # A busy machine is now and then late for its own sound card.
    assert word_errors(said, heard) <= 0.5, heard


def sentences_in(card: PulseCard) -> list[Samples]:
    """What the speaker played, cut in the middle of its silences."""
    sound = resample(card.heard(), card.rate, HEARING_RATE)
    loud = np.flatnonzero(np.abs(sound.astype(int)) > 60)
    gaps = np.flatnonzero(np.diff(loud) > 0.7 * HEARING_RATE)
    return np.split(sound, [(loud[gap] + loud[gap + 1]) // 2 for gap in gaps])


def test_a_sound_card_that_vanishes_is_told_once_and_found_again(card: PulseCard) -> None:
    talk = Talk(card.env, "--headphones")
    try:
        talk.wait_for_words()
        time.sleep(2)
        card.stop()
        talk.wait_for("The microphone is gone", 15)  # how soon is measured in goals/
        time.sleep(4)
        card.start()
        talk.wait_for("The microphone is back", 15)
        assert sum("The microphone is gone" in line for line in talk.shown()) == 1
        assert not any("Expression" in line for line in talk.shown())  # PortAudio's own words
        assert talk.process.poll() is None
        time.sleep(1)
        card.say(request("stop"), HEARING_RATE)
        talk.wait_for("> stop", 15)
        assert talk.process.wait(15) == 0
    finally:
        talk.end()


def has_sound_card(env: dict[str, str]) -> bool:
    code = "import sounddevice, sys; sys.exit(not sounddevice.query_devices())"
    return subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0


def test_without_a_sound_card_and_a_terminal_the_demo_runs(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "HOME": str(tmp_path),
        "PULSE_SERVER": "unix:/nonexistent",
    }
    if has_sound_card(env):
        pytest.skip("this machine has a sound card")
    done = subprocess.run(
        [*COMMAND, "talk"],
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("No sound: ")
    assert done.stderr.count("\n") == 1
    assert "> stop" in done.stdout


def test_nothing_is_heard_of_silence(card: PulseCard) -> None:
    card.record()
    talk = Talk(card.env, "--headphones")
    try:
        talk.wait_for_words()
        time.sleep(6)
        assert not any(line.startswith(">") for line in talk.shown())
        assert np.abs(card.heard()).max() > 1000  # the greeting was audible
    finally:
        talk.end()
