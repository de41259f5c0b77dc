"""The real Whisper tiny.en on recordings."""

import numpy as np
import pytest

from local_voice.ports import HEARING_RATE
from local_voice.transcribers.whisper import WhisperTranscriber
from local_voice.transcribers.words import plain_words
from local_voice.wav import read_wav
from tests.local_voice.support import AUDIO, noise, quiet, transcribed, whisper

pytestmark = pytest.mark.engine

SAID = {
    "start-box-breathing": "start box breathing for three minutes",
    "stop": "stop",
    "pause": "pause",
    "slower": "slower please",
    "help": "what can you do",
    "grounding": "five four three two one please",
    "check-in": "check in with me",
    "seven": "i'd say a seven",
    "yes": "yes please",
    "no": "no thank you",
    "bystander": "did you put the bins out it is tuesday tomorrow",
    "feedback": "help us talk about how it went",
}


@pytest.fixture(scope="module")
def transcriber() -> WhisperTranscriber:
    return whisper()


@pytest.mark.parametrize("name", SAID)
def test_a_request_is_heard_as_it_was_said(transcriber: WhisperTranscriber, name: str) -> None:
    sound = np.concatenate([quiet(0.4), read_wav(AUDIO / f"{name}.wav"), quiet(0.5)])
    assert transcribed(transcriber, sound) == SAID[name]


@pytest.mark.parametrize("level", [0, 30, 300, 3000])
@pytest.mark.parametrize("seconds", [0.5, 2, 8])
def test_no_words_are_made_up_from_silence_or_noise(
    transcriber: WhisperTranscriber, level: float, seconds: float
) -> None:
    assert transcribed(transcriber, noise(seconds, level)) == ""


@pytest.mark.parametrize("level", [30, 3000])
def test_nothing_else_is_read_from_noise_either(
    transcriber: WhisperTranscriber, level: float
) -> None:
    transcriber.accept(noise(2, level))
    assert transcriber.finish().others == ()


def test_other_readings_are_near_to_what_was_heard(transcriber: WhisperTranscriber) -> None:
    transcriber.accept(np.concatenate([read_wav(AUDIO / "bystander.wav"), quiet(0.5)]))
    heard = transcriber.finish()
    assert heard.text not in heard.others
    assert all("tuesday" in words for words in heard.others)


def test_no_words_are_made_up_from_a_hum(transcriber: WhisperTranscriber) -> None:
    hum = (3000 * np.sin(np.arange(3 * HEARING_RATE) * 2 * np.pi * 100 / HEARING_RATE)).astype("i2")
    assert transcribed(transcriber, hum) == ""


def test_a_dropped_utterance_leaves_nothing_for_the_next(transcriber: WhisperTranscriber) -> None:
    transcriber.accept(read_wav(AUDIO / "bystander.wav"))
    transcriber.reset()
    transcriber.accept(read_wav(AUDIO / "stop.wav"))
    assert transcriber.finish().text == "stop"
    assert transcriber.finish().text == ""


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (" Stop.", "stop"),
        ("I'd say — a seven!", "i'd say a seven"),
        ("check-in", "check in"),
        ("Don\u2019t 'quote' me", "don't quote me"),
        ("", ""),
    ],
)
def test_words_are_plain(written: str, words: str) -> None:
    assert plain_words(written) == words
