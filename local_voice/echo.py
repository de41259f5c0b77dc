"""Hearing past our own voice: the Speex echo canceller (pyaec) between microphone and loop.

The canceller is told what the speaker plays (the far end) and takes it out of what the microphone
hears, whatever the room and the sound card's delay make of it, up to `TAIL_SECONDS`. It needs a few
seconds of our voice to learn the room; until then `trusted` is False and speech does not hold us.

Of ten requests over our voice, at +10, 0 and -6 dB beside it, Whisper makes out 10, 10 and 10 past
this canceller, 5, 3 and 2 past WebRTC's (as the package livekit has it), 6, 1 and 1 past none
(`python -m tests.local_voice.goals cancellers`).
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np

from local_voice.ports import FRAME, HEARING_RATE, Microphone, Samples

TAIL_SECONDS = 0.5
"""Delay of the sound card and echo of the room together that are covered."""
TRUSTED_DECIBELS = 18.0
"""When so much is taken away, on average, what is left is a person: with 10 dB it was still us."""
LEARNT_DECIBELS = 6.0
"""Enough where our voice is soft, and what is left of it is no louder than the room."""
LOST_DECIBELS = 10.0
"""Below it the room, or the place in it, has changed."""
AS_QUIET = 2.0
"""What is left is no louder than the room when it is at most so many times as loud."""
ECHO_DECIBELS = 12.0
"""A frame from which so much was taken was our own voice and nothing else."""
LOUDER = 1.5
"""So many times as loud as our echo has been, and a person speaks over us, canceller or not."""
LOUDER_FRAMES = 4
"""Of the last `_LOOKED_AT`."""
LATCH_FRAMES = 16
_LOOKED_AT = 6
_COUPLING_FRAMES = 20
"""Frames of our voice after which it is known how loud its echo is."""
_AUDIBLE = 30.0
"""Root mean square of a frame (of 32,768) that counts as sound."""
_FAR_AUDIBLE = 300.0
"""The same for what the speaker was given: fainter than that, its echo says nothing."""
_FORGETTING = 0.999
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


class Loudness:
    """How loud our echo is, from the first words on, and whether what is heard is louder.

    The delay need not be known: an echo is compared with the loudest we were within `TAIL_SECONDS`.
    """

    def __init__(self) -> None:
        self._far: deque[float] = deque(maxlen=round(TAIL_SECONDS * HEARING_RATE / FRAME))
        self._coupling = 0.0
        self._frames = 0
        self._louder: deque[bool] = deque(maxlen=_LOOKED_AT)
        self._latch = 0

    @property
    def exceeded(self) -> bool:
        """Whether a person spoke over us a moment ago."""
        return self._latch > 0

    def take(self, near: float, far: float) -> None:
        """The levels of one frame."""
        self._far.append(far)
        self._latch = max(0, self._latch - 1)
        ours = max(self._far)
        if ours < _FAR_AUDIBLE or near < _AUDIBLE:
            self._louder.append(False)
            return
        ratio = near / ours
        known = self._frames >= _COUPLING_FRAMES
        louder = known and ratio > LOUDER * self._coupling
        self._louder.append(louder)
        if sum(self._louder) >= LOUDER_FRAMES:
            self._latch = LATCH_FRAMES
        if not known:
            self._coupling = max(self._coupling, ratio)
        elif not louder:
            # An echo that is louder than any before it is taken in; a person is not.
            self._coupling = max(self._coupling * _FORGETTING, ratio)
        self._frames += 1


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
        self._loudness = Loudness()
        self._left = 10.0
        """How many times as loud as the room what is left of our voice is, smoothed."""
        self._room = _AUDIBLE
        """How loud the room is without us."""
        self._trusted = False
        self._after_far = 0
        """Frames since our voice last sounded, echo included."""

    @property
    def trusted(self) -> bool:
        """Whether what sounds like a person is one: the room is learnt, or we are not so loud."""
        return self._trusted or self._loudness.exceeded

    @property
    def learnt(self) -> bool:
        """Whether the room is learnt."""
        return self._trusted

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
        self._loudness.take(before, _level(far))
        if not within_echo:
            self._room += _SMOOTHING * (min(before, 2 * self._room) - self._room)
            self._room = max(self._room, 1.0)
        if not within_echo or before < _AUDIBLE:
            return clean
        taken = 20 * np.log10(before / max(after, 1.0))
        if self._after_far == 0:
            self._learn(max(0.0, float(taken)), after / self._room)
        if taken >= ECHO_DECIBELS:
            return (clean * _LEFT_OF_ECHO).astype(np.int16)
        return clean

    def _learn(self, taken: float, left: float) -> None:
        self._taken += _SMOOTHING * (taken - self._taken)
        self._left += _SMOOTHING * (min(left, 20.0) - self._left)
        softly = self._taken >= LEARNT_DECIBELS and self._left <= AS_QUIET
        if softly or self._taken >= TRUSTED_DECIBELS:
            self._trusted = True
        elif self._taken < LOST_DECIBELS:
            self._trusted = False

    def close(self) -> None:
        """Let go of the microphone."""
        self._microphone.close()
