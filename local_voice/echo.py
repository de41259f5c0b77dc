"""Hearing past our own voice: the Speex echo canceller (pyaec) between microphone and loop.

The canceller is told what the speaker plays (the far end) and takes it out of what the microphone
hears, whatever the room and the sound card's delay make of it, up to `TAIL_SECONDS`. It needs a few
seconds of our voice to learn the room; until then `trusted` is False and speech does not hold us.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from local_voice.ports import FRAME, HEARING_RATE, Microphone, Samples

TAIL_SECONDS = 0.5
"""Delay of the sound card and echo of the room together that are covered."""
TRUSTED_DECIBELS = 10.0
"""How much the canceller must take away, on average, before what is left is taken for a person."""
ECHO_DECIBELS = 12.0
"""A frame from which so much was taken was our own voice and nothing else."""
_AUDIBLE = 30.0
"""Root mean square of a frame (of 32,768) that counts as sound."""
_SMOOTHING = 0.03
_LEFT_OF_ECHO = 0.1


class Canceller(Protocol):
    """Takes the far end out of the near one."""

    def clean(self, near: Samples, far: Samples) -> Samples:
        """One frame without what the speaker played."""


class SpeexCanceller:
    """The canceller of Speex, as pyaec ships it."""

    def __init__(self) -> None:
        import pyaec

        self._aec = pyaec.Aec(FRAME, round(TAIL_SECONDS * HEARING_RATE), HEARING_RATE, True)  # noqa: FBT003 - the library's signature

    def clean(self, near: Samples, far: Samples) -> Samples:
        """One frame without what the speaker played."""
        return np.array(self._aec.cancel_echo(near.tolist(), far.tolist()), np.int16)


def _level(frame: Samples) -> float:
    return float(np.sqrt(np.mean(frame.astype(np.float32) ** 2)))


class EchoFreeMicrophone:
    """A microphone that does not hear the speaker beside it."""

    def __init__(
        self, microphone: Microphone, far: Callable[[], Samples], canceller: Canceller
    ) -> None:
        self._microphone = microphone
        self._far = far
        self._canceller = canceller
        self._taken = 0.0
        """Decibels taken from frames that held our voice, smoothed."""
        self._after_far = 0
        """Frames since our voice last sounded, echo included."""

    @property
    def trusted(self) -> bool:
        """Whether the room is learnt: what sounds like a person is one."""
        return self._taken >= TRUSTED_DECIBELS

    def read(self) -> Samples | None:
        """The next frame without our voice."""
        near = self._microphone.read()
        if near is None:
            return None
        far = self._far()
        clean = self._canceller.clean(near, far)
        self._after_far = 0 if _level(far) > _AUDIBLE else self._after_far + 1
        within_echo = self._after_far * FRAME < TAIL_SECONDS * HEARING_RATE
        before, after = _level(near), _level(clean)
        if not within_echo or before < _AUDIBLE:
            return clean
        taken = 20 * np.log10(before / max(after, 1.0))
        if self._after_far == 0:
            self._taken += _SMOOTHING * (max(0.0, float(taken)) - self._taken)
        if taken >= ECHO_DECIBELS:
            return (clean * _LEFT_OF_ECHO).astype(np.int16)
        return clean

    def close(self) -> None:
        """Let go of the microphone."""
        self._microphone.close()
