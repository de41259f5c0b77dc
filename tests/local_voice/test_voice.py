"""The real pyttsx3 and espeak-ng, in their child processes."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from local_voice import voice as voice_module
from local_voice.ports import HEARING_RATE, Samples, VoiceError
from local_voice.voice import EspeakVoice
from local_voice.voices.sound import trimmed
from local_voice.wav import resample
from skill.speech import Style
from skill.timing import say_seconds
from tests.local_voice.support import transcribed, whisper, word_errors

pytestmark = pytest.mark.engine

SENTENCES = (
    "Let your shoulders drop, if that feels good.",
    "Breathe in slowly, and let the breath go.",
    "Notice five things that you can see around you.",
    "Would you like a glass of water, or a warm blanket?",
    "Thank you for telling me.",
    "You can say stop at any time.",
)


@pytest.fixture(scope="module")
def voice() -> Iterator[EspeakVoice]:
    pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
    pytest.importorskip("espeakng_loader", reason="needs aftercare[voice]")
    made = EspeakVoice()
    yield made
    made.close()


def seconds(sound: Samples) -> float:
    return len(sound) / voice_module.RATE


def loudness(sound: Samples) -> float:
    return float(np.sqrt((sound.astype(float) ** 2).mean()))


@pytest.mark.parametrize("style", ["plain", "soft"])
def test_what_is_spoken_is_heard_as_what_was_written(voice: EspeakVoice, style: Style) -> None:
    transcriber = whisper()
    expected, heard = [], []
    for sentence in SENTENCES:
        sound = resample(voice.render(sentence, 1.0, style), voice.rate, HEARING_RATE)
        expected.append(sentence)
        heard.append(transcribed(transcriber, sound))
    assert word_errors(" ".join(expected), " ".join(heard)) <= 0.20


def test_the_rate_is_calm(voice: EspeakVoice) -> None:
    words = sum(len(sentence.split()) for sentence in SENTENCES)
    spoken = sum(seconds(voice.render(sentence, 1.0, "plain")) + 0.8 for sentence in SENTENCES)
    assert 95 <= words / spoken * 60 <= 118


def test_the_estimate_of_the_core_holds(voice: EspeakVoice) -> None:
    for pace in (0.85, 1.0, 1.15):
        spoken = [seconds(voice.render(sentence, pace, "plain")) for sentence in SENTENCES]
        planned = [say_seconds(sentence, pace) for sentence in SENTENCES]
        assert sum(spoken) == pytest.approx(sum(planned), rel=0.10)


def test_slower_is_longer_down_to_half_the_pace(voice: EspeakVoice) -> None:
    lengths = [seconds(voice.render(SENTENCES[0], p, "plain")) for p in (1.2, 1.0, 0.8, 0.65, 0.5)]
    assert lengths == sorted(lengths)
    assert lengths[-1] / lengths[1] == pytest.approx(2.0, rel=0.1)


def test_stretched_speech_is_still_understood(voice: EspeakVoice) -> None:
    transcriber = whisper()
    heard = [
        transcribed(transcriber, resample(voice.render(s, 0.6, "plain"), voice.rate, HEARING_RATE))
        for s in SENTENCES
    ]
    assert word_errors(" ".join(SENTENCES), " ".join(heard)) <= 0.20


def test_soft_is_quieter_and_whisper_has_no_voice_in_it(voice: EspeakVoice) -> None:
    plain = voice.render(SENTENCES[0], 1.0, "plain")
    soft = voice.render(SENTENCES[0], 1.0, "soft")
    whispered = voice.render(SENTENCES[0], 1.0, "whisper")
    assert loudness(soft) < 0.7 * loudness(plain)
    assert loudness(whispered) < loudness(plain)
    assert periodicity(whispered) < 0.5 * periodicity(plain)
    assert seconds(soft) > seconds(plain)


def periodicity(sound: Samples) -> float:
    """How strongly the sound repeats at the pitches of a voice (60-250 Hz), 0 to 1."""
    values = []
    for start in range(0, len(sound) - 2048, 2048):
        piece = sound[start : start + 2048].astype(float)
        correlation = np.correlate(piece, piece, "full")[2047:]
        if correlation[0] > 1e6:
            lags = slice(voice_module.RATE // 250, voice_module.RATE // 60)
            values.append(correlation[lags].max() / correlation[0])
    return float(np.median(values))


def test_there_is_no_silence_and_no_click_at_either_end(voice: EspeakVoice) -> None:
    for sentence in SENTENCES:
        sound = voice.render(sentence, 1.0, "plain")
        assert abs(int(sound[0])) < 100
        assert abs(int(sound[-1])) < 100
        loud = np.flatnonzero(np.abs(sound.astype(int)) > 100)
        assert loud[0] / voice.rate < 0.03
        assert (len(sound) - loud[-1]) / voice.rate < 0.03


def test_thirty_renders_at_once_are_all_alike() -> None:
    pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
    made: list[Samples] = []
    fresh = [EspeakVoice() for _ in range(3)]

    def ten(which: EspeakVoice) -> None:
        for number in range(10):
            made.append(which.render(SENTENCES[4], 1.0 + number * 1e-9, "plain"))
            which._cache.clear()

    threads = [threading.Thread(target=ten, args=(each,)) for each in fresh]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in fresh:
        each.close()
    assert len(made) == 30
    assert all(np.array_equal(made[0], other) for other in made)


def test_a_sentence_said_again_comes_from_memory(voice: EspeakVoice) -> None:
    first = voice.render(SENTENCES[5], 1.0, "plain")
    began = time.perf_counter()
    again = voice.render(SENTENCES[5], 1.0, "plain")
    assert time.perf_counter() - began < 0.005
    assert again is first


def test_a_killed_child_is_replaced_and_the_sentence_is_spoken() -> None:
    pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
    voice = EspeakVoice()
    voice.warm()
    assert voice._spare is not None
    os.kill(voice._spare._process.pid, signal.SIGKILL)
    assert seconds(voice.render(SENTENCES[0], 1.0, "plain")) > 2
    voice.close()


def test_a_child_that_hangs_is_ended_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
    monkeypatch.setattr(voice_module, "TIMEOUT_SECONDS", 0.5)
    voice = EspeakVoice()
    voice.warm()
    assert voice._spare is not None
    stopped = voice._spare._process
    os.kill(stopped.pid, signal.SIGSTOP)
    began = time.monotonic()
    assert seconds(voice.render(SENTENCES[0], 1.0, "plain")) > 2
    assert time.monotonic() - began < 3
    assert stopped.poll() is not None
    voice.close()


def test_a_voice_that_does_not_exist_is_an_error_not_silence() -> None:
    pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
    voice = EspeakVoice(name="no-such-voice")
    with pytest.raises(VoiceError):
        voice.render("Hello.", 1.0, "plain")
    voice.close()


def test_closing_leaves_no_process_behind() -> None:
    pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
    voice = EspeakVoice()
    voice.render("Hello.", 1.0, "plain")
    assert voice._spare is not None
    spare = voice._spare._process
    voice.close()
    assert spare.poll() is not None
    with pytest.raises(VoiceError):
        voice.render("Hello again.", 1.0, "plain")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    voice = EspeakVoice()
    voice.render("A sentence for nobody else.", 1.0, "plain")
    voice.close()
    assert list(tmp_path.iterdir()) == []


def test_trimming_silence_alone_leaves_nothing() -> None:
    assert len(trimmed(np.zeros(1000, np.int16))) == 0
