"""The default voice: pyttsx3 with the espeak-ng that comes with pip, one process a sentence."""

import io
import json
import subprocess
import sys
import threading
import wave
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from local_voice.ports import Samples, VoiceError
from local_voice.stretch import stretched
from skill.speech import Style
from skill.timing import say_seconds

RATE = 22_050
"""What espeak-ng gives and pyttsx3 writes."""
CALM_WORDS_A_MINUTE = 110
"""espeak's own figure for pace 1.0; with 0.8 s between sentences 106 words a minute are heard."""
SLOWEST_WORDS_A_MINUTE = 80
"""Below it espeak does not go; slower is stretched by us."""
SLOWEST_PACE = 0.754
"""The pace espeak's slowest rate comes to, measured."""
TIMEOUT_SECONDS = 15.0
CACHE_SAMPLES = 12 * 60 * RATE
"""Sentences kept for hearing again, as samples in all: about 30 MB."""
_AUDIBLE = 100
"""Samples below it (of 32,768) at either end are silence."""


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
        self._cache: OrderedDict[tuple[str, float, Style, str], Samples] = OrderedDict()
        self._cached = 0
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
        """One sentence as sound; raises `VoiceError` when two attempts failed."""
        key = (text, round(pace, 3), style, self.name)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        for _ in range(2):
            samples = self._attempt(text, pace, style)
            if samples is not None:
                self._keep(key, samples)
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
            "voice": self.name + manner.variant if "+" not in self.name else self.name,
            "rate": max(SLOWEST_WORDS_A_MINUTE, round(CALM_WORDS_A_MINUTE * wanted)),
            "pitch": 45,
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
        loud = np.rint(samples.astype(np.float32) * manner.gain).astype(np.int16)
        return _faded(loud)

    def _take(self) -> _Child:
        with self._lock:
            if self._closed:
                raise VoiceError("the voice is closed")
            child = self._spare or _Child()
            self._spare = _Child()
            return child

    def _keep(self, key: tuple[str, float, Style, str], samples: Samples) -> None:
        with self._lock:
            if self._closed or key in self._cache:
                return
            self._cache[key] = samples
            self._cached += len(samples)
            while self._cached > CACHE_SAMPLES:
                _, oldest = self._cache.popitem(last=False)
                self._cached -= len(oldest)


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


def trimmed(samples: Samples) -> Samples:
    """Without the silence at either end; pauses are ours."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _AUDIBLE)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def plausible(text: str, pace: float, seconds: float) -> bool:
    """Whether a rendered sentence can be all of it, at the rate that was asked for."""
    letters = [sign for sign in text.lower() if sign.isalpha()]
    if sum(sign.isascii() for sign in letters) < 0.8 * len(letters):
        # The estimate reads the Latin alphabet; another script is judged by its signs alone.
        return 0.03 * len(letters) <= seconds * pace <= 1.0 * len(letters) + 1.0
    estimate = say_seconds(text, pace)
    return 0.6 * estimate - 0.4 <= seconds <= 1.9 * estimate + 0.8


def _faded(samples: Samples, seconds: float = 0.005) -> Samples:
    """With the cut edges rounded off."""
    length = min(round(seconds * RATE), len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    out = samples.astype(np.float32)
    out[:length] *= ramp
    out[len(out) - length :] *= ramp[::-1]
    return np.rint(out).astype(np.int16)
