"""Fakes at the ports of the local voice, on a virtual clock."""

from collections import deque
from collections.abc import Callable, Iterable

import numpy as np

from local_voice.ports import (
    FRAME,
    FRAME_SECONDS,
    HEARING_RATE,
    LoopState,
    Notice,
    Samples,
    Transcript,
    VoiceError,
)
from local_voice.runtime import ManualClock
from skill.speech import Style
from skill.timing import say_seconds
from skill.turn import Expectation, Reply

RATE = 8_000
"""Of the fake voice: low, because only times matter."""
SPOKEN_LEVEL = 1000
"""The first sample value of spoken words; see `ScriptedMicrophone`."""


class ScriptedMicrophone:
    """Says given words at given moments.

    Words are carried in the samples: an utterance is a run of frames whose value is an index into
    `phrases`. `ScriptedActivity` tells speech by it and `ScriptedTranscriber` reads it.
    """

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._frames = 0
        self._sound: deque[Samples] = deque()
        self.phrases: list[str] = []
        self.before_frame: list[Callable[[], None]] = []
        """Called before every frame: a test says things and breaks things here."""
        self.closed = False

    def say(self, text: str, seconds: float = 0.8) -> None:
        """Speak `text` from now on."""
        self.phrases.append(text)
        value = SPOKEN_LEVEL + len(self.phrases) - 1
        frames = max(1, round(seconds / FRAME_SECONDS))
        self._sound.extend(np.full((frames, FRAME), value, np.int16))

    @property
    def speaking(self) -> bool:
        return bool(self._sound)

    def read(self) -> Samples | None:
        for call in self.before_frame:
            call()
        if self.closed:
            return None
        self._frames += 1
        self._clock.advance(self._frames * FRAME_SECONDS - self._clock.now())
        return self._sound.popleft() if self._sound else np.zeros(FRAME, np.int16)

    def close(self) -> None:
        self.closed = True


class ScriptedActivity:
    """Speech is what the scripted microphone says."""

    def probability(self, frame: Samples) -> float:
        return 1.0 if frame.max() >= SPOKEN_LEVEL else 0.0

    def reset(self) -> None:
        pass


class ScriptedTranscriber:
    """Reads the words out of the samples; streams when told so."""

    def __init__(self, microphone: ScriptedMicrophone, *, streams: bool = False) -> None:
        self._microphone = microphone
        self._streams = streams
        self._sound: list[Samples] = []
        self.expected: list[Expectation | None] = []
        self.failures = 0
        """How many of the next utterances fail."""
        self.others: dict[str, tuple[str, ...]] = {}
        """What else a phrase may have been."""
        self.finished: list[str] = []
        self.looked_ahead = 0

    def expect(self, expecting: Expectation | None) -> None:
        self.expected.append(expecting)

    def accept(self, samples: Samples) -> str:
        self._sound.append(samples)
        return self._words() if self._streams else ""

    def glance(self, samples: Samples) -> str:
        values = np.unique(samples[samples >= SPOKEN_LEVEL])
        return " ".join(self._microphone.phrases[int(v) - SPOKEN_LEVEL] for v in values).strip()

    def look_ahead(self) -> None:
        self.looked_ahead += 1

    def finish(self) -> Transcript:
        text = self._words()
        self._sound.clear()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("engine failure")
        self.finished.append(text)
        return Transcript(text, others=self.others.get(text, ()))

    def reset(self) -> None:
        self._sound.clear()

    def _words(self) -> str:
        if not self._sound:
            return ""
        sound = np.concatenate(self._sound)
        values = np.unique(sound[sound >= SPOKEN_LEVEL])
        return " ".join(self._microphone.phrases[int(v) - SPOKEN_LEVEL] for v in values).strip()


class TimedVoice:
    """Takes exactly as long as the estimate says; every sentence is audible."""

    def __init__(self, rate: int = RATE) -> None:
        self.rate = rate
        self.rendered: list[tuple[str, float, Style]] = []
        self.broken: set[str] = set()
        """Sentences that cannot be rendered."""

    def render(self, text: str, pace: float, style: Style) -> Samples:
        if text in self.broken:
            raise VoiceError("no sound")
        self.rendered.append((text, pace, style))
        return np.full(round(say_seconds(text, pace) * self.rate), 3000, np.int16)

    def close(self) -> None:
        pass


class Notes:
    """An observer that remembers, with the clock's seconds."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.states: list[tuple[float, LoopState]] = []
        self.words: list[tuple[float, str, bool]] = []
        self.replies: list[tuple[float, Reply]] = []
        self.sentences: list[tuple[float, str]] = []
        self.notices: list[tuple[float, Notice]] = []

    def state(self, state: LoopState) -> None:
        self.states.append((self._clock.now(), state))

    def heard(self, text: str, *, acted: bool) -> None:
        self.words.append((self._clock.now(), text, acted))

    def replying(self, reply: Reply) -> None:
        self.replies.append((self._clock.now(), reply))

    def saying(self, text: str) -> None:
        self.sentences.append((self._clock.now(), text))

    def tick(self, spoken_seconds: float) -> None:
        pass

    def notice(self, notice: Notice) -> None:
        self.notices.append((self._clock.now(), notice))


def silence(seconds: float) -> Samples:
    """So many seconds of nothing, as the microphone gives it."""
    return np.zeros(round(seconds * HEARING_RATE), np.int16)


def joined(parts: Iterable[Samples]) -> Samples:
    """Sounds after one another."""
    return np.concatenate(list(parts))
