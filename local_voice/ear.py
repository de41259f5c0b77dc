"""The hearing half of the loop: cuts utterances out of what is heard and has them made out.

Knows nothing of what they mean. The work is done away from the loop, in order; results are asked
for at every frame.
"""

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from local_voice.endpointer import Endpointer, Event
from local_voice.ports import HEARING_RATE, Samples, Transcriber, Transcript, Worker
from local_voice.utterance import (
    BETWEEN_GLANCES_SECONDS,
    GLANCE_SECONDS,
    LOOK_AHEAD_SECONDS,
    STREAMED_SECONDS,
    Utterance,
)
from skill.turn import Expectation

if TYPE_CHECKING:
    from concurrent.futures import Future


class Ear:
    """One utterance under way at most, and those whose words are being made out."""

    def __init__(self, endpointer: Endpointer, transcriber: Transcriber, worker: Worker) -> None:
        self.endpointer = endpointer
        self.utterance: Utterance | None = None
        """What is being said."""
        self._transcriber = transcriber
        self._worker = worker
        self._ended: deque[tuple[Utterance, Future[Transcript]]] = deque()

    @property
    def awaited(self) -> tuple[Utterance, ...]:
        """Utterances that have ended and are being made out."""
        return tuple(utterance for utterance, _ in self._ended)

    @property
    def busy(self) -> bool:
        """Whether somebody speaks, or what they said is being made out."""
        return self.utterance is not None or bool(self._ended)

    def feed(self, frame: Samples) -> Event | None:
        """Take the next frame; an event where an utterance begins, goes on or is over."""
        return self.endpointer.feed(frame)

    def begin(self, utterance: Utterance, expecting: Expectation | None) -> None:
        """Somebody has begun to speak."""
        self.utterance = utterance
        utterance.recent.extend(utterance.buffered)
        transcriber = self._transcriber

        def prepare() -> None:
            transcriber.reset()
            transcriber.expect(expecting)

        self._worker.submit(prepare)

    def more(self, samples: Samples) -> None:
        """The utterance goes on."""
        utterance = self.utterance
        if utterance is None:
            return
        utterance.buffered.append(samples)
        self._maybe_glance(utterance, samples)
        if utterance.open_room:
            return  # handed over only when it turns out short enough for a command
        if self.endpointer.silent_seconds >= LOOK_AHEAD_SECONDS:
            self._look_ahead(utterance)
        elif utterance.buffered_seconds >= STREAMED_SECONDS:
            self._hand_over(utterance)

    def end(self) -> None:
        """The utterance is over: have its words made out."""
        utterance, self.utterance = self.utterance, None
        if utterance is None:
            return
        if not utterance.looked_ahead:
            self._hand_over(utterance)
        self._ended.append((utterance, self._worker.submit(self._transcriber.finish)))

    def drop(self) -> Utterance | None:
        """Forget the utterance under way, and return it."""
        utterance, self.utterance = self.utterance, None
        return utterance

    def forget(self) -> None:
        """Forget the utterance under way as if it had never begun."""
        self.utterance = None
        self.endpointer.reset()

    def partial(self) -> str:
        """The words so far, each time there are new ones; "" otherwise.

        A failure shows again, and is told, at the end of the utterance.
        """
        utterance = self.utterance
        if utterance is None:
            return ""
        if utterance.glance is not None and utterance.glance.done():
            glance, utterance.glance = utterance.glance, None
            return "" if glance.exception() is not None else glance.result()
        if utterance.partial is not None and utterance.partial.done():
            partial, utterance.partial = utterance.partial, None
            return "" if partial.exception() is not None else partial.result()
        return ""

    def transcripts(self) -> Iterator[tuple[Utterance, Transcript | None]]:
        """Utterances that were made out, in order; None where that failed."""
        while self._ended and self._ended[0][1].done():
            utterance, future = self._ended.popleft()
            yield utterance, None if future.exception() is not None else future.result()

    def _hand_over(self, utterance: Utterance) -> None:
        if not utterance.buffered:
            return
        utterance.looked_ahead = False
        sound, transcriber = utterance.take(), self._transcriber
        utterance.partial = self._worker.submit(lambda: transcriber.accept(sound))

    def _maybe_glance(self, utterance: Utterance, samples: Samples) -> None:
        """Look for a stop in speech that goes on over our own: it may be ours, with theirs in it.

        The words of a transcriber that does not stream come at the end of the utterance alone, and
        that may be the end of what we say.
        """
        if not utterance.unsure or utterance.open_room:
            return
        utterance.recent.append(samples)
        while sum(map(len, utterance.recent)) > GLANCE_SECONDS * HEARING_RATE:
            utterance.recent.popleft()
        utterance.since_glance += len(samples) / HEARING_RATE
        if utterance.since_glance < BETWEEN_GLANCES_SECONDS or utterance.glance is not None:
            return
        utterance.since_glance = 0.0
        sound, transcriber = np.concatenate(utterance.recent), self._transcriber
        utterance.glance = self._worker.submit(lambda: transcriber.glance(sound))

    def _look_ahead(self, utterance: Utterance) -> None:
        """Make out the words in a silence that may be the end; it stays buffered meanwhile."""
        if not utterance.looked_ahead:
            self._hand_over(utterance)
            utterance.looked_ahead = True
            self._worker.submit(self._transcriber.look_ahead)
