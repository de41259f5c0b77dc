"""Recordings instead of a microphone: each is played in when a person would speak.

The first one opens the conversation. Each further one is spoken when the loop listens for an
answer, or `INTO_SCRIPT_SECONDS` into whatever proceeds by itself. When all have been heard, the
loop goes on to the end of a running script and ends where it would listen again.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from local_voice.ports import FRAME, FRAME_SECONDS, LoopState, Samples
from local_voice.runtime import ManualClock

INTO_SCRIPT_SECONDS = 10.0
BEFORE_ANSWER_SECONDS = 0.6
"""A person takes a breath before answering."""
LONGEST_WAIT_SECONDS = 20.0
"""After the last recording: how long an answer to it may take to begin."""


@dataclass(frozen=True, slots=True)
class View:
    """What a person would notice of the loop."""

    state: LoopState
    answered_at: float
    """When the last answer began; the clock's seconds."""
    turns: int
    """How many answers there were."""
    proceeds: bool
    """Whether what is spoken goes on by itself."""


class RecordedMicrophone:
    """A microphone on the clock it moves itself: a frame read is a frame gone by."""

    def __init__(self, clock: ManualClock, recordings: Iterable[Samples]) -> None:
        self._clock = clock
        self._waiting = deque(recordings)
        self._sound: deque[Samples] = deque()
        self._frames = 0
        self._listening = 0.0
        self._turns_before = 0
        self._ended_at: float | None = None
        self.spoken: list[tuple[float, Samples]] = []
        """What was played in, with the second at which it began."""
        self.view: Callable[[], View] = lambda: View(LoopState.LISTENING, 0.0, 0, proceeds=False)
        """Shows the loop that listens."""

    def read(self) -> Samples | None:
        """The next frame of the recording under way, or of silence."""
        view = self.view()
        if not self._sound:
            if self._over(view):
                return None
            self._maybe_speak(view)
        self._frames += 1
        self._clock.advance(self._frames * FRAME_SECONDS - self._clock.now())
        if not self._sound:
            return np.zeros(FRAME, np.int16)
        frame = self._sound.popleft()
        if not self._sound:
            self._ended_at = self._clock.now()
        return frame

    def close(self) -> None:
        """Forget what was not said."""
        self._waiting.clear()
        self._sound.clear()

    def _maybe_speak(self, view: View) -> None:
        if not self._waiting:
            return
        now = self._clock.now()
        silent = view.state in (LoopState.LISTENING, LoopState.WAITING)
        self._listening = self._listening + FRAME_SECONDS if silent else 0.0
        answered = self._ended_at is None or view.turns > self._turns_before
        in_turn = silent and self._listening >= BEFORE_ANSWER_SECONDS and answered
        since = now - max(view.answered_at, self._ended_at or 0.0)
        running = view.state is LoopState.SPEAKING and view.proceeds
        if not in_turn and not (running and since >= INTO_SCRIPT_SECONDS):
            return
        samples = self._waiting.popleft()
        self.spoken.append((now, samples))
        self._turns_before = view.turns
        whole = np.pad(samples, (0, -len(samples) % FRAME))
        self._sound.extend(whole.reshape(-1, FRAME))
        self._listening = 0.0

    def _over(self, view: View) -> bool:
        """Whether all has been said and answered."""
        if self._waiting or self._ended_at is None or view.state is not LoopState.LISTENING:
            return False
        answered = view.turns > self._turns_before
        return answered or self._clock.now() - self._ended_at > LONGEST_WAIT_SECONDS
