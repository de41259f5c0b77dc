"""A simulated room: a microphone that hears people, our own speaker with its echo, and noise."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from local_voice.ports import FRAME, FRAME_SECONDS, HEARING_RATE, Samples
from local_voice.runtime import ManualClock
from local_voice.speaker import RecordingSpeaker
from local_voice.wav import resample

if TYPE_CHECKING:
    from collections.abc import Callable


def impulse_response(reverberation: float = 0.3, seed: int = 1) -> npt.NDArray[np.float64]:
    """A room: the direct sound, then noise that falls by 60 dB within `reverberation` seconds."""
    random = np.random.default_rng(seed)
    length = round(reverberation * HEARING_RATE)
    times = np.arange(length) / HEARING_RATE
    response = 0.12 * random.normal(0, 1, length) * 10 ** (-3 * times / reverberation)
    response[:8] = 0
    response[8] = 1.0
    return np.asarray(response / np.sqrt((response**2).sum()))


class Room:
    """The acoustics between one speaker and one microphone, on a virtual clock."""

    def __init__(
        self,
        clock: ManualClock,
        speaker: RecordingSpeaker,
        *,
        echo: float = 0.5,
        delay: float = 0.2,
        noise: float = 8.0,
        wobble: float = 0.0,
    ) -> None:
        """A room; with `wobble` seconds the delay comes and goes, so that it cannot be learnt."""
        self._clock = clock
        self._speaker = speaker
        self._response = impulse_response() * echo
        self._delay = round(delay * HEARING_RATE)
        self._noise = noise
        self._wobble = wobble * HEARING_RATE
        self._random = np.random.default_rng(5)
        self._frames = 0
        self._echo = np.zeros(60 * HEARING_RATE)
        self._people = np.zeros(60 * HEARING_RATE)
        self._played = 0
        self.before_frame: list[Callable[[], None]] = []
        self.far = np.zeros(FRAME, np.int16)
        """What the speaker played during the frame that was read last."""

    @property
    def now(self) -> int:
        """The sample at the hearing rate that is due next."""
        return self._frames * FRAME

    def say(self, sound: Samples, gain: float = 1.0) -> None:
        """A person speaks from now on."""
        at = self.now
        self._people = _with(self._people, at, sound.astype(np.float64) * gain)

    def read(self) -> Samples | None:
        for call in self.before_frame:
            call()
        start = self.now
        self._frames += 1
        self._clock.advance(self._frames * FRAME_SECONDS - self._clock.now())
        played = self._speaker.recording(self._played)
        self._played += len(played)
        far = resample(played, self._speaker.rate, HEARING_RATE)
        self.far = np.resize(np.pad(far, (0, max(0, FRAME - len(far)))), FRAME)
        echo = np.convolve(self.far.astype(np.float64), self._response)
        wobble = round(self._wobble * (1 + np.sin(2 * np.pi * start / (3 * HEARING_RATE))) / 2)
        self._echo = _with(self._echo, start + self._delay + wobble, echo)
        self._people = _with(self._people, start, np.zeros(FRAME))
        heard = self._echo[start : start + FRAME] + self._people[start : start + FRAME]
        heard = heard + self._random.normal(0, self._noise, FRAME)
        return np.clip(np.rint(heard), -(2**15), 2**15 - 1).astype(np.int16)

    def close(self) -> None:
        pass


def _with(
    sound: npt.NDArray[np.float64], at: int, more: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    missing = at + len(more) - len(sound)
    if missing > 0:
        sound = np.pad(sound, (0, missing + 60 * HEARING_RATE))
    sound[at : at + len(more)] += more
    return sound
