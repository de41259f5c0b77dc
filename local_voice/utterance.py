"""Something a person says, while it is being said and made out."""

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from local_voice.ports import HEARING_RATE, Samples

if TYPE_CHECKING:
    from concurrent.futures import Future

LONGEST_COMMAND_SECONDS = 2.5
"""In an open room, longer utterances are not for us and are not transcribed."""
LOOK_AHEAD_SECONDS = 0.12
"""Silence within an utterance after which its words are made out, in case it was the end."""
STREAMED_SECONDS = 0.1
"""How much sound is handed to the transcriber at a time."""

GLANCE_SECONDS = 2.4
"""Of speech over our own voice that does not end, so much is looked at for a stop."""
BEFORE_SURE_SECONDS = 0.45
"""What was heard before it was clear that a person speaks, and is theirs already."""
BETWEEN_GLANCES_SECONDS = 0.8

AT_ONCE = frozenset(
    {"AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.PauseIntent", "QuickExitIntent"}
)
"""Requests that act on a partial result, without waiting for the end of the utterance."""


@dataclass(slots=True)
class Utterance:
    """One run of speech."""

    while_speaking: bool
    """Whether we were speaking when it began."""
    open_room: bool
    """Whether partners speak to each other, and only a command is for us."""
    buffered: list[Samples]
    """Sound not yet handed to the transcriber."""
    began: float = 0.0
    """The clock's second at which it was noticed."""
    maybe_own: bool = False
    """Whether our own voice may be in it."""
    unsure: bool = False
    """Whether it may be our own voice as far as the canceller knows."""
    told_apart: bool = False
    """Whether somebody was heard to speak over us, by loudness alone."""
    recent: deque[Samples] = field(default_factory=deque)
    """The last `GLANCE_SECONDS` of it, while we speak ourselves."""
    since_glance: float = 0.0
    """Seconds heard since the last glance."""
    looked_ahead: bool = False
    """Whether the words so far are being made out, with nothing but silence since."""
    partial: "Future[str] | None" = None
    glance: "Future[str] | None" = None
    acted: bool = False
    """Whether a partial result was acted on; the rest is ignored."""

    @property
    def buffered_seconds(self) -> float:
        """How much waits."""
        return sum(map(len, self.buffered)) / HEARING_RATE

    def last(self, seconds: float) -> Samples:
        """The last moments of it, as far as they are kept."""
        frames = list(self.recent) or self.buffered
        sound = np.concatenate(frames) if frames else np.zeros(0, np.int16)
        return sound[-round(seconds * HEARING_RATE) :]

    def take(self) -> Samples:
        """What waits, as one piece."""
        sound = np.concatenate(self.buffered)
        self.buffered.clear()
        return sound
