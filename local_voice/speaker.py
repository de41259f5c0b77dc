"""Speakers: the sound card through sounddevice, and a recording with a sample-exact timeline."""

import math
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from local_voice.devices import LATENCY_SECONDS, Devices, Line
from local_voice.mixer import Mixer
from local_voice.ports import FRAME, HEARING_RATE, Clock, Notice, Samples

WAITING_SECONDS = 0.75 * LATENCY_SECONDS
"""Of what was played, how much waits to be compared with what is heard: more than the sound card
takes at once (a quarter of its latency) and one frame, and less than it is ahead of what is heard,
for a canceller cannot take out what it is told of too late."""
MOST_WAITING_SECONDS = 0.35
MOST_OWED_SECONDS = 0.2
LATE_FRAMES = 12
"""When so many more frames than a few came late, it is the rule: too little waits."""
_IN_TIME = 0.1
"""How much a frame that came in time makes up for a late one."""


class SoundSpeaker(Mixer):
    """One long-lived stream that pulls the programme; the keeper of the devices closes it."""

    def __init__(self, devices: Devices, rate: int, device: str | None = None) -> None:
        super().__init__(rate)
        self.underruns = 0
        """How often the machine was late to be given sound."""
        self._pulled: deque[tuple[int, Samples]] = deque(maxlen=1000)
        """What the card took, with its rate."""
        self._far = np.zeros(0, np.int16)
        self._owed = 0
        """Samples for which silence was given because they came late."""
        self._late_frames = 0.0
        self._aligned = False
        self._far_rate = 0
        self._resampler: Any = None
        self._line = Line("output", self._stream, Notice.SPEAKER_LOST, Notice.SPEAKER_BACK, device)
        devices.add(self._line)

    def close(self) -> None:
        """Stop the programme."""
        self.drop()

    def far(self) -> Samples:
        """One frame at the hearing rate of what was given to the sound card, for the canceller.

        A frame is taken for every frame of the microphone, so that the two stay aligned: a shift
        would have to be learnt anew. The card takes in bursts, so a little is kept waiting, and
        what comes too late all the same is left out; where that is the rule, they are aligned anew.
        """
        for _ in range(len(self._pulled)):
            rate, sound = self._pulled.popleft()
            if self._resampler is None or rate != self._far_rate:
                import soxr

                self._far_rate = rate  # another card may take sound at another rate
                self._resampler = soxr.ResampleStream(rate, HEARING_RATE, 1, dtype="int16")
            self._far = np.concatenate([self._far, self._resampler.resample_chunk(sound)])
        late = min(self._owed, len(self._far))
        self._far, self._owed = self._far[late:], self._owed - late
        if not self._aligned or len(self._far) > MOST_WAITING_SECONDS * HEARING_RATE:
            self._aligned, self._owed = True, 0
            waiting = round(WAITING_SECONDS * HEARING_RATE)
            self._far = np.pad(self._far[-waiting:], (max(0, waiting - len(self._far)), 0))
        frame, self._far = self._far[:FRAME], self._far[FRAME:]
        self._owed += FRAME - len(frame)
        self._late_frames += 1 if len(frame) < FRAME else -min(_IN_TIME, self._late_frames)
        if self._late_frames > LATE_FRAMES:
            self._aligned, self._late_frames = False, 0.0
        if self._owed > MOST_OWED_SECONDS * HEARING_RATE:
            self._owed = 0  # it did not come late: the card stood still
        return np.pad(frame, (0, FRAME - len(frame)))

    def _stream(self, sound: Any, device: Any) -> Any:  # noqa: ANN401 - the library has no types
        self._aligned = False
        rate, pull = self.rate, self.pull
        try:
            sound.check_output_settings(device["index"], 1, "int16", samplerate=rate)
        except (sound.PortAudioError, ValueError):
            rate = int(device["default_samplerate"])
            pull = AtRate(self.pull, self.rate, rate).pull

        def wanted(data: Any, frames: int, _time: object, status: Any) -> None:  # noqa: ANN401
            self._line.beat()
            self.underruns += bool(status.output_underflow)
            data[:, 0] = pull(frames)
            self._pulled.append((rate, data[:, 0].copy()))

        return sound.OutputStream(
            samplerate=rate,
            latency=LATENCY_SECONDS,
            device=device["index"],
            channels=1,
            dtype="int16",
            callback=wanted,
        )


class AtRate:
    """A programme for a sound card that takes sound at another rate only."""

    def __init__(self, pull: Callable[[int], Samples], given: int, rate: int) -> None:
        import soxr

        self._pull = pull
        self._ratio = given / rate
        self._stream = soxr.ResampleStream(given, rate, 1, dtype="int16")
        self._ready = np.zeros(0, np.int16)

    def pull(self, count: int) -> Samples:
        """The next `count` samples at the card's rate."""
        while len(self._ready) < count:
            more = self._pull(math.ceil((count - len(self._ready)) * self._ratio) or 1)
            self._ready = np.concatenate([self._ready, self._stream.resample_chunk(more)])
        taken, self._ready = self._ready[:count], self._ready[count:]
        return taken


class RecordingSpeaker:
    """Plays into memory, on the clock it is given: sample n sounds at second n / rate."""

    def __init__(self, clock: Clock, rate: int) -> None:
        self._clock = clock
        self._mixer = Mixer(rate)
        self._start = clock.now()
        self._written = 0
        self._sound = bytearray()

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self._mixer.rate

    @property
    def played(self) -> int:
        """Samples of the programme played so far."""
        self._catch_up()
        return self._mixer.played

    @property
    def queued(self) -> int:
        """Samples of the programme not yet played."""
        self._catch_up()
        return self._mixer.queued

    @property
    def sounding(self) -> bool:
        """Whether words are sounding at this moment."""
        self._catch_up()
        return self._mixer.sounding

    @property
    def blocked(self) -> bool:
        """Whether words are due and are held."""
        self._catch_up()
        return self._mixer.blocked

    def add(self, words: Samples) -> None:
        """Append words to the programme."""
        self._catch_up()
        self._mixer.add(words)

    def add_silence(self, samples: int) -> None:
        """Append a silence to the programme."""
        self._catch_up()
        self._mixer.add_silence(samples)

    def hold(self) -> None:
        """Fall silent now and keep the place."""
        self._catch_up()
        self._mixer.hold()

    def release(self) -> None:
        """Go on where it was held."""
        self._catch_up()
        self._mixer.release()

    def drop(self) -> None:
        """Fall silent now and forget what is queued."""
        self._catch_up()
        self._mixer.drop()

    def volume(self, volume: float) -> None:
        """From now on make everything so loud."""
        self._catch_up()
        self._mixer.volume(volume)

    def accompany(self, name: str) -> None:
        """Let a sound be heard under the words; "" for none."""
        self._catch_up()
        self._mixer.accompany(name)

    def close(self) -> None:
        """Play up to now."""
        self._catch_up()

    def recording(self, start: int = 0) -> Samples:
        """All that sounded so far, from sample `start` on."""
        self._catch_up()
        return np.frombuffer(bytes(self._sound[2 * start :]), np.int16)

    def _catch_up(self) -> None:
        due = round((self._clock.now() - self._start) * self.rate) - self._written
        if due > 0:
            self._sound += self._mixer.pull(due).tobytes()
            self._written += due
