"""The default voice: pyttsx3 with the espeak-ng that comes with pip, one process a sentence."""

import io
import json
import subprocess
import sys
import threading
import wave
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from local_voice.ports import Samples, VoiceError
from local_voice.stretch import stretched
from local_voice.voices.cache import SentenceCache
from local_voice.voices.sound import levelled, plausible, trimmed
from skill.speech import Style

RATE = 22_050
"""What espeak-ng gives and pyttsx3 writes."""
CALM_WORDS_A_MINUTE = 110
"""espeak's own figure for pace 1.0; with 0.8 s between sentences 106 words a minute are heard."""
PITCH = 45
"""A little below espeak's own 50. Over 30 of our sentences, made out again by Whisper, no pitch (35
to 55), rate (110 to 130) or speaker (f2, f3, f5, m3, m7, Annie) was better than this by more than
chance: 16 to 21 words in a hundred were missed, with Annie 26. The same library comes with pip on
every system, so these are the settings everywhere."""
SLOWEST_WORDS_A_MINUTE = 80
"""Below it espeak does not go; slower is stretched by us."""
SLOWEST_PACE = 0.754
"""The pace espeak's slowest rate comes to, measured."""
TIMEOUT_SECONDS = 15.0
ATTEMPTS = 3
"""A busy machine now and then gives an empty sentence; the next attempt gives all of it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a style sounds."""

    gain: float
    pace: float
    variant: str


MANNERS = MappingProxyType(
    {
        "plain": Manner(0.8, 1.0, ""),
        "soft": Manner(0.45, 0.95, ""),
        "whisper": Manner(0.6, 0.95, "+whisper"),
    }
)


class _Child:
    """A process that has loaded the engine and waits for its one sentence."""

    def __init__(self) -> None:
        # -P keeps this folder's own module names out of the child's import path.
        command = [sys.executable, "-P", str(Path(__file__).with_name("voice_child.py"))]
        self._process = subprocess.Popen(  # noqa: S603 - our own file, no input from outside
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def speak(self, request: dict[str, object], timeout: float) -> bytes:
        """The WAV it answers; empty when it failed."""
        try:
            answer, _ = self._process.communicate(json.dumps(request).encode() + b"\n", timeout)
        except (subprocess.TimeoutExpired, OSError):
            self.end()
            return b""
        return answer if self._process.returncode == 0 else b""

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.communicate()


class EspeakVoice:
    """pyttsx3 behind the Voice port."""

    def __init__(self, locale: str = "en-US", name: str | None = None) -> None:
        self.name = name or locale.lower()
        """espeak's name of the voice, such as "en-us" or "en-us+f2"."""
        self._lock = threading.Lock()
        self._spare: _Child | None = None
        self._cache = SentenceCache(RATE)
        self._closed = False

    @property
    def rate(self) -> int:
        """Samples a second."""
        return RATE

    def warm(self) -> None:
        """Start the spare process, so that the first sentence comes at once."""
        with self._lock:
            if self._spare is None and not self._closed:
                self._spare = _Child()

    def render(self, text: str, pace: float, style: Style) -> Samples:
        """One sentence as sound; raises `VoiceError` when every attempt failed."""
        known = self._cache.find(text, pace, style)
        if known is not None:
            return known
        for _ in range(ATTEMPTS):
            samples = self._attempt(text, pace, style)
            if samples is not None:
                if not self._closed:
                    self._cache.keep(text, pace, style, samples)
                return samples
        raise VoiceError("the voice gave no sound")

    def close(self) -> None:
        """End the spare process and forget every sentence."""
        with self._lock:
            self._closed = True
            if self._spare is not None:
                self._spare.end()
                self._spare = None
        self._cache.clear()

    def _attempt(self, text: str, pace: float, style: Style) -> Samples | None:
        manner = MANNERS[style]
        wanted = pace * manner.pace
        request = {
            "text": text,
            "voice": self.name.partition("+")[0] + manner.variant if manner.variant else self.name,
            "rate": max(SLOWEST_WORDS_A_MINUTE, round(CALM_WORDS_A_MINUTE * wanted)),
            "pitch": PITCH,
            "volume": 1.0,
        }
        answer = self._take().speak(request, TIMEOUT_SECONDS)
        samples = _pcm(answer)
        if samples is None:
            return None
        samples = trimmed(samples)
        if wanted < SLOWEST_PACE:
            samples = stretched(samples, SLOWEST_PACE / wanted, RATE)
        if not plausible(text, wanted, len(samples) / RATE):
            return None
        return levelled(samples, manner.gain, RATE)

    def _take(self) -> _Child:
        with self._lock:
            if self._closed:
                raise VoiceError("the voice is closed")
            child = self._spare or _Child()
            self._spare = _Child()
            return child


def _pcm(answer: bytes) -> Samples | None:
    if not answer:
        return None
    try:
        with wave.open(io.BytesIO(answer)) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
                return None
            # The child writes to a pipe, so only what arrived counts, not what the header says.
            data = file.readframes(file.getnframes())
    except (wave.Error, EOFError):
        return None
    return np.frombuffer(data, "<i2")
