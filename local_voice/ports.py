"""What the loop needs from the outside, as Protocols; every library sits behind one of them.

Sound is mono, signed 16 bit. The microphone's side runs at `HEARING_RATE` in frames of `FRAME`
samples; the speaker's side at the rate of the voice. Seconds are floats.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from skill.speech import Style
from skill.turn import Expectation, Reply, State, Turn
from skill.understanding import Outcome

if TYPE_CHECKING:
    from concurrent.futures import Future

Samples: TypeAlias = npt.NDArray[np.int16]
T = TypeVar("T")

HEARING_RATE = 16_000
"""Samples a second on the microphone's side."""
FRAME = 512
"""Samples in one frame of the microphone: what the voice activity detector takes."""
FRAME_SECONDS = FRAME / HEARING_RATE


class Clock(Protocol):
    """The one source of time."""

    def now(self) -> float:
        """Seconds since some fixed moment; never goes back."""


class Microphone(Protocol):
    """Hears. A frame arrives every `FRAME_SECONDS`: the heartbeat of the loop."""

    def read(self) -> Samples | None:
        """The next frame of `FRAME` samples, waiting for it; None when there is no more to come.

        A device that is lost yields silence, and is looked for meanwhile.
        """

    def close(self) -> None:
        """Let go of the device."""


class VoiceActivity(Protocol):
    """Tells speech from everything else, frame by frame."""

    def probability(self, frame: Samples) -> float:
        """How likely the frame holds speech, 0 to 1; remembers the frames before it."""

    def reset(self) -> None:
        """Forget the frames so far."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What an utterance was heard as."""

    text: str
    """Lower case words without punctuation; empty when no words were made out."""
    certain: bool = True
    """False when the words are doubtful (low confidence, words outside the expected ones)."""
    faint: str = ""
    """What may have been said where no words were made out."""
    others: tuple[str, ...] = ()
    """What else it may have been, nearly as likely, likeliest first."""


class Transcriber(Protocol):
    """Turns one utterance after another into words."""

    def expect(self, expecting: Expectation | None) -> None:
        """Say what is likely to be heard next; takes effect with the next utterance."""

    def accept(self, samples: Samples) -> str:
        """Take more of the utterance; the words so far where it streams, otherwise ""."""

    def glance(self, samples: Samples) -> str:
        """The words of a piece from the middle of an utterance; "" where `accept` streams."""

    def look_ahead(self) -> None:
        """Make out what there is so far: `finish` may follow with nothing more accepted."""

    def finish(self) -> Transcript:
        """End the utterance and tell what it was."""

    def reset(self) -> None:
        """Drop the utterance."""


class VoiceError(Exception):
    """A sentence could not be rendered."""


class Voice(Protocol):
    """Speaks into memory."""

    @property
    def rate(self) -> int:
        """Samples a second of what `render` gives."""

    def render(self, text: str, pace: float, style: Style) -> Samples:
        """One sentence as sound, without silence at either end.

        `pace` is relative to the calm default (1.0). Raises `VoiceError`.
        """

    def close(self) -> None:
        """Let go of processes and memory."""


class Speaker(Protocol):
    """Plays a programme of words and silences, to the sample, and can hold it at any moment."""

    @property
    def rate(self) -> int:
        """Samples a second."""

    @property
    def played(self) -> int:
        """Samples of the programme played so far, over the whole session."""

    @property
    def queued(self) -> int:
        """Samples of the programme not yet played."""

    @property
    def sounding(self) -> bool:
        """Whether words are sounding at this moment."""

    @property
    def blocked(self) -> bool:
        """Whether words are due and are held."""

    def add(self, words: Samples) -> None:
        """Append words to the programme."""

    def add_silence(self, samples: int) -> None:
        """Append a silence to the programme."""

    def hold(self) -> None:
        """Fall silent now and keep the place; a silence of the programme runs on to its end."""

    def release(self) -> None:
        """Go on exactly where it was held, fading in."""

    def drop(self) -> None:
        """Fall silent now and forget what is queued."""

    def close(self) -> None:
        """Let go of the device."""


class Worker(Protocol):
    """Does slow work away from the loop, one piece after the other."""

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Start `work`, or queue it."""

    def close(self) -> None:
        """Take no more work."""


class LoopState(Enum):
    """Where the loop is."""

    LISTENING = "listening"
    """Silent, waiting for the person."""
    THINKING = "thinking"
    """The person has finished; the words are being made out."""
    SPEAKING = "speaking"
    """A reply is being spoken, its silences included."""
    HELD = "held"
    """The reply is held because somebody speaks."""
    WAITING = "waiting"
    """A flow is paused at the person's wish: silent for as long as they like."""
    ASLEEP = "asleep"
    """A long silence, and nothing is under way: only what is for us wakes us."""
    ENDED = "ended"


class Notice(Enum):
    """Something about the machine a person should know; the words belong to the screen."""

    MICROPHONE_LOST = "microphone lost"
    MICROPHONE_BACK = "microphone back"
    SPEAKER_LOST = "speaker lost"
    SPEAKER_BACK = "speaker back"
    SENTENCE_LOST = "sentence lost"
    HEARING_FAILED = "hearing failed"
    WOKE = "woke"
    """The machine was asleep, or stopped, and goes on."""


class Observer(Protocol):
    """Sees the conversation go by: the screen, a transcript."""

    def state(self, state: LoopState) -> None:
        """The loop went into `state`."""

    def heard(self, text: str, *, acted: bool) -> None:
        """The person's words, and whether they were for us."""

    def replying(self, reply: Reply) -> None:
        """A reply begins."""

    def saying(self, text: str) -> None:
        """A sentence begins to sound."""

    def tick(self, spoken_seconds: float) -> None:
        """Time goes by; `spoken_seconds` of the current reply have been played."""

    def notice(self, notice: Notice) -> None:
        """Something happened to the machine."""


class Handler(Protocol):
    """The dialogue, as a channel sees it."""

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        """Answer one turn."""


class Recognizer(Protocol):
    """The understanding, as a channel sees it."""

    def recognize(self, text: str, expecting: Expectation | None) -> Outcome:
        """Make out what was asked for."""
