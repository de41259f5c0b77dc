"""Turns replies into a programme for the speaker: renders sentences ahead, keeps every silence.

Sentence n+1 renders while n plays. A pause is exactly as long as it says, counted from the last
sample of the words; a pause with a beat ends that long after the words before it began, however
long they took.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, assert_never

from local_voice.ports import Samples, Speaker, Voice, VoiceError, Worker
from local_voice.wav import resample
from skill.speech import Pause, Say, Speech, Style
from skill.timing import SENTENCE_GAP_SECONDS, sentences
from skill.turn import Reply, State

if TYPE_CHECKING:
    from concurrent.futures import Future

SHORTEST_SILENCE_SECONDS = 0.3
"""What a beat leaves between two cues, however long the words are."""
RENDERED_AHEAD = 3
"""Sentences that are rendered or being rendered beyond the one that plays."""


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    pace: float
    style: Style


@dataclass(frozen=True, slots=True)
class _Silence:
    seconds: float
    beat: float | None = None
    between: bool = False
    """Whether it lies between two sentences, where content has no pause."""


_Piece: TypeAlias = _Words | _Silence


def _pieces(speech: Speech) -> Iterator[_Piece]:
    spoke = False
    for item in speech:
        match item:
            case Say(text=text, style=style, pace=pace):
                for sentence in sentences(text):
                    if spoke:
                        yield _Silence(SENTENCE_GAP_SECONDS, between=True)
                    yield _Words(sentence, pace, style)
                    spoke = True
            case Pause(seconds=seconds, beat=beat):
                yield _Silence(seconds, beat)
                spoke = False
            case _:
                assert_never(item)


@dataclass(slots=True)
class Recital:
    """One reply on its way through voice and speaker."""

    pieces: deque[_Piece]
    start: int
    """The speaker's sample at which it begins."""
    end: int | None = None
    """The sample after its last one; None until all of it is queued."""
    marks: deque[tuple[int, str]] = field(default_factory=deque)
    """Sentences with the sample at which each begins to sound."""
    lost: int = 0
    """Sentences the voice failed to give and nobody was told of yet."""
    renders: deque["Future[Samples]"] = field(default_factory=deque)
    since_silence: int = 0
    """Samples queued since the last pause: what a beat is counted from."""


@dataclass(slots=True)
class Spoken:
    """A reply with the state it leads to, and where it is in the programme."""

    reply: Reply
    state: State
    recital: Recital


class Reciter:
    """Keeps the speaker fed."""

    def __init__(self, voice: Voice, speaker: Speaker, worker: Worker) -> None:
        self._voice = voice
        self._speaker = speaker
        self._worker = worker

    def begin(self, speech: Speech) -> Recital:
        """Start on a reply that follows whatever is queued."""
        start = self._speaker.played + self._speaker.queued
        recital = Recital(deque(_pieces(speech)), start)
        self.feed(recital)
        return recital

    def feed(self, recital: Recital) -> None:
        """Queue what is rendered and render what comes next; called at every frame."""
        if recital.end is not None:
            return
        self._render_ahead(recital)
        while recital.pieces:
            piece = recital.pieces[0]
            match piece:
                case _Words(text=text):
                    if not recital.renders or not recital.renders[0].done():
                        return
                    self._queue_words(recital, text, recital.renders.popleft())
                case _Silence():
                    self._queue_silence(recital, piece)
                case _:
                    assert_never(piece)
            recital.pieces.popleft()
            self._render_ahead(recital)
        recital.end = self._speaker.played + self._speaker.queued

    def _queue_words(self, recital: Recital, text: str, rendered: "Future[Samples]") -> None:
        try:
            words = rendered.result()
        except VoiceError:
            recital.lost += 1
            return
        words = resample(words, self._voice.rate, self._speaker.rate)
        recital.marks.append((self._speaker.played + self._speaker.queued, text))
        self._speaker.add(words)
        recital.since_silence += len(words)

    def _queue_silence(self, recital: Recital, silence: _Silence) -> None:
        rate = self._speaker.rate
        samples = round(silence.seconds * rate)
        if silence.beat is not None:
            left = round(silence.beat * rate) - recital.since_silence
            samples = max(left, min(samples, round(SHORTEST_SILENCE_SECONDS * rate)))
        self._speaker.add_silence(samples)
        # What lies between two sentences belongs to the words that a beat is counted from.
        recital.since_silence = recital.since_silence + samples if silence.between else 0

    def _render_ahead(self, recital: Recital) -> None:
        waiting = [piece for piece in recital.pieces if isinstance(piece, _Words)]
        for piece in waiting[len(recital.renders) : RENDERED_AHEAD]:
            recital.renders.append(self._worker.submit(self._rendering(piece)))

    def _rendering(self, piece: _Words) -> "Rendering":
        return Rendering(self._voice, piece.text, piece.pace, piece.style)


@dataclass(frozen=True, slots=True)
class Rendering:
    """One sentence to render, as work for the worker."""

    voice: Voice
    text: str
    pace: float
    style: Style

    def __call__(self) -> Samples:
        """Render it."""
        return self.voice.render(self.text, self.pace, self.style)
